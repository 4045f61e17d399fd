// SPDX-License-Identifier: MIT
/*
 * Preloaded, keeps one of the compositor's globals from a client: that of which the
 * environment variable HIDE_GLOBAL names the interface. All else is the real compositor.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-client.h>

static const struct wl_registry_listener *theirs;

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
		      const char *interface, uint32_t version)
{
	const char *hidden = getenv("HIDE_GLOBAL");

	if (!hidden || strcmp(hidden, interface) != 0)
		theirs->global(data, registry, name, interface, version);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
	theirs->global_remove(data, registry, name);
}

static const struct wl_registry_listener ours = {on_global, on_global_remove};

__attribute__((visibility("default"))) int
wl_proxy_add_listener(struct wl_proxy *proxy, void (**implementation)(void), void *data)
{
	static int (*real)(struct wl_proxy *, void (**)(void), void *);

	if (!real)
		real = (int (*)(struct wl_proxy *, void (**)(void), void *))dlsym(
			RTLD_NEXT, "wl_proxy_add_listener");
	if (strcmp(wl_proxy_get_class(proxy), wl_registry_interface.name) == 0) {
		theirs = (const struct wl_registry_listener *)implementation;
		implementation = (void (**)(void))&ours;
	}
	return real(proxy, implementation, data);
}
