// SPDX-License-Identifier: MIT
/*
 * Preloaded, closes the window of a Wayland client as a user does: no compositor of the lab has
 * anybody who clicks. The event comes where the client dispatches those of the compositor, after it has
 * done so as often as CLOSE_WINDOW says.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-client-core.h>

/* The first two of xdg_toplevel's events, in the order of the protocol. */
struct toplevel_listener {
	void (*configure)(void *data, void *toplevel, int width, int height,
			  struct wl_array *states);
	void (*close)(void *data, void *toplevel);
};

static const struct toplevel_listener *listener;
static struct wl_proxy *toplevel;
static void *listener_data;

__attribute__((visibility("default")))
int wl_proxy_add_listener(struct wl_proxy *proxy, void (**functions)(void), void *data)
{
	int (*real)(struct wl_proxy *, void (**)(void), void *) =
		(int (*)(struct wl_proxy *, void (**)(void), void *))dlsym(RTLD_NEXT, __func__);

	if (!strcmp(wl_proxy_get_class(proxy), "xdg_toplevel")) {
		listener = (const void *)functions;
		toplevel = proxy;
		listener_data = data;
	}
	return real(proxy, functions, data);
}

__attribute__((visibility("default")))
int wl_display_dispatch_queue_pending(struct wl_display *display, struct wl_event_queue *queue)
{
	int (*real)(struct wl_display *, struct wl_event_queue *) =
		(int (*)(struct wl_display *, struct wl_event_queue *))dlsym(RTLD_NEXT, __func__);
	int ret = real(display, queue);
	const char *after = getenv("CLOSE_WINDOW");
	static int times;

	if (toplevel && ++times == (after ? atoi(after) : 1))
		listener->close(listener_data, toplevel);
	return ret;
}
