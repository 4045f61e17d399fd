/* SPDX-License-Identifier: MIT */
/*
 * What the compositor can show buffers with, and what each needs.
 *
 *   learnt when           the formats are known; outputs come, go or change; the kernel
 *                         module comes; a client asks and it is not settled which
 *                         planes serve which output
 *   told again when       any of it is different
 *
 * Formats of all targets make up one table in a sealed file, which every client maps.
 */
#include "plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kms.h"
#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

#define KIND(name) YAMP_CONSTRAINTS_V1_KIND_##name
#define FIGURE(name) YAMP_CONSTRAINTS_V1_FIGURE_##name
#define SOURCE(name) YAMP_CONSTRAINTS_V1_SOURCE_##name

/* A client that asks and asks gets no more looks at the display than one in this time. */
#define SETTLE_US 1000000

/* On the screen, for the next refresh, and the newest one. */
#define FRAMES_HELD 3

#define DIGEST_BEGIN UINT64_C(0xcbf29ce484222325)
#define DIGEST_FACTOR UINT64_C(0x100000001b3)

uint64_t digest_add(uint64_t digest, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	if (!digest)
		digest = DIGEST_BEGIN;
	while (size--)
		digest = (digest ^ *bytes++) * DIGEST_FACTOR;
	return digest;
}

/* ---- one target -------------------------------------------------------------------- */

static void target_destroy(struct target *target)
{
	wl_list_remove(&target->link);
	formats_finish(&target->formats);
	wl_array_release(&target->indices);
	wl_array_release(&target->outputs);
	free(target);
}

void target_tell(struct target *target, uint32_t figure, uint64_t value, uint32_t source)
{
	target->figures[figure].told = true;
	target->figures[figure].value = value;
	target->figures[figure].source = source;
}

int target_serve(struct target *target, const char *output)
{
	struct output_name *name = wl_array_add(&target->outputs, sizeof(*name));

	if (!name)
		return -ENOMEM;
	memset(name, 0, sizeof(*name));
	snprintf(name->text, sizeof(name->text), "%s", output);
	return 0;
}

static bool serves_name(const struct target *target, const char *output)
{
	const struct output_name *name;

	wl_array_for_each(name, &target->outputs) {
		if (strncmp(name->text, output, sizeof(name->text) - 1) == 0)
			return true;
	}
	return false;
}

bool target_serves(const struct target *target, const struct weston_output *output)
{
	const struct weston_head *head;

	if (!output || !target->outputs.size)
		return true;
	wl_list_for_each(head, &output->head_list, output_link) {
		if (serves_name(target, head->name))
			return true;
	}
	return false;
}

static uint64_t add_array(uint64_t digest, const struct wl_array *array)
{
	digest = digest_add(digest, &array->size, sizeof(array->size));
	return digest_add(digest, array->data, array->size);
}

static uint64_t target_digest(const struct target *target)
{
	uint64_t digest = digest_add(0, &target->number, sizeof(target->number));

	digest = digest_add(digest, &target->kind, sizeof(target->kind));
	digest = digest_add(digest, &target->device, sizeof(target->device));
	digest = digest_add(digest, target->name, sizeof(target->name));
	digest = digest_add(digest, target->figures, sizeof(target->figures));
	digest = digest_add(digest, &target->formats_source, sizeof(target->formats_source));
	digest = add_array(digest, &target->formats.entries);
	return add_array(digest, &target->outputs);
}

/* ---- all targets ------------------------------------------------------------------- */

/** struct number - who has which, for as long as the compositor runs */
struct number {
	dev_t device;
	uint32_t object;
};

/* Counted from 1 in the order of appearance; 0 if there is no memory. */
static uint32_t number_of(struct targets *targets, dev_t device, uint32_t object)
{
	struct number *number;
	uint32_t count = 0;

	wl_array_for_each(number, &targets->numbers) {
		count++;
		if (number->device == device && number->object == object)
			return count;
	}
	number = wl_array_add(&targets->numbers, sizeof(*number));
	if (!number)
		return 0;
	*number = (struct number){device, object};
	return count + 1;
}

/* Planes that a window needs no luck to get come first, the renderer last. */
static unsigned int rank(uint32_t kind)
{
	static const uint32_t order[] = {KIND(OVERLAY_PLANE), KIND(PRIMARY_PLANE), KIND(RENDERER)};
	unsigned int i;

	for (i = 0; i < sizeof(order) / sizeof(*order) && order[i] != kind; i++)
		;
	return i;
}

static struct target *target_create(uint32_t kind)
{
	struct target *target = calloc(1, sizeof(*target));

	if (!target)
		return NULL;
	target->kind = kind;
	formats_init(&target->formats);
	wl_array_init(&target->indices);
	wl_array_init(&target->outputs);
	wl_list_init(&target->link);
	return target;
}

struct target *targets_add(struct targets *targets, uint32_t kind, dev_t device, uint32_t object)
{
	struct target *target = target_create(kind), *other;

	if (!target)
		return NULL;
	target->number = number_of(targets, device, object);
	if (!target->number) {
		target_destroy(target);
		return NULL;
	}
	wl_list_for_each_reverse(other, &targets->learning, link) {
		if (rank(other->kind) <= rank(kind))
			break;
	}
	wl_list_insert(&other->link, &target->link);
	return target;
}

static void destroy_all(struct wl_list *list)
{
	struct target *target, *next;

	wl_list_for_each_safe(target, next, list, link)
		target_destroy(target);
}

void targets_init(struct targets *targets)
{
	wl_list_init(&targets->list);
	wl_list_init(&targets->learning);
	wl_array_init(&targets->numbers);
	wl_array_init(&targets->trials);
	targets->table_fd = -1;
}

void targets_finish(struct targets *targets)
{
	destroy_all(&targets->list);
	wl_array_release(&targets->numbers);
	wl_array_release(&targets->trials);
	if (targets->table_fd >= 0)
		close(targets->table_fd);
	targets->table_fd = -1;
}

/* ---- the table of formats ---------------------------------------------------------- */

static int index_of(struct wl_array *table, const struct yamp_format *format, uint16_t *index)
{
	struct yamp_format *entry;

	wl_array_for_each(entry, table) {
		if (entry->fourcc != format->fourcc || entry->modifier != format->modifier)
			continue;
		*index = (uint16_t)(entry - (struct yamp_format *)table->data);
		return 0;
	}
	if (table->size / sizeof(*entry) > UINT16_MAX)
		return -ENOSPC;
	entry = wl_array_add(table, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	*entry = *format;
	*index = (uint16_t)(entry - (struct yamp_format *)table->data);
	return 0;
}

static int add_index(struct target *target, uint16_t index)
{
	uint16_t *entry;

	wl_array_for_each(entry, &target->indices) {
		if (*entry == index)
			return 0; /* listed twice */
	}
	entry = wl_array_add(&target->indices, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	*entry = index;
	return 0;
}

static int make_indices(struct target *target, struct wl_array *table)
{
	const struct yamp_format *format;
	uint16_t index;
	int error;

	wl_array_for_each(format, &target->formats.entries) {
		error = index_of(table, format, &index);
		if (!error)
			error = add_index(target, index);
		if (error)
			return error;
	}
	return 0;
}

static int write_all(int fd, const char *data, size_t size)
{
	ssize_t written;

	while (size) {
		written = write(fd, data, size);
		if (written < 0)
			return -errno;
		data += written;
		size -= (size_t)written;
	}
	return 0;
}

/* A client maps it: nobody can change it under its hands, nor we. */
static int make_table_file(const struct wl_array *table)
{
	int fd = memfd_create("yamp formats", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int error;

	if (fd < 0)
		return -errno;
	error = write_all(fd, table->data, table->size);
	if (!error && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE |
						     F_SEAL_SEAL) < 0)
		error = -errno;
	if (!error)
		return fd;
	close(fd);
	return error;
}

static int make_table(struct targets *targets)
{
	struct target *target;
	struct wl_array table;
	uint64_t digest;
	int error = 0, fd;

	wl_array_init(&table);
	wl_list_for_each(target, &targets->learning, link) {
		error = error ? error : make_indices(target, &table);
	}
	digest = add_array(0, &table);
	if (error || !table.size || digest == targets->table_digest)
		goto release_table;
	fd = make_table_file(&table);
	error = fd < 0 ? fd : 0;
	if (error)
		goto release_table;
	if (targets->table_fd >= 0)
		close(targets->table_fd);
	targets->table_fd = fd;
	targets->table_size = (uint32_t)table.size;
	targets->table_digest = digest;
release_table:
	wl_array_release(&table);
	return error;
}

/* ---- learning ---------------------------------------------------------------------- */

static int copy_formats(struct formats *to, const struct formats *from)
{
	const struct yamp_format *format;
	int error = 0;

	wl_array_for_each(format, &from->entries) {
		error = error ? error : formats_add(to, format->fourcc, format->modifier);
	}
	return error;
}

/* What a renderer needs of memory, no public call tells. */
static int add_renderer(struct plugin *plugin)
{
	struct target *target = targets_add(&plugin->targets, KIND(RENDERER), 0, 0);

	if (!target)
		return -ENOMEM;
	snprintf(target->name, sizeof(target->name), "renderer");
	target->formats_source = SOURCE(REPORTED);
	target_tell(target, FIGURE(BUFFERS_MIN), FRAMES_HELD, SOURCE(ASSUMED));
	target_tell(target, FIGURE(WIDTH_MAX), VERIFY_DIMENSION_MAX, SOURCE(REPORTED));
	target_tell(target, FIGURE(HEIGHT_MAX), VERIFY_DIMENSION_MAX, SOURCE(REPORTED));
	target_tell(target, FIGURE(CONTIGUITY), 0, SOURCE(ASSUMED));
	target_tell(target, FIGURE(OBJECTS), 0, SOURCE(ASSUMED));
	target_tell(target, FIGURE(PLANE_STRIDE_ALIGN), 0, SOURCE(ASSUMED));
	target_tell(target, FIGURE(PLANE_STRIDE_MAX), 0, SOURCE(ASSUMED));
	target_tell(target, FIGURE(PLANE_OFFSET_ALIGN), 0, SOURCE(ASSUMED));
	target_tell(target, FIGURE(PLANE_HEIGHT_ALIGN), 0, SOURCE(ASSUMED));
	target_tell(target, FIGURE(PLANE_SIZE_PAD), 0, SOURCE(ASSUMED));
	return copy_formats(&target->formats, &plugin->formats);
}

static int learn(struct plugin *plugin, bool *settled)
{
	int error = add_renderer(plugin);

	*settled = false;
	if (!error && plugin->compositor->session_active)
		error = kms_each_plane(plugin, settled);
	if (!error)
		error = make_table(&plugin->targets);
	return error;
}

static void trace(struct plugin *plugin)
{
	const struct target *target;

	wl_list_for_each(target, &plugin->targets.list, link)
		plugin_trace(plugin, "target %u: %s, %zu formats, stride align %u, offset align %u, "
			     "contiguity %u", target->number, target->name,
			     target->indices.size / sizeof(uint16_t),
			     (unsigned int)target->figures[FIGURE(PLANE_STRIDE_ALIGN)].value,
			     (unsigned int)target->figures[FIGURE(PLANE_OFFSET_ALIGN)].value,
			     (unsigned int)target->figures[FIGURE(CONTIGUITY)].value);
}

static void adopt(struct plugin *plugin)
{
	struct targets *targets = &plugin->targets;
	struct target *target;
	uint64_t digest = 0;

	destroy_all(&targets->list);
	wl_list_insert_list(&targets->list, &targets->learning);
	wl_list_init(&targets->learning);
	wl_list_for_each(target, &targets->list, link) {
		target->digest = target_digest(target);
		digest = digest_add(digest, &target->digest, sizeof(target->digest));
	}
	if (digest == targets->digest)
		return;
	targets->digest = digest;
	trace(plugin);
	constraints_changed(plugin);
}

/* While another session has the display, what was known of it goes on to hold. */
void targets_learn(struct plugin *plugin)
{
	struct targets *targets = &plugin->targets;
	int error;

	if (plugin->state != PLUGIN_READY)
		return;
	targets->settled = false;
	targets->learnt_us = now_us();
	if (!plugin->compositor->session_active && !wl_list_empty(&targets->list))
		return;
	error = learn(plugin, &targets->settled);
	if (!error) {
		adopt(plugin);
		return;
	}
	destroy_all(&targets->learning);
	plugin_log("what targets need is not known any better: %s", strerror(-error));
}

void targets_settle(struct plugin *plugin)
{
	const struct targets *targets = &plugin->targets;

	if (!targets->settled && now_us() - targets->learnt_us > SETTLE_US)
		targets_learn(plugin);
}

/* ---- when outputs change ----------------------------------------------------------- */

static void on_idle(void *data)
{
	struct plugin *plugin = data;

	plugin->targets.idle = NULL;
	targets_learn(plugin);
}

/* Later, when Weston is done with its change, and once for several. */
static void learn_later(struct plugin *plugin)
{
	struct wl_event_loop *loop = wl_display_get_event_loop(plugin->display);

	if (!plugin->targets.idle)
		plugin->targets.idle = wl_event_loop_add_idle(loop, on_idle, plugin);
}

static void on_output_change(struct wl_listener *listener, void *data)
{
	struct output_watch *watch = wl_container_of(listener, watch, listener);

	learn_later(watch->plugin);
}

void targets_watch(struct plugin *plugin)
{
	struct weston_compositor *compositor = plugin->compositor;
	struct wl_signal *signals[OUTPUT_WATCHES] = {
		&compositor->output_created_signal,
		&compositor->output_destroyed_signal,
		&compositor->output_heads_changed_signal,
		&compositor->session_signal,
	};
	struct output_watch *watch;
	unsigned int i;

	for (i = 0; i < OUTPUT_WATCHES; i++) {
		watch = &plugin->targets.watches[i];
		watch->plugin = plugin;
		watch->listener.notify = on_output_change;
		wl_signal_add(signals[i], &watch->listener);
	}
}

void targets_unwatch(struct plugin *plugin)
{
	struct output_watch *watch;
	unsigned int i;

	if (plugin->targets.idle)
		wl_event_source_remove(plugin->targets.idle);
	plugin->targets.idle = NULL;
	for (i = 0; i < OUTPUT_WATCHES; i++) {
		watch = &plugin->targets.watches[i];
		if (watch->plugin)
			wl_list_remove(&watch->listener.link);
		watch->plugin = NULL;
	}
}
