/* SPDX-License-Identifier: MIT */
/* What becomes of frames: display-present.c. */
#ifndef DISPLAY_PRESENT_H
#define DISPLAY_PRESENT_H

#include "display-priv.h"
#include "ledger.h"

#define PRESENT_SLOTS 32

/**
 * struct present - what became of the frames of one window
 * @media: of the window's surface, where placements are told; NULL: nowhere
 * @ledger: what is told to others
 * @slots: requests under way; a slot is free while @feedback and @placement are NULL
 *
 * Who tells placements tells all that presentation-time does: one of them is asked.
 */
struct present {
	struct yamp_display *display;
	const struct yamp_window_listener *listener;
	void *data;
	struct yamp_surface_v1 *media;
	struct ledger ledger;
	struct present_slot {
		struct present *present;
		struct wp_presentation_feedback *feedback;
		struct yamp_placement_v1 *placement;
		uint64_t sequence;
		uint64_t capture_ns;
		uint32_t reasons;
		const struct wl_output *output;
	} slots[PRESENT_SLOTS];
};

/** present_init - for a window's listener */
void present_init(struct present *present, struct yamp_display *display,
		  const struct yamp_window_listener *listener, void *data);

/** present_place - placements of the surface are told; @media is taken, NULL: they are not */
void present_place(struct present *present, struct yamp_surface_v1 *media);

/** present_finish - drop what is under way */
void present_finish(struct present *present);

/**
 * present_request - ask what becomes of the next commit
 *
 * If more are under way than there are slots, this one is not reported.
 */
void present_request(struct present *present, struct wl_surface *surface, uint64_t sequence,
		     uint64_t capture_ns);

/** present_note_window - for the ledger: what the window is */
void present_note_window(struct present *present, const struct yamp_window_options *options);

/** present_note_shown - for the ledger: an image was given to the compositor */
void present_note_shown(struct present *present, const struct yamp_image *image,
			uint64_t sequence, uint64_t capture_ns);

/** present_listen - learn the clock of presentation timestamps */
void present_listen(struct yamp_display *display);

#endif /* DISPLAY_PRESENT_H */
