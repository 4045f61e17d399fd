/* SPDX-License-Identifier: MIT */
/*
 * libweston as the plugin sees it. Versions of libweston differ here or nowhere:
 * no other file asks for its version.
 */
#ifndef WESTON_COMPAT_H
#define WESTON_COMPAT_H

#include <stdbool.h>
#include <stdio.h>

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
 * while it is decided, later on request. See reasons.h.
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

/* Does this matrix turn, or worse? */
static inline bool compat_matrix_turns(const struct weston_matrix *matrix)
{
	return matrix->type & (WESTON_MATRIX_TRANSFORM_ROTATE | WESTON_MATRIX_TRANSFORM_OTHER);
}

#endif /* WESTON_COMPAT_H */
