/* SPDX-License-Identifier: MIT */
/*
 * The request handlers of a resource that Weston made.
 *
 * libweston has no public call for all that its clients can ask for. Every client
 * reaches its handlers, and so does this file: they are called as a client's requests
 * would call them. Where a resource keeps them is not public: struct wl_object begins
 * every resource, libwayland has kept its layout since 1.0 and still declares it,
 * though as deprecated. It is compared on a real object with all that the public
 * calls tell; if anything differs, the handlers are not used.
 */
#include "plugin.h"

#include <dlfcn.h>
#include <string.h>

/* struct wl_object of wayland-util.h, as it begins struct wl_resource. */
struct object {
	const struct wl_interface *interface;
	const void *implementation;
	uint32_t id;
};

typedef void (*handler_fn)(void);

static const void *module_of(const void *address)
{
	Dl_info info;

	return dladdr(address, &info) ? info.dli_fbase : NULL;
}

/* A table of handlers and the handlers themselves come from one file. */
static bool is_handler_table(const void *table, unsigned int count)
{
	const handler_fn *handlers = table;
	const void *module = module_of(table);

	while (module && count--) {
		if (module_of((const void *)handlers[count]) != module)
			return false;
	}
	return module;
}

const void *handlers_find(struct wl_resource *resource, const struct wl_interface *interface,
			  unsigned int count, const char **failure)
{
	const struct object *object = (const struct object *)resource;

	if (strcmp(wl_resource_get_class(resource), interface->name) != 0)
		*failure = "self-test: the object is of another interface than was asked for";
	else if (object->id != wl_resource_get_id(resource))
		*failure = "self-test: libwayland keeps its objects in another way (id)";
	else if (!object->interface || object->interface->name != wl_resource_get_class(resource))
		*failure = "self-test: libwayland keeps its objects in another way (interface)";
	else if (!object->implementation ||
		 !wl_resource_instance_of(resource, interface, object->implementation))
		*failure = "self-test: libwayland keeps its objects in another way (implementation)";
	else if (!is_handler_table(object->implementation, count))
		*failure = "self-test: the handlers of an object are not one table of one module";
	else
		return object->implementation;
	return NULL;
}
