/* SPDX-License-Identifier: MIT */
/*
 * The planes of a card, asked of the kernel: for a program that shows buffers on the display
 * by itself, with KMS, or wants to know what could be shown where no compositor runs.
 *
 * A program with a compositor asks that instead, see yamp_display_target(): it knows which
 * planes it uses.
 *
 * All is read through a file of the library's own, which is not the card's master: a program
 * that has the card open and is its master stays that, and nothing on the screen changes.
 * Where nobody has the card open, though, the kernel makes this file its master for the
 * moment until it is given back.
 *
 * Threads: one card is for one thread at a time.
 */
#ifndef YAMP_DRM_H
#define YAMP_DRM_H

#include <yamp/device.h>
#include <yamp/target.h>

#ifdef __cplusplus
extern "C" {
#endif

struct yamp_drm;

/**
 * yamp_drm_each - look for cards
 * @found: called for each node that is one, such as "/dev/dri/card0", in the order of their
 *	numbers; valid during the call
 *
 * None is opened: it may have no display, or not be for this user. Returns how many were
 * found, or -errno.
 */
YAMP_API int yamp_drm_each(void (*found)(void *data, const char *node), void *data);

/**
 * yamp_drm_open - ask a card about its displays
 * @node: such as "/dev/dri/card0"
 * @log: copied; may be NULL
 *
 * The caller owns the card. Returns NULL and errno: ENOENT; EACCES; ENODEV it is no card;
 * EOPNOTSUPP it has no display; ENOMEM. A failure is said in one line.
 */
YAMP_API struct yamp_drm *yamp_drm_open(const char *node, const struct yamp_log *log);

/** yamp_drm_close - NULL is ignored */
YAMP_API void yamp_drm_close(struct yamp_drm *drm);

/** yamp_drm_node - as it was opened; lives as long as the card */
YAMP_API const char *yamp_drm_node(const struct yamp_drm *drm);

/**
 * yamp_drm_measure - find out by trial what the driver does not report
 *
 * Strides, offsets, padding, contiguity and one or several dma-bufs: buffers of the kernel's
 * module become framebuffers and go again, none is ever shown. A program beside this process
 * does that, so that a driver which does not survive it ends nothing else; the result is kept
 * in the user's caches for as long as kernel and drivers are the same. Waits for it, 70
 * seconds at most; on a real machine it takes some ten milliseconds.
 *
 * Returns 0, or -errno and then the figures are assumed, as they were: EAGAIN there is no
 * memory to try with, for the module is not loaded; ENOENT the program is not installed; EIO
 * the trial failed, and is not made again. That is said in one line, as a warning.
 */
YAMP_API int yamp_drm_measure(struct yamp_drm *drm);

/** yamp_drm_output - walk the connectors to which a display is connected; NULL behind the last */
YAMP_API const char *yamp_drm_output(const struct yamp_drm *drm, uint32_t index);

/**
 * yamp_drm_target - walk the planes that can show on these, in the order overlay, primary, cursor
 *
 * As the card was when it was opened. Formats and sizes are as the driver reports them; a
 * plane serves an output if it can show on the CRTC which drives that, or while none does, on
 * one that could. Planes that take no dma-bufs, as yamp_drm_measure() may have found out, are
 * left out. Whether a plane scales no property of KMS tells, and only the card's master can
 * try; overlay planes mostly do. Returns 0, or -ENOENT behind the last one.
 */
YAMP_API int yamp_drm_target(const struct yamp_drm *drm, uint32_t index,
			     struct yamp_target *target);

/** yamp_drm_choose_plane - as yamp_display_choose_plane() in all */
YAMP_API int yamp_drm_choose_plane(const struct yamp_drm *drm, const char *output,
				   const struct yamp_alloc_options *options,
				   struct yamp_target *target, struct yamp_alloc_report *report);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_DRM_H */
