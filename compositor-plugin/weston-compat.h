/* SPDX-License-Identifier: MIT */
/*
 * libweston as the plugin sees it. Versions of libweston differ here or nowhere:
 * no other file asks for its version.
 */
#ifndef WESTON_COMPAT_H
#define WESTON_COMPAT_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <linux/yamp.h>
#include <yamp_solve.h>

#include <libweston/libweston.h>
#include <libweston/version.h>
#include <libweston/weston-log.h>

#if WESTON_VERSION_MAJOR < 14 || WESTON_VERSION_MAJOR > 16
#error "this libweston was not tried: the plugin is for 14 to 16"
#endif

/*
 * Loaded into another major version, struct weston_compositor would be read by the
 * wrong map. Returns 0, or the major version that is running if it is another.
 */
static inline int compat_other_weston(void)
{
	int major, minor, micro;

	weston_version(&major, &minor, &micro);
	return major == WESTON_VERSION_MAJOR ? 0 : major;
}

/*
 * Which log scope tells why a view is not on a plane, and when: 14 line by line
 * while it is decided, later on request. See decisions.h, reasons.h.
 */
#if WESTON_VERSION_MAJOR < 16
#define COMPAT_REASONS_SCOPE "drm-backend"
#define COMPAT_REASONS_WHILE_DECIDING true
#else
#define COMPAT_REASONS_SCOPE "scene-graph"
#define COMPAT_REASONS_WHILE_DECIDING false
#endif

/* How that text calls a view. */
static inline void compat_view_name(const struct weston_view *view, char *name, size_t size)
{
#if WESTON_VERSION_MAJOR < 16
	snprintf(name, size, "%p", (const void *)view);
#else
	snprintf(name, size, "%s", view->internal_name);
#endif
}

/*
 * The format of a buffer; 0 if it is none that is known here. Weston's table of formats is
 * its own: the first field of an entry has been the fourcc from the beginning, and what is
 * read counts only if it is one.
 */
static inline uint32_t compat_buffer_fourcc(const struct weston_buffer *buffer)
{
	uint32_t fourcc;

	if (!buffer->pixel_format)
		return 0;
	memcpy(&fourcc, buffer->pixel_format, sizeof(fourcc));
	return yamp_format_info(fourcc) ? fourcc : 0;
}

/* Does this matrix turn, or worse? */
static inline bool compat_matrix_turns(const struct weston_matrix *matrix)
{
	return matrix->type & (WESTON_MATRIX_TRANSFORM_ROTATE | WESTON_MATRIX_TRANSFORM_OTHER);
}

#endif /* WESTON_COMPAT_H */
