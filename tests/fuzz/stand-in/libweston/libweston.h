/* SPDX-License-Identifier: MIT */
/*
 * As much of libweston as the plugin touches, for a compositor without one: what it
 * calls is in ../../compositor.c. Names and meanings are libweston's, layouts are not.
 */
#ifndef STAND_IN_LIBWESTON_H
#define STAND_IN_LIBWESTON_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include <wayland-server-core.h>

struct weston_log_context;
struct weston_surface;

enum weston_matrix_transform_type {
	WESTON_MATRIX_TRANSFORM_ROTATE = 4,
	WESTON_MATRIX_TRANSFORM_OTHER = 8,
};

struct weston_matrix {
	unsigned int type;
};

enum weston_buffer_type {
	WESTON_BUFFER_SHM,
	WESTON_BUFFER_DMABUF,
	WESTON_BUFFER_SOLID,
};

struct pixel_format_info;

struct weston_buffer {
	enum weston_buffer_type type;
	int32_t width;
	int32_t height;
	const struct pixel_format_info *pixel_format; /* begins with a fourcc */
	uint64_t format_modifier;
};

struct weston_compositor {
	struct wl_signal destroy_signal;
	struct wl_display *wl_display;
	struct weston_log_context *weston_log_ctx;
	bool session_active;
	struct wl_signal session_signal;
	struct wl_signal output_created_signal;
	struct wl_signal output_destroyed_signal;
	struct wl_signal output_heads_changed_signal;
	struct wl_list output_list; /* weston_output.link */
	struct wl_list head_list;   /* weston_head.compositor_link */
};

struct weston_output {
	uint32_t id;
	const char *name;
	bool enabled;
	struct wl_list link;	  /* weston_compositor.output_list */
	struct wl_list head_list; /* weston_head.output_link */
	uint32_t transform;
	void (*assign_planes)(struct weston_output *output);
};

struct weston_head {
	struct wl_list compositor_link; /* weston_compositor.head_list */
	struct wl_list output_link;	/* weston_output.head_list */
	struct weston_output *output;
	const char *name;
	struct wl_list resource_list; /* links of the wl_outputs */
};

struct weston_view {
	struct weston_surface *surface;
	struct wl_list surface_link; /* weston_surface.views */
	uint32_t output_mask;
	const char *internal_name;
	struct {
		bool enabled;
		struct weston_matrix matrix;
	} transform;
};

struct weston_surface {
	struct wl_resource *resource;
	struct wl_signal destroy_signal;
	struct wl_signal commit_signal;
	struct wl_list views; /* weston_view.surface_link */
	struct weston_output *output;
	struct {
		struct weston_buffer *buffer;
	} buffer_ref;
	struct {
		struct {
			uint32_t transform;
		} buffer;
	} buffer_viewport;
};

bool weston_compositor_add_destroy_listener_once(struct weston_compositor *compositor,
						 struct wl_listener *listener,
						 wl_notify_func_t destroy);
struct weston_head *weston_head_from_resource(struct wl_resource *resource);
struct weston_output *weston_head_get_output(struct weston_head *head);
int weston_log(const char *format, ...) __attribute__((format(printf, 1, 2)));
void weston_version(int *major, int *minor, int *micro);

#endif /* STAND_IN_LIBWESTON_H */
