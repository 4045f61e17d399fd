// SPDX-License-Identifier: MIT
/* What the viewfinder prints: a line a second, for people or as JSON. */
#include <stdio.h>
#include <json-c/json.h>

#include "view.h"

#define REPORT_MS 1000

static uint64_t drops(const struct view_counts *counts)
{
	return counts->lost_camera + counts->lost_damaged + counts->lost_compositor +
	       counts->lost_here;
}

/* Frames that were seen; or sent, where the compositor does not tell. */
static double rate(const struct view *view, const struct view_counts *counts, int64_t ms)
{
	uint64_t frames = view->all.presented ? counts->presented : counts->shown;

	return ms > 0 ? frames * 1000.0 / ms : 0;
}

static void add_string(struct json_object *object, const char *key, const char *value)
{
	json_object_object_add(object, key, json_object_new_string(value));
}

static void add_count(struct json_object *object, const char *key, uint64_t value)
{
	json_object_object_add(object, key, json_object_new_int64(value));
}

/* Tenths and hundredths as they are meant, not 0.10000000000000001. */
static void add_decimal(struct json_object *object, const char *key, double value)
{
	char text[32];

	snprintf(text, sizeof(text), "%.2f", value);
	json_object_object_add(object, key, json_object_new_double_s(value, text));
}

static struct json_object *json_drops(const struct view_counts *counts)
{
	struct json_object *object = json_object_new_object();

	add_count(object, "total", drops(counts));
	add_count(object, "camera", counts->lost_camera);
	add_count(object, "damaged", counts->lost_damaged);
	add_count(object, "compositor", counts->lost_compositor);
	add_count(object, "client", counts->lost_here);
	return object;
}

/* null where it is not known: no frame shown yet, or clocks that differ. */
static struct json_object *json_latency(const struct view_counts *counts)
{
	struct json_object *object;

	if (!counts->latency.count)
		return NULL;
	object = json_object_new_object();
	add_decimal(object, "p50", histogram_percentile(&counts->latency, 50));
	add_decimal(object, "p95", histogram_percentile(&counts->latency, 95));
	return object;
}

/* null where the kernel does not count. */
static struct json_object *json_names(const struct view_names *names)
{
	struct json_object *object = json_object_new_object();

	for (uint32_t i = 0; i < names->count; i++)
		add_count(object, names->entries[i].name, names->entries[i].total);
	return object;
}

static struct json_object *json_access(const struct view_access *access)
{
	struct json_object *object;

	if (!access->counted)
		return NULL;
	object = json_object_new_object();
	add_count(object, "self", access->own);
	add_count(object, "compositor", access->compositor);
	json_object_object_add(object, "others", json_names(&access->others));
	json_object_object_add(object, "devices", json_names(&access->devices));
	json_object_object_add(object, "attached", json_names(&access->attached));
	return object;
}

/* Of the newest frame: plane, composited; null before there is one. */
static struct json_object *json_path(const struct view *view)
{
	if (!view->second.presented && !view->all.presented)
		return NULL;
	return json_object_new_string(view->on_plane ? "plane" : "composited");
}

static struct json_object *json_reasons(const struct view *view)
{
	struct json_object *object = json_object_new_array();

	for (uint32_t reasons = view->reasons; reasons; reasons &= reasons - 1)
		json_object_array_add(object, json_object_new_string(
						      yamp_reason_name(reasons & -reasons)));
	return object;
}

static void json_print(struct json_object *object)
{
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	fflush(stdout);
	json_object_put(object);
}

/* Counts are of the whole stream; @recent has the rate and the latency. */
static void json_counts(const struct view *view, const char *type, const struct view_counts *recent,
			int64_t recent_ms)
{
	struct json_object *object = json_object_new_object();
	const struct view_counts *all = &view->all;

	add_string(object, "type", type);
	add_decimal(object, "seconds",
		    view->begun_ms ? (view_now_ms() - view->begun_ms) / 1000.0 : 0);
	add_count(object, "frames", all->shown);
	add_count(object, "presented", all->presented);
	add_decimal(object, "fps", rate(view, recent, recent_ms));
	json_object_object_add(object, "drops", json_drops(all));
	json_object_object_add(object, "latency_ms", json_latency(recent));
	add_count(object, "zero_copy", all->plane);
	add_count(object, "composited", all->composited);
	json_object_object_add(object, "path", json_path(view));
	json_object_object_add(object, "reasons", json_reasons(view));
	json_object_object_add(object, "output",
			       view->output[0] ? json_object_new_string(view->output) : NULL);
	json_object_object_add(object, "cpu_access", json_access(&view->access_all));
	add_string(object, "provider", view->provider);
	add_string(object, "placement", placement_name(view->placement));
	add_string(object, "import", yamp_path_name(view->path));
	json_print(object);
}

static void text_access(const struct view_access *access, char *text, size_t size)
{
	size_t used;

	if (!access->counted) {
		snprintf(text, size, "not counted");
		return;
	}
	used = snprintf(text, size, "self %llu, compositor %llu",
			(unsigned long long)access->own, (unsigned long long)access->compositor);
	for (uint32_t i = 0; i < access->others.count && used < size; i++)
		used += snprintf(text + used, size - used, ", %s %llu",
				 access->others.entries[i].name,
				 (unsigned long long)access->others.entries[i].total);
}

static void text_latency(const struct view_counts *counts, char *text, size_t size)
{
	if (counts->latency.count)
		snprintf(text, size, "p50 %.1f p95 %.1f ms",
			 histogram_percentile(&counts->latency, 50),
			 histogram_percentile(&counts->latency, 95));
	else
		snprintf(text, size, "unknown");
}

/* " (format, occluded)": why the newest frame is not on a plane. */
static void text_reasons(const struct view *view, char *text, size_t size)
{
	uint32_t reasons = view->on_plane ? 0 : view->reasons;
	size_t used = 0;

	text[0] = '\0';
	for (; reasons && used < size; reasons &= reasons - 1)
		used += snprintf(text + used, size - used, "%s%s", used ? ", " : " (",
				 yamp_reason_name(reasons & -reasons));
	if (used && used < size)
		snprintf(text + used, size - used, ")");
}

static void text_counts(const struct view *view, const char *head, const struct view_counts *counts,
			const struct view_access *access, int64_t ms)
{
	char latency[64], cpu[256], reasons[160];

	text_reasons(view, reasons, sizeof(reasons));
	text_latency(counts, latency, sizeof(latency));
	text_access(access, cpu, sizeof(cpu));
	printf("%sframes %llu  fps %.1f  drops %llu (camera %llu, compositor %llu, client %llu)  "
	       "latency %s  plane %llu  composited %llu%s%s%s  CPU access: %s  [%s, %s]\n", head,
	       (unsigned long long)counts->shown, rate(view, counts, ms),
	       (unsigned long long)drops(counts),
	       (unsigned long long)(counts->lost_camera + counts->lost_damaged),
	       (unsigned long long)counts->lost_compositor,
	       (unsigned long long)counts->lost_here, latency, (unsigned long long)counts->plane,
	       (unsigned long long)counts->composited, reasons, view->output[0] ? " on " : "",
	       view->output, cpu, view->provider,
	       yamp_path_name(view->path));
	fflush(stdout);
}

static void json_begin(const struct view *view)
{
	struct json_object *object = json_object_new_object();
	char letters[FOURCC_TEXT];

	add_string(object, "type", "start");
	add_string(object, "device", view->options.node);
	add_string(object, "camera", yamp_camera_name(view->camera));
	add_count(object, "width", view->mode.width);
	add_count(object, "height", view->mode.height);
	add_string(object, "format", fourcc_text(view->mode.fourcc, letters));
	add_string(object, "pixelformat", fourcc_text(view->mode.pixelformat, letters));
	add_count(object, "stride", yamp_buffer_frame(view->buffers[0])->planes[0].stride);
	add_count(object, "buffers", view->count);
	add_string(object, "provider", view->provider);
	add_string(object, "placement", placement_name(view->placement));
	json_print(object);
}

void view_report_begin(const struct view *view)
{
	char letters[FOURCC_TEXT], rate_text[32] = "";

	if (view->options.quiet)
		return;
	if (view->options.json) {
		json_begin(view);
		return;
	}
	if (view->mode.rate_den)
		snprintf(rate_text, sizeof(rate_text), " at %.2f fps",
			 (double)view->mode.rate_num / view->mode.rate_den);
	printf("%s (%s): %ux%u %s%s, %u buffers of %s memory from %s\n", view->options.node,
	       yamp_camera_name(view->camera), view->mode.width, view->mode.height,
	       fourcc_text(view->mode.pixelformat, letters), rate_text, view->count,
	       placement_name(view->placement), view->provider);
	fflush(stdout);
}

static void counts_add(struct view_counts *all, const struct view_counts *more)
{
	all->shown += more->shown;
	all->presented += more->presented;
	all->plane += more->plane;
	all->composited += more->composited;
	all->lost_camera += more->lost_camera;
	all->lost_damaged += more->lost_damaged;
	all->lost_compositor += more->lost_compositor;
	all->lost_here += more->lost_here;
	all->latency.count += more->latency.count;
	for (uint32_t i = 0; i < HISTOGRAM_STEPS; i++)
		all->latency.steps[i] += more->latency.steps[i];
}

/* The counts of the interval go to those of the whole. */
static void close_interval(struct view *view)
{
	view_access_look(&view->access_second, view->device, view->buffers, view->count);
	counts_add(&view->all, &view->second);
	view_access_add(&view->access_all, &view->access_second);
}

void view_report_second(struct view *view, int64_t now_ms)
{
	int64_t ms = now_ms - view->started_ms;

	if (ms < REPORT_MS)
		return;
	close_interval(view);
	if (!view->options.quiet && view->options.json)
		json_counts(view, "second", &view->second, ms);
	else if (!view->options.quiet)
		text_counts(view, "", &view->second, &view->access_second, ms);
	view->second = (struct view_counts){ 0 };
	view_access_reset(&view->access_second);
	view->started_ms = now_ms;
}

void view_report_end(struct view *view)
{
	int64_t ms = view->begun_ms ? view_now_ms() - view->begun_ms : 0;

	close_interval(view);
	if (view->options.quiet)
		return;
	if (view->options.json)
		json_counts(view, "summary", &view->all, ms);
	else
		text_counts(view, "in all: ", &view->all, &view->access_all, ms);
}
