// SPDX-License-Identifier: MIT
/*
 * What became of each frame, by yamp_placement_v1 or, where the compositor has no yamp
 * plugin, by presentation-time. The compositor's clock need
 * not be ours (headless Weston's is CLOCK_MONOTONIC_RAW): the difference is
 * measured once a second of its time.
 */
#include <stdio.h>

#include "clock.h"
#include "display-present.h"

#define CLOCK_TRIES 8
#define CLOCK_CLOSE_NS 20000

_Static_assert((int)YAMP_PRESENTED_VSYNC == WP_PRESENTATION_FEEDBACK_KIND_VSYNC &&
	       (int)YAMP_PRESENTED_HW_CLOCK == WP_PRESENTATION_FEEDBACK_KIND_HW_CLOCK &&
	       (int)YAMP_PRESENTED_HW_COMPLETION == WP_PRESENTATION_FEEDBACK_KIND_HW_COMPLETION &&
	       (int)YAMP_PRESENTED_ZERO_COPY == WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY,
	       "passed on as they are");

#define SAME_REASON(name) \
	_Static_assert((int)YAMP_REASON_##name == YAMP_PLACEMENT_V1_REASON_##name, \
		       "passed on as they are")

SAME_REASON(UNKNOWN);
SAME_REASON(FORMAT);
SAME_REASON(MODIFIER);
SAME_REASON(FRAMEBUFFER);
SAME_REASON(NO_PLANE);
SAME_REASON(REJECTED);
SAME_REASON(TRANSFORM);
SAME_REASON(ALPHA);
SAME_REASON(COLOR);
SAME_REASON(OCCLUDED);
SAME_REASON(POLICY);
SAME_REASON(SIZE);
SAME_REASON(MEMORY);

const char *yamp_reason_name(uint32_t reason)
{
	static const char *const names[] = {
		"unknown",   "format", "modifier", "framebuffer", "no_plane", "rejected",
		"transform", "alpha",  "color",    "occluded",    "policy",   "size",
		"memory",
	};

	for (uint32_t bit = 0; bit < sizeof(names) / sizeof(names[0]); bit++) {
		if (reason == 1U << bit)
			return names[bit];
	}
	return names[0];
}

static void presentation_clock(void *data, struct wp_presentation *presentation, uint32_t clock)
{
	struct yamp_display *display = data;

	display->clock = clock;
}

static const struct wp_presentation_listener presentation_listener = {
	.clock_id = presentation_clock,
};

void present_listen(struct yamp_display *display)
{
	wp_presentation_add_listener(display->presentation, &presentation_listener, display);
}

bool yamp_display_has_presentation(const struct yamp_display *display)
{
	return display->presentation;
}

/* Between two readings the processor may be another's for long: the pair that is closest counts. */
static int64_t measure_offset(clockid_t clock)
{
	int64_t least_ns = INT64_MAX, offset_ns = 0;

	for (int i = 0; i < CLOCK_TRIES && least_ns > CLOCK_CLOSE_NS; i++) {
		int64_t before_ns = clock_now_ns();
		int64_t its_ns = clock_read_ns(clock);
		int64_t between_ns = clock_now_ns() - before_ns;

		if (between_ns >= least_ns)
			continue;
		least_ns = between_ns;
		offset_ns = before_ns + between_ns / 2 - its_ns;
	}
	return offset_ns;
}

static uint64_t to_monotonic(struct yamp_display *display, uint64_t time_ns)
{
	if (display->clock == CLOCK_MONOTONIC)
		return time_ns;
	if (!display->clock_measured_ns || time_ns > display->clock_measured_ns + NS_PER_S) {
		display->clock_offset_ns = measure_offset(display->clock);
		display->clock_measured_ns = time_ns;
	}
	return time_ns + display->clock_offset_ns;
}

static void slot_free(struct present_slot *slot)
{
	if (slot->feedback)
		wp_presentation_feedback_destroy(slot->feedback);
	if (slot->placement)
		yamp_placement_v1_destroy(slot->placement);
	slot->feedback = NULL;
	slot->placement = NULL;
}

static bool slot_is_free(const struct present_slot *slot)
{
	return !slot->feedback && !slot->placement;
}

static struct yamp_ledger_shown *frame_of(struct yamp_ledger_window *window, uint64_t sequence)
{
	return &window->frames[sequence % YAMP_LEDGER_FRAMES];
}

static void note_presented(struct present *present, const struct yamp_presented *presented)
{
	struct yamp_ledger_window *window = ledger_begin(&present->ledger);

	if (!window)
		return;
	window->presented++;
	window->on_plane = presented->flags & YAMP_PRESENTED_ZERO_COPY ? 1 : 0;
	window->plane += window->on_plane;
	window->reasons = presented->reasons;
	ledger_name(window->output, sizeof(window->output), presented->output);
	if (frame_of(window, presented->sequence)->sequence == presented->sequence)
		frame_of(window, presented->sequence)->presented_ns = presented->time_ns;
	ledger_end(&present->ledger);
}

static void note_discarded(struct present *present)
{
	struct yamp_ledger_window *window = ledger_begin(&present->ledger);

	if (!window)
		return;
	window->discarded++;
	ledger_end(&present->ledger);
}

static void slot_presented(struct present_slot *slot, uint32_t seconds_hi, uint32_t seconds_lo,
			   uint32_t ns, uint32_t refresh_ns, uint32_t flags)
{
	struct present *present = slot->present;
	uint64_t seconds = (uint64_t)seconds_hi << 32 | seconds_lo;
	struct yamp_presented presented = {
		.sequence = slot->sequence,
		.capture_ns = slot->capture_ns,
		.time_ns = to_monotonic(present->display, seconds * NS_PER_S + ns),
		.refresh_ns = refresh_ns,
		.flags = flags,
		.reasons = slot->reasons,
		.output = output_name(present->display, slot->output),
	};

	slot_free(slot);
	note_presented(present, &presented);
	if (present->listener->presented)
		present->listener->presented(present->data, &presented);
}

static void slot_discarded(struct present_slot *slot)
{
	struct present *present = slot->present;
	uint64_t sequence = slot->sequence;

	slot_free(slot);
	note_discarded(present);
	if (present->listener->discarded)
		present->listener->discarded(present->data, sequence);
}

static void feedback_sync_output(void *data, struct wp_presentation_feedback *feedback,
				 struct wl_output *output)
{
	struct present_slot *slot = data;

	slot->output = output;
}

static void feedback_presented(void *data, struct wp_presentation_feedback *feedback,
			       uint32_t seconds_hi, uint32_t seconds_lo, uint32_t ns,
			       uint32_t refresh_ns, uint32_t seq_hi, uint32_t seq_lo,
			       uint32_t flags)
{
	slot_presented(data, seconds_hi, seconds_lo, ns, refresh_ns, flags);
}

static void feedback_discarded(void *data, struct wp_presentation_feedback *feedback)
{
	slot_discarded(data);
}

static const struct wp_presentation_feedback_listener feedback_listener = {
	.sync_output = feedback_sync_output,
	.presented = feedback_presented,
	.discarded = feedback_discarded,
};

static void placement_output(void *data, struct yamp_placement_v1 *placement,
			     struct wl_output *output)
{
	struct present_slot *slot = data;

	slot->output = output;
}

static void placement_scanout(void *data, struct yamp_placement_v1 *placement, uint32_t target)
{
}

static void placement_composited(void *data, struct yamp_placement_v1 *placement,
				 uint32_t reasons)
{
	struct present_slot *slot = data;

	slot->reasons = reasons;
}

static void placement_presented(void *data, struct yamp_placement_v1 *placement,
				uint32_t seconds_hi, uint32_t seconds_lo, uint32_t ns,
				uint32_t refresh_ns, uint32_t seq_hi, uint32_t seq_lo,
				uint32_t flags)
{
	slot_presented(data, seconds_hi, seconds_lo, ns, refresh_ns, flags);
}

static void placement_discarded(void *data, struct yamp_placement_v1 *placement)
{
	slot_discarded(data);
}

static const struct yamp_placement_v1_listener placement_listener = {
	.output = placement_output,
	.scanout = placement_scanout,
	.composited = placement_composited,
	.presented = placement_presented,
	.discarded = placement_discarded,
};

void present_init(struct present *present, struct yamp_display *display,
		  const struct yamp_window_listener *listener, void *data)
{
	*present = (struct present){
		.display = display,
		.listener = listener,
		.data = data,
	};
	for (uint32_t i = 0; i < PRESENT_SLOTS; i++)
		present->slots[i].present = present;
	ledger_init(&present->ledger, YAMP_LEDGER_WINDOW, sizeof(struct yamp_ledger_window));
}

void present_place(struct present *present, struct yamp_surface_v1 *media)
{
	present->media = media;
}

void present_finish(struct present *present)
{
	for (uint32_t i = 0; i < PRESENT_SLOTS; i++)
		slot_free(&present->slots[i]);
	if (present->media)
		yamp_surface_v1_destroy(present->media);
	present->media = NULL;
	ledger_finish(&present->ledger);
}

void present_note_window(struct present *present, const struct yamp_window_options *options)
{
	struct yamp_ledger_window *window = ledger_begin(&present->ledger);

	if (!window)
		return;
	window->width = options->width;
	window->height = options->height;
	ledger_name(window->title, sizeof(window->title), options->title);
	ledger_end(&present->ledger);
}

void present_note_shown(struct present *present, const struct yamp_image *image,
			uint64_t sequence, uint64_t capture_ns)
{
	struct yamp_ledger_window *window = ledger_begin(&present->ledger);

	if (!window)
		return;
	window->shown++;
	window->path = image->path;
	window->inode = image->inode;
	*frame_of(window, sequence) = (struct yamp_ledger_shown){
		.sequence = sequence,
		.capture_ns = capture_ns,
		.commit_ns = clock_now_ns(),
	};
	ledger_end(&present->ledger);
}

static bool ask_placement(struct present_slot *slot)
{
	slot->placement = yamp_surface_v1_get_placement(slot->present->media);
	if (slot->placement)
		yamp_placement_v1_add_listener(slot->placement, &placement_listener, slot);
	return slot->placement;
}

static bool ask_feedback(struct present_slot *slot, struct wl_surface *surface)
{
	slot->feedback = wp_presentation_feedback(slot->present->display->presentation, surface);
	if (slot->feedback)
		wp_presentation_feedback_add_listener(slot->feedback, &feedback_listener, slot);
	return slot->feedback;
}

void present_request(struct present *present, struct wl_surface *surface, uint64_t sequence,
		     uint64_t capture_ns)
{
	struct present_slot *slot = present->slots;

	if (!present->display->presentation)
		return;
	while (slot < present->slots + PRESENT_SLOTS && !slot_is_free(slot))
		slot++;
	if (slot == present->slots + PRESENT_SLOTS)
		return;
	slot->sequence = sequence;
	slot->capture_ns = capture_ns;
	slot->reasons = 0;
	slot->output = NULL;
	if (!present->display->placement || !present->media || !ask_placement(slot))
		ask_feedback(slot, surface);
}
