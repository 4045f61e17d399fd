/* SPDX-License-Identifier: MIT */
/*
 * libweston as the plugin sees it. Versions of libweston differ here or nowhere:
 * no other file asks for its version.
 */
#ifndef WESTON_COMPAT_H
#define WESTON_COMPAT_H

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

#endif /* WESTON_COMPAT_H */
