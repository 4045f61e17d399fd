// SPDX-License-Identifier: MIT
/* The compositor, its outputs and surfaces. See compositor.h. */
#include "compositor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <link.h>

#include <drm_fourcc.h>
#include <libweston/version.h>
#include <wayland-server-protocol.h>

/** struct output - one that a client can bind while it is there */
struct output {
	struct weston_output base;
	struct weston_head head;
	struct wl_global *global;
	uint32_t name; /* of the global: libwayland counts them */
};

/* The first output's, and of those that come when all other globals are there. */
#define FIRST_OUTPUT_NAME 2
#define LATER_OUTPUT_NAMES 6

int wet_module_init(struct weston_compositor *of, int *argc, char *argv[]);
int stand_in_phdr(int (*callback)(struct dl_phdr_info *info, size_t size, void *data), void *data);

struct weston_compositor *compositor;
bool renderer_aborts;
static struct output outputs[OUTPUTS];
static struct wl_list surfaces; /* links of the resources */
static uint32_t next_output_name;

void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "this must not be: %s\n", what);
	abort();
}

/* ---- what libweston tells ---------------------------------------------------------- */

void weston_version(int *major, int *minor, int *micro)
{
	*major = WESTON_VERSION_MAJOR;
	*minor = *micro = 0;
}

/* The plugin looks for Weston's renderer among the modules of this process. */
int stand_in_phdr(int (*callback)(struct dl_phdr_info *info, size_t size, void *data), void *data)
{
	struct dl_phdr_info info = {.dlpi_name = renderer_aborts ? "/usr/lib/vulkan-renderer.so"
								 : "/usr/lib/gl-renderer.so"};

	return callback(&info, sizeof(info), data);
}

bool weston_compositor_add_destroy_listener_once(struct weston_compositor *of,
						 struct wl_listener *listener,
						 wl_notify_func_t destroy)
{
	if (wl_signal_get(&of->destroy_signal, destroy))
		return false;
	listener->notify = destroy;
	wl_signal_add(&of->destroy_signal, listener);
	return true;
}

struct weston_head *weston_head_from_resource(struct wl_resource *resource)
{
	return wl_resource_get_user_data(resource);
}

struct weston_output *weston_head_get_output(struct weston_head *head)
{
	return head->output;
}

/* ---- outputs ----------------------------------------------------------------------- */

static void assign_planes(struct weston_output *output)
{
}

static void on_release(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static const struct wl_output_interface output_requests = {.release = on_release};

static void unlink_resource(struct wl_resource *resource)
{
	wl_list_remove(wl_resource_get_link(resource));
}

static void on_bind_output(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	struct wl_resource *resource =
		wl_resource_create(client, &wl_output_interface, (int)version, id);
	struct weston_head *head = data;

	wl_resource_set_implementation(resource, &output_requests, head, unlink_resource);
	wl_list_insert(&head->resource_list, wl_resource_get_link(resource));
}

static void output_plug(struct output *output)
{
	static const char *const names[OUTPUTS] = {"Virtual-1", "Virtual-2", "DP-1"};
	unsigned int id = (unsigned int)(output - outputs);

	*output = (struct output){
		.base = {.id = id, .name = names[id], .enabled = true, .transform = id & 1},
		.head = {.name = names[id], .output = &output->base},
		.name = next_output_name,
	};
	next_output_name =
		next_output_name < LATER_OUTPUT_NAMES ? LATER_OUTPUT_NAMES : next_output_name + 1;
	if (id != 2)
		output->base.assign_planes = assign_planes;
	wl_list_init(&output->base.head_list);
	wl_list_init(&output->head.resource_list);
	wl_list_insert(&output->base.head_list, &output->head.output_link);
	wl_list_insert(&compositor->output_list, &output->base.link);
	wl_list_insert(&compositor->head_list, &output->head.compositor_link);
	output->global = wl_global_create(compositor->wl_display, &wl_output_interface, 3,
					  &output->head, on_bind_output);
	wl_signal_emit(&compositor->output_created_signal, &output->base);
}

/* The wl_outputs that clients have of it become shells. */
static void forget_resources(struct weston_head *head)
{
	struct wl_resource *resource, *next;

	wl_resource_for_each_safe(resource, next, &head->resource_list)
	{
		wl_list_remove(wl_resource_get_link(resource));
		wl_list_init(wl_resource_get_link(resource));
		wl_resource_set_user_data(resource, NULL);
	}
}

static void output_unplug(struct output *output)
{
	struct wl_resource *surface;

	wl_resource_for_each(surface, &surfaces)
	{
		struct weston_surface *of = wl_resource_get_user_data(surface);

		if (of->output == &output->base)
			of->output = NULL;
	}
	output->base.enabled = false;
	wl_list_remove(&output->base.link);
	wl_list_remove(&output->head.compositor_link);
	wl_signal_emit(&compositor->output_destroyed_signal, &output->base);
	forget_resources(&output->head);
	wl_global_destroy(output->global);
	output->global = NULL;
}

void output_toggle(unsigned int number)
{
	struct output *output = &outputs[number % OUTPUTS];

	if (output->global)
		output_unplug(output);
	else
		output_plug(output);
}

uint32_t output_name(void)
{
	return outputs[0].global ? outputs[0].name : 0;
}

void session_toggle(void)
{
	compositor->session_active = !compositor->session_active;
	wl_signal_emit(&compositor->session_signal, compositor);
}

/* ---- surfaces ---------------------------------------------------------------------- */

struct surface {
	struct weston_surface base;
	struct weston_view view;
	struct weston_buffer buffer;
};

static void on_destroy_surface(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static void on_attach(struct wl_client *client, struct wl_resource *resource,
		      struct wl_resource *buffer, int32_t x, int32_t y)
{
}

static void on_commit(struct wl_client *client, struct wl_resource *resource)
{
	struct weston_surface *surface = wl_resource_get_user_data(resource);

	shown_commit(resource);
	wl_signal_emit(&surface->commit_signal, surface);
}

/* Requests beyond these are not sent, see fuzz-client.c. */
static const struct wl_surface_interface surface_requests = {
	.destroy = on_destroy_surface,
	.attach = on_attach,
	.commit = on_commit,
};

static void surface_free(struct wl_resource *resource)
{
	struct surface *surface = wl_resource_get_user_data(resource);

	wl_signal_emit(&surface->base.destroy_signal, &surface->base);
	wl_list_remove(wl_resource_get_link(resource));
	shown_forget(resource);
	free(surface);
}

static void on_create_surface(struct wl_client *client, struct wl_resource *parent, uint32_t id)
{
	struct surface *surface = calloc(1, sizeof(*surface));

	surface->base.resource = wl_resource_create(client, &wl_surface_interface, 4, id);
	wl_resource_set_implementation(surface->base.resource, &surface_requests, surface,
				       surface_free);
	wl_signal_init(&surface->base.destroy_signal);
	wl_signal_init(&surface->base.commit_signal);
	wl_list_init(&surface->base.views);
	surface->base.output = outputs[0].global ? &outputs[0].base : NULL;
	surface->view = (struct weston_view){
		.surface = &surface->base, .output_mask = 1, .internal_name = "view"};
	wl_list_insert(&surface->base.views, &surface->view.surface_link);
	wl_list_insert(&surfaces, wl_resource_get_link(surface->base.resource));
}

static const struct wl_compositor_interface compositor_requests = {
	.create_surface = on_create_surface,
};

static void on_bind_compositor(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	struct wl_resource *resource =
		wl_resource_create(client, &wl_compositor_interface, (int)version, id);

	wl_resource_set_implementation(resource, &compositor_requests, NULL, NULL);
}

/* As Weston's, they begin with a fourcc; the last is none. */
static const uint32_t pixel_formats[] = {DRM_FORMAT_NV12, DRM_FORMAT_XRGB8888, 1};

static void buffer_change(struct weston_buffer *buffer, uint8_t how)
{
	buffer->type = (how >> 5) % 3;
	buffer->pixel_format = how % 4 ? (const void *)&pixel_formats[how % 4 - 1] : NULL;
	buffer->format_modifier = how % 3;
	buffer->width = buffer->height = how % 5 * 1000 - 1;
}

static void surface_change(struct surface *surface, struct input *input)
{
	struct output *output = &outputs[take(input) % OUTPUTS];
	uint8_t how = take(input);

	surface->base.output = output->global ? &output->base : NULL;
	surface->view.output_mask = how & 7;
	surface->view.transform.enabled = how & 8;
	surface->view.transform.matrix.type = how & 16 ? WESTON_MATRIX_TRANSFORM_ROTATE : 0;
	buffer_change(&surface->buffer, how);
	surface->base.buffer_ref.buffer = how & 128 ? &surface->buffer : NULL;
}

struct weston_surface *surface_newest(void)
{
	return wl_list_empty(&surfaces)
		       ? NULL
		       : wl_resource_get_user_data(wl_resource_from_link(surfaces.next));
}

void surfaces_change(struct input *input)
{
	struct wl_resource *resource;

	wl_resource_for_each(resource, &surfaces)
		surface_change(wl_resource_get_user_data(resource), input);
}

/* ---- the whole --------------------------------------------------------------------- */

void compositor_begin(void)
{
	compositor = calloc(1, sizeof(*compositor));
	compositor->wl_display = wl_display_create();
	log_begin();
	compositor->session_active = true;
	wl_signal_init(&compositor->destroy_signal);
	wl_signal_init(&compositor->session_signal);
	wl_signal_init(&compositor->output_created_signal);
	wl_signal_init(&compositor->output_destroyed_signal);
	wl_signal_init(&compositor->output_heads_changed_signal);
	wl_list_init(&compositor->output_list);
	wl_list_init(&compositor->head_list);
	wl_list_init(&surfaces);
	wl_global_create(compositor->wl_display, &wl_compositor_interface, 4, NULL,
			 on_bind_compositor);
	next_output_name = FIRST_OUTPUT_NAME;
	output_plug(&outputs[0]);
	dmabuf_begin();
	shown_begin();
	require(wet_module_init(compositor, NULL, NULL) == 0, "the plugin never ends Weston");
}

void compositor_run(void)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		wl_display_flush_clients(compositor->wl_display);
		wl_event_loop_dispatch(wl_display_get_event_loop(compositor->wl_display), 0);
	}
	wl_display_flush_clients(compositor->wl_display);
}

/* Weston ends while its clients are connected, and looks after none of them. */
void compositor_end(void)
{
	wl_signal_emit(&compositor->destroy_signal, compositor);
	wl_display_destroy_clients(compositor->wl_display);
	wl_display_destroy(compositor->wl_display);
	log_end();
	free(compositor);
	memset(outputs, 0, sizeof(outputs));
}
