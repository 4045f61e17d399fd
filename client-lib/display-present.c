// SPDX-License-Identifier: MIT
/*
 * What became of each frame, by presentation-time. The compositor's clock need
 * not be ours (headless Weston's is CLOCK_MONOTONIC_RAW): the difference is
 * measured once a second of its time.
 */
#include "display-priv.h"

#define NS_PER_S INT64_C(1000000000)

_Static_assert((int)YAMP_PRESENTED_VSYNC == WP_PRESENTATION_FEEDBACK_KIND_VSYNC &&
	       (int)YAMP_PRESENTED_HW_CLOCK == WP_PRESENTATION_FEEDBACK_KIND_HW_CLOCK &&
	       (int)YAMP_PRESENTED_HW_COMPLETION == WP_PRESENTATION_FEEDBACK_KIND_HW_COMPLETION &&
	       (int)YAMP_PRESENTED_ZERO_COPY == WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY,
	       "passed on as they are");

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

static int64_t clock_ns(clockid_t clock)
{
	struct timespec now = { 0 };

	clock_gettime(clock, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static uint64_t to_monotonic(struct yamp_display *display, uint64_t time_ns)
{
	if (display->clock == CLOCK_MONOTONIC)
		return time_ns;
	if (!display->clock_measured_ns || time_ns > display->clock_measured_ns + NS_PER_S) {
		display->clock_offset_ns = clock_ns(CLOCK_MONOTONIC) - clock_ns(display->clock);
		display->clock_measured_ns = time_ns;
	}
	return time_ns + display->clock_offset_ns;
}

static void slot_free(struct present_slot *slot)
{
	wp_presentation_feedback_destroy(slot->feedback);
	slot->feedback = NULL;
}

static void feedback_sync_output(void *data, struct wp_presentation_feedback *feedback,
				 struct wl_output *output)
{
}

static void feedback_presented(void *data, struct wp_presentation_feedback *feedback,
			       uint32_t seconds_hi, uint32_t seconds_lo, uint32_t ns,
			       uint32_t refresh_ns, uint32_t seq_hi, uint32_t seq_lo,
			       uint32_t flags)
{
	struct present_slot *slot = data;
	struct present *present = slot->present;
	uint64_t seconds = (uint64_t)seconds_hi << 32 | seconds_lo;
	struct yamp_presented presented = {
		.sequence = slot->sequence,
		.capture_ns = slot->capture_ns,
		.time_ns = to_monotonic(present->display, seconds * NS_PER_S + ns),
		.refresh_ns = refresh_ns,
		.flags = flags,
	};

	slot_free(slot);
	if (present->listener->presented)
		present->listener->presented(present->data, &presented);
}

static void feedback_discarded(void *data, struct wp_presentation_feedback *feedback)
{
	struct present_slot *slot = data;
	struct present *present = slot->present;
	uint64_t sequence = slot->sequence;

	slot_free(slot);
	if (present->listener->discarded)
		present->listener->discarded(present->data, sequence);
}

static const struct wp_presentation_feedback_listener feedback_listener = {
	.sync_output = feedback_sync_output,
	.presented = feedback_presented,
	.discarded = feedback_discarded,
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
}

void present_finish(struct present *present)
{
	for (uint32_t i = 0; i < PRESENT_SLOTS; i++) {
		if (present->slots[i].feedback)
			slot_free(&present->slots[i]);
	}
}

void present_request(struct present *present, struct wl_surface *surface, uint64_t sequence,
		     uint64_t capture_ns)
{
	struct present_slot *slot = present->slots;

	if (!present->display->presentation)
		return;
	while (slot < present->slots + PRESENT_SLOTS && slot->feedback)
		slot++;
	if (slot == present->slots + PRESENT_SLOTS)
		return;
	slot->feedback = wp_presentation_feedback(present->display->presentation, surface);
	if (!slot->feedback)
		return;
	slot->sequence = sequence;
	slot->capture_ns = capture_ns;
	wp_presentation_feedback_add_listener(slot->feedback, &feedback_listener, slot);
}
