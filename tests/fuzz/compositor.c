// SPDX-License-Identifier: MIT
/* The compositor, its outputs, surfaces and log. See compositor.h. */
#include "compositor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <link.h>

#include <drm_fourcc.h>
#include <libweston/version.h>
#include <libweston/weston-log.h>
#include <wayland-server-protocol.h>

#define SCOPES 2

/* The plugin's and, for those who ask for reasons, one of Weston's. */
struct weston_log_scope {
	const char *name;
	bool used;
	struct weston_log_subscriber *subscriber;
};

struct weston_log_subscriber {
	FILE *stream;
	struct weston_log_scope *scope;
};

struct weston_log_context {
	struct weston_log_scope scopes[SCOPES];
};

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
bool log_is_read = true;
unsigned long log_lines;
bool renderer_aborts;
static struct output outputs[OUTPUTS];
static struct wl_list surfaces; /* links of the resources */
static char scene[1024];
static uint32_t next_output_name;

void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "this must not be: %s\n", what);
	abort();
}

/* ---- log --------------------------------------------------------------------------- */

int weston_log(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	log_lines++;
	return 0;
}

struct weston_log_scope *weston_compositor_add_log_scope(struct weston_compositor *of,
							 const char *name, const char *description,
							 weston_log_scope_cb new_subscription,
							 weston_log_scope_cb destroy_subscription,
							 void *data)
{
	struct weston_log_scope *scope = &of->weston_log_ctx->scopes[0];

	*scope = (struct weston_log_scope){.name = name, .used = true};
	return scope;
}

void weston_log_scope_destroy(struct weston_log_scope *scope)
{
	scope->used = false;
}

bool weston_log_scope_is_enabled(struct weston_log_scope *scope)
{
	return log_is_read;
}

int weston_log_scope_printf(struct weston_log_scope *scope, const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	require(strchr(line, '\n') && !strchr(line, '\n')[1], "a decision is one line");
	return 0;
}

struct weston_log_scope *weston_log_scopes_iterate(struct weston_log_context *context,
						   struct weston_log_scope *scope)
{
	size_t next = scope ? (size_t)(scope - context->scopes) + 1 : 0;

	while (next < SCOPES && !context->scopes[next].used)
		next++;
	return next < SCOPES ? &context->scopes[next] : NULL;
}

const char *weston_log_scope_get_name(struct weston_log_scope *scope)
{
	return scope->name;
}

struct weston_log_subscriber *weston_log_subscriber_create_log(FILE *stream)
{
	struct weston_log_subscriber *subscriber = calloc(1, sizeof(*subscriber));

	if (subscriber)
		subscriber->stream = stream;
	return subscriber;
}

void weston_log_subscriber_destroy(struct weston_log_subscriber *subscriber)
{
	if (subscriber->scope)
		subscriber->scope->subscriber = NULL;
	free(subscriber);
}

/* 16 tells all at once, to who has just subscribed. */
void weston_log_subscribe(struct weston_log_context *context,
			  struct weston_log_subscriber *subscriber, const char *scope_name)
{
	struct weston_log_scope *scope = &context->scopes[1];

	require(scope->used && strcmp(scope->name, scope_name) == 0, "such a scope is there");
	require(!scope->subscriber, "it is followed once");
	scope->subscriber = subscriber;
	subscriber->scope = scope;
	if (WESTON_VERSION_MAJOR >= 16)
		fputs(scene, subscriber->stream);
}

__attribute__((format(printf, 1, 0))) static void tell_line(const char *format, const void *link)
{
	struct weston_log_subscriber *subscriber = compositor->weston_log_ctx->scopes[1].subscriber;
	const struct weston_view *view = link ? wl_container_of(link, view, surface_link) : NULL;
	char line[128];

	snprintf(line, sizeof(line), format, (const void *)view);
	if (subscriber)
		fprintf(subscriber->stream, "%s%s", line, strchr(line, '\n') ? "" : "\n");
}

/* What it says of a surface that is drawn, as far as the plugin reads it. */
static size_t describe_view(struct input *input)
{
	static const char *const why[] = {"no plane", "fb format incompatible",
					  "view already assigned", "couldn't get FB for view: 0x8",
					  "buffer too big"};
	const char *because = why[take(input) % (sizeof(why) / sizeof(*why))];
	const struct weston_surface *surface;

	if (wl_list_empty(&surfaces))
		return 0;
	surface = wl_resource_get_user_data(wl_resource_from_link(surfaces.next));
	if (WESTON_VERSION_MAJOR >= 16)
		return (size_t)snprintf(
			scene, sizeof(scene),
			"\t\t\tpaint node 0:view:\n\t\t\t\tPlane failure reasons: %s\n", because);
	tell_line("[repaint] preparing state for output x (0)\n", NULL);
	tell_line("\t[view] evaluating view %p\n", surface->views.next);
	tell_line(because, NULL);
	tell_line("[repaint] view %p using renderer composition\n", surface->views.next);
	return 0;
}

/* Words that mean something, and others; 14 tells while it decides. */
void journal_write(struct input *input)
{
	static const char *const words[] = {
		"[repaint] preparing state for output ",
		"(0)",
		"(1)",
		"\t[view] evaluating view ",
		"no plane",
		"couldn't get FB for view: ",
		"0x8",
		"\n",
		"\t\t\t\t",
		"\t\t\tpaint node ",
		"Plane failure reasons: ",
		"fb format incompatible",
		"view already assigned",
		"[repaint] view ",
		" using renderer composition",
		"trying mixed",
		"0:view",
		":\n",
		"trying renderer-only",
		"[repaint] Using ",
	};
	struct weston_log_subscriber *subscriber = compositor->weston_log_ctx->scopes[1].subscriber;
	unsigned int count = take(input) % 12;
	size_t used = 0;
	uint8_t word;

	if (count > 6)
		used = describe_view(input);
	while (count-- && used < sizeof(scene) - 64) {
		word = take(input) % (sizeof(words) / sizeof(*words) + 1);
		if (word < sizeof(words) / sizeof(*words))
			used += (size_t)snprintf(scene + used, sizeof(scene) - used, "%s",
						 words[word]);
		else
			used += (size_t)snprintf(scene + used, sizeof(scene) - used, "%c",
						 take(input));
	}
	scene[used] = '\0';
	if (WESTON_VERSION_MAJOR < 16 && subscriber)
		fputs(scene, subscriber->stream);
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

/* Requests beyond these are not sent, see fuzz-plugin.c. */
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
	compositor->weston_log_ctx = calloc(1, sizeof(*compositor->weston_log_ctx));
	compositor->weston_log_ctx->scopes[1] = (struct weston_log_scope){
		.name = WESTON_VERSION_MAJOR < 16 ? "drm-backend" : "scene-graph", .used = true};
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
	free(compositor->weston_log_ctx);
	free(compositor);
	memset(outputs, 0, sizeof(outputs));
	scene[0] = '\0';
}
