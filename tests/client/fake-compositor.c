// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <drm_fourcc.h>
#include <wayland-server.h>

#include "fake-compositor.h"
#include "fake-targets.h"
#include "fake-user.h"
#include "harness.h"
#include "linux-dmabuf-v1-server-protocol.h"
#include "presentation-time-server-protocol.h"
#include "xdg-shell-server-protocol.h"
#include "yamp-v1-server-protocol.h"

/* The one client has at most one window; its objects are found here. */
static struct fake {
	struct fake_options options;
	struct wl_display *display;
	struct wl_resource *pending, *current;
	struct wl_resource *feedback, *placement;
	struct wl_resource *output;
	struct wl_resource *constraints, *surface_constraints;
	unsigned int syncs;
	struct wl_resource *xdg_surface, *toplevel;
	struct wl_resource *surface;
	uint32_t commits;
	bool configured;
} fake;

struct wl_resource *fake_create(struct wl_client *client, const struct wl_interface *interface,
				uint32_t version, uint32_t id, const void *implementation)
{
	struct wl_resource *resource = wl_resource_create(client, interface, version, id);

	check(resource, "no memory");
	wl_resource_set_implementation(resource, implementation, NULL, NULL);
	return resource;
}

void fake_destroy(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static void ignore_rect(struct wl_client *client, struct wl_resource *resource, int32_t x,
			int32_t y, int32_t width, int32_t height)
{
}

static void ignore_resource(struct wl_client *client, struct wl_resource *resource,
			    struct wl_resource *other)
{
}

static void ignore_int(struct wl_client *client, struct wl_resource *resource, int32_t value)
{
}

static void ignore_uint(struct wl_client *client, struct wl_resource *resource, uint32_t value)
{
}

static void ignore_text(struct wl_client *client, struct wl_resource *resource, const char *text)
{
}

static void ignore_size(struct wl_client *client, struct wl_resource *resource, int32_t width,
			int32_t height)
{
}

static const struct wl_region_interface region = {
	.destroy = fake_destroy, .add = ignore_rect, .subtract = ignore_rect,
};

static const struct wl_buffer_interface buffer = { .destroy = fake_destroy };

static void attach(struct wl_client *client, struct wl_resource *resource,
		   struct wl_resource *wl_buffer, int32_t x, int32_t y)
{
	if (!fake_user_has_cursor(resource))
		fake.pending = wl_buffer;
}

static void no_frame(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	test_fail(__FILE__, __LINE__, "a frame callback was asked for");
}

static clockid_t presentation_clock(void)
{
	return fake.options.tai ? CLOCK_TAI : CLOCK_MONOTONIC;
}

static void present(void)
{
	struct timespec now;

	clock_gettime(presentation_clock(), &now);
	wp_presentation_feedback_send_presented(fake.feedback, 0, now.tv_sec, now.tv_nsec, 16666666,
						0, fake.commits,
						WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY);
	wl_resource_destroy(fake.feedback);
	fake.feedback = NULL;
}

static void present_placement(void)
{
	struct timespec now;

	clock_gettime(presentation_clock(), &now);
	if (fake.output)
		yamp_placement_v1_send_output(fake.placement, fake.output);
	yamp_placement_v1_send_composited(fake.placement, YAMP_PLACEMENT_V1_REASON_FORMAT |
							  YAMP_PLACEMENT_V1_REASON_OCCLUDED);
	yamp_placement_v1_send_presented(fake.placement, 0, now.tv_sec, now.tv_nsec, 16666666, 0,
					 fake.commits, WP_PRESENTATION_FEEDBACK_KIND_VSYNC);
	wl_resource_destroy(fake.placement);
	fake.placement = NULL;
}

/* ---- targets ----------------------------------------------------------------------- */

static const struct yamp_constraints_v1_interface constraints = { fake_destroy };

static void count_syncs(void *data, enum wl_protocol_logger_type type,
			const struct wl_protocol_logger_message *message)
{
	if (type == WL_PROTOCOL_LOGGER_REQUEST && !strcmp(message->message->name, "sync"))
		fake.syncs++;
}

/* A client asks as soon as it knows the globals, or it waits for one answer more than needed. */
static void get_constraints(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	if (fake.syncs != 1) {
		wl_client_post_implementation_error(client, "targets asked for after %u round trips",
						    fake.syncs);
		return;
	}
	fake.constraints = fake_create(client, &yamp_constraints_v1_interface, 3, id, &constraints);
	fake_targets_tell(fake.constraints, fake.options.tells);
}

/* Those of the surface are told when it is on an output, FAKE-2. */
static void get_surface_constraints(struct wl_client *client, struct wl_resource *resource,
				    uint32_t id)
{
	fake.surface_constraints =
		fake_create(client, &yamp_constraints_v1_interface, 3, id, &constraints);
}

/* ---- frames ------------------------------------------------------------------------ */

/* Each once. */
static void change_targets(void)
{
	if (fake.constraints && fake.commits >= fake.options.changes_after) {
		fake_targets_change(fake.constraints, fake.options.tells);
		fake.constraints = NULL;
	}
	if (fake.surface_constraints && fake.options.tells == FAKE_TARGETS) {
		fake_targets_of_output(fake.surface_constraints);
		fake.surface_constraints = NULL;
	}
}

/* Shows at once: the former buffer is free, the frame was seen. */
static void commit(struct wl_client *client, struct wl_resource *resource)
{
	struct wl_array states;

	if (!fake.configured && fake.xdg_surface) {
		wl_array_init(&states);
		xdg_toplevel_send_configure(fake.toplevel, 0, 0, &states);
		xdg_surface_send_configure(fake.xdg_surface, 1);
		fake.configured = true;
	}
	if (!fake.pending)
		return;
	if (fake.current && fake.current != fake.pending)
		wl_buffer_send_release(fake.current);
	fake.current = fake.pending;
	fake.pending = NULL;
	if (fake.feedback)
		present();
	if (fake.placement)
		present_placement();
	change_targets();
	if (++fake.commits == fake.options.die_after)
		wl_display_terminate(fake.display);
	if (fake.commits == fake.options.user)
		fake_user_acts(fake.surface);
	if (fake.commits == fake.options.watcher)
		fake_user_watches(fake.surface);
}

static const struct wl_surface_interface surface = {
	.destroy = fake_destroy, .attach = attach, .damage = ignore_rect, .frame = no_frame,
	.set_opaque_region = ignore_resource, .set_input_region = ignore_resource, .commit = commit,
	.set_buffer_transform = ignore_int, .set_buffer_scale = ignore_int,
	.damage_buffer = ignore_rect,
};

static void create_surface(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	fake.surface = fake_create(client, &wl_surface_interface, 4, id, &surface);
}

static void create_region(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	fake_create(client, &wl_region_interface, 1, id, &region);
}

static const struct wl_compositor_interface compositor = { create_surface, create_region };

static const struct xdg_toplevel_interface toplevel = {
	.destroy = fake_destroy, .set_title = ignore_text, .set_app_id = ignore_text,
	.set_min_size = ignore_size, .set_max_size = ignore_size,
};

static void get_toplevel(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	fake.toplevel = fake_create(client, &xdg_toplevel_interface, 1, id, &toplevel);
}

static const struct xdg_surface_interface xdg_surface = {
	.destroy = fake_destroy, .get_toplevel = get_toplevel, .ack_configure = ignore_uint,
};

static void get_xdg_surface(struct wl_client *client, struct wl_resource *resource, uint32_t id,
			    struct wl_resource *wl_surface)
{
	fake.xdg_surface = fake_create(client, &xdg_surface_interface, 1, id, &xdg_surface);
}

static const struct xdg_wm_base_interface wm_base = {
	.destroy = fake_destroy, .get_xdg_surface = get_xdg_surface, .pong = ignore_uint,
};

static void feedback(struct wl_client *client, struct wl_resource *resource,
		     struct wl_resource *wl_surface, uint32_t id)
{
	fake.feedback = fake_create(client, &wp_presentation_feedback_interface, 1, id, NULL);
}

static const struct wp_presentation_interface presentation = { fake_destroy, feedback };

static void params_add(struct wl_client *client, struct wl_resource *resource, int32_t fd,
		       uint32_t plane, uint32_t offset, uint32_t stride, uint32_t modifier_hi,
		       uint32_t modifier_lo)
{
	check_equal((uint64_t)modifier_hi << 32 | modifier_lo, fake.options.dmabuf_modifier,
		    "modifier stated");
	close(fd);
}

static void params_answer(struct wl_resource *params)
{
	struct wl_client *client = wl_resource_get_client(params);

	if (fake.options.create_fails)
		zwp_linux_buffer_params_v1_send_failed(params);
	else
		zwp_linux_buffer_params_v1_send_created(
			params, fake_create(client, &wl_buffer_interface, 1, 0, &buffer));
}

static void params_create(struct wl_client *client, struct wl_resource *resource, int32_t width,
			  int32_t height, uint32_t format, uint32_t flags)
{
	params_answer(resource);
}

static const struct zwp_linux_buffer_params_v1_interface params = {
	.destroy = fake_destroy, .add = params_add, .create = params_create,
};

static void create_params(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	fake_create(client, &zwp_linux_buffer_params_v1_interface, 3, id, &params);
}

static const struct zwp_linux_dmabuf_feedback_v1_interface dmabuf_feedback = { fake_destroy };

/* Two entries, of which the tranche refers to the second, and to one past the end. */
static void get_feedback(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	struct { uint32_t format, padding; uint64_t modifier; } table[2] = {
		{ DRM_FORMAT_NV12, 0, fake.options.dmabuf_modifier },
		{ DRM_FORMAT_XRGB8888, 0, fake.options.dmabuf_modifier },
	};
	struct wl_resource *made = fake_create(client, &zwp_linux_dmabuf_feedback_v1_interface, 4, id,
					  &dmabuf_feedback);
	uint16_t indices[] = { 1, 2 };
	struct wl_array array = { sizeof(indices), 0, indices };
	int fd = memfd_create("table", MFD_CLOEXEC);

	check(write(fd, table, sizeof(table)) == sizeof(table), "no table");
	zwp_linux_dmabuf_feedback_v1_send_format_table(made, fd, sizeof(table));
	zwp_linux_dmabuf_feedback_v1_send_tranche_formats(made, &array);
	zwp_linux_dmabuf_feedback_v1_send_done(made);
	close(fd);
}

static const struct zwp_linux_dmabuf_v1_interface dmabuf = {
	.destroy = fake_destroy, .create_params = create_params, .get_default_feedback = get_feedback,
};

static void import_add(struct wl_client *client, struct wl_resource *resource, uint32_t plane,
		       int32_t fd)
{
	close(fd);
}

static void import_import(struct wl_client *client, struct wl_resource *resource)
{
	if (fake.options.import == FAKE_REJECTS) {
		yamp_import_v1_send_rejected(resource, YAMP_IMPORT_V1_REASON_NOT_OURS, "a test");
		return;
	}
	yamp_import_v1_send_verified(resource);
	params_answer(wl_resource_get_user_data(resource));
}

static const struct yamp_import_v1_interface import = { fake_destroy, import_add, import_import };

static void create_import(struct wl_client *client, struct wl_resource *resource, uint32_t id,
			  struct wl_resource *with)
{
	struct wl_resource *made = fake_create(client, &yamp_import_v1_interface, 1, id, &import);

	wl_resource_set_user_data(made, with);
}

static void get_placement(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	fake.placement = fake_create(client, &yamp_placement_v1_interface, 2, id, NULL);
}

static const struct yamp_surface_v1_interface media = {
	fake_destroy, get_placement, get_surface_constraints,
};

static void get_surface(struct wl_client *client, struct wl_resource *resource, uint32_t id,
			struct wl_resource *wl_surface)
{
	fake_create(client, &yamp_surface_v1_interface, wl_resource_get_version(resource), id, &media);
}

static const struct yamp_manager_v1_interface manager = {
	.destroy = fake_destroy, .create_import = create_import, .get_surface = get_surface,
	.get_constraints = get_constraints,
};

static void bind_simple(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	const void **pair = data;

	fake_create(client, pair[0], version, id, pair[1]);
}

static void bind_presentation(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	wp_presentation_send_clock_id(fake_create(client, &wp_presentation_interface, version, id,
						  &presentation), presentation_clock());
}

static void bind_dmabuf(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	struct wl_resource *made = fake_create(client, &zwp_linux_dmabuf_v1_interface, version, id,
					  &dmabuf);

	if (version < 4)
		zwp_linux_dmabuf_v1_send_modifier(made, DRM_FORMAT_XRGB8888,
						  fake.options.dmabuf_modifier >> 32,
						  fake.options.dmabuf_modifier & 0xffffffff);
}

static void bind_manager(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	struct wl_resource *made = fake_create(client, &yamp_manager_v1_interface, version, id, &manager);
	struct wl_array device;

	wl_array_init(&device);
	yamp_manager_v1_send_capabilities(
		made, (fake.options.places ? YAMP_MANAGER_V1_CAPABILITY_PLACEMENT : 0) |
		      (fake.options.tells ? YAMP_MANAGER_V1_CAPABILITY_CONSTRAINTS : 0));
	if (fake.options.import != FAKE_NO_ALLOCATOR)
		yamp_manager_v1_send_allocator(made, &device, 1);
	yamp_manager_v1_send_done(made);
}

static const struct wl_output_interface output = { .release = fake_destroy };

static void bind_output(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	fake.output = fake_create(client, &wl_output_interface, version, id, &output);
	wl_output_send_name(fake.output, "FAKE-1");
	wl_output_send_done(fake.output);
}

static void add_globals(void)
{
	static const void *compositor_pair[] = { &wl_compositor_interface, &compositor };
	static const void *wm_base_pair[] = { &xdg_wm_base_interface, &wm_base };
	struct wl_display *display = fake.display;

	wl_global_create(display, &wl_compositor_interface, 4, compositor_pair, bind_simple);
	if (!fake.options.without_windows)
		wl_global_create(display, &xdg_wm_base_interface, 1, wm_base_pair, bind_simple);
	wl_display_init_shm(display);	/* XRGB8888 and ARGB8888 */
	wl_global_create(display, &wp_presentation_interface, 1, NULL, bind_presentation);
	if (fake.options.dmabuf_version)
		wl_global_create(display, &zwp_linux_dmabuf_v1_interface,
				 fake.options.dmabuf_version, NULL, bind_dmabuf);
	if (fake.options.import != FAKE_NO_MANAGER)
		wl_global_create(display, &yamp_manager_v1_interface,
				 fake.options.manager_version ? fake.options.manager_version : 1,
				 NULL, bind_manager);
	wl_global_create(display, &wl_output_interface, 4, NULL, bind_output);
	fake_user_sits(display);
}

static void client_gone(struct wl_listener *listener, void *data)
{
	wl_display_terminate(fake.display);
}

static _Noreturn void serve(int fd)
{
	static struct wl_listener gone = { .notify = client_gone };
	struct wl_client *client;

	fake.display = wl_display_create();
	add_globals();
	wl_display_add_protocol_logger(fake.display, count_syncs, NULL);
	client = wl_client_create(fake.display, fd);
	wl_client_add_destroy_listener(client, &gone);
	wl_display_run(fake.display);
	_exit(0);
}

int fake_start(const struct fake_options *options)
{
	int pair[2];
	pid_t child;

	check(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "no sockets");
	fake.options = *options;
	child = fork();
	check(child >= 0, "no process");
	if (!child) {
		close(pair[0]);
		if (!options->silent)
			serve(pair[1]);
		while (read(pair[1], pair, 1) > 0)
			;
		_exit(0);
	}
	close(pair[1]);
	return pair[0];
}
