/* SPDX-License-Identifier: MIT */
/* Who sits before the compositor of fake-compositor.h. */
#ifndef FAKE_USER_H
#define FAKE_USER_H

#include <wayland-server.h>

/** fake_user_sits - there is a seat */
void fake_user_sits(struct wl_display *display);

/** fake_user_acts - points at (16, 12) of that surface, clicks, turns the wheel, types Left,
 * "Q" and "q", and takes the keyboard away while Left is down */
void fake_user_acts(struct wl_resource *surface);

/**
 * fake_user_watches - likewise, comes into that surface and looks at the pointer
 *
 * Once it is seen and then no longer, moves it to (20, 10); if it is seen again, clicks.
 */
void fake_user_watches(struct wl_resource *surface);

/** fake_user_has_cursor - is it the pointer that looks like that surface? */
bool fake_user_has_cursor(const struct wl_resource *surface);

/* fake-compositor.c, for this, too */

/** fake_create - an object that the client asked for; nothing is done when it goes */
struct wl_resource *fake_create(struct wl_client *client, const struct wl_interface *interface,
				uint32_t version, uint32_t id, const void *implementation);

/** fake_destroy - what the client asks for where there is nothing else to do */
void fake_destroy(struct wl_client *client, struct wl_resource *resource);

#endif /* FAKE_USER_H */
