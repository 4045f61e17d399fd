// SPDX-License-Identifier: MIT
/* The outputs of the compositor, for their names. */
#include <stdlib.h>
#include <string.h>

#include "display-priv.h"

/* The version that tells names. */
#define OUTPUT_VERSION 4

static void geometry(void *data, struct wl_output *wl_output, int32_t x, int32_t y, int32_t width,
		     int32_t height, int32_t subpixel, const char *make, const char *model,
		     int32_t transform)
{
}

static void mode(void *data, struct wl_output *wl_output, uint32_t flags, int32_t width,
		 int32_t height, int32_t refresh)
{
}

static void done(void *data, struct wl_output *wl_output)
{
}

static void scale(void *data, struct wl_output *wl_output, int32_t factor)
{
}

static void name(void *data, struct wl_output *wl_output, const char *text)
{
	struct output *output = data;

	free(output->name);
	output->name = strdup(text);
}

static void description(void *data, struct wl_output *wl_output, const char *text)
{
}

static const struct wl_output_listener output_listener = {
	.geometry = geometry,
	.mode = mode,
	.done = done,
	.scale = scale,
	.name = name,
	.description = description,
};

void outputs_add(struct yamp_display *display, uint32_t global, uint32_t version)
{
	struct output *output;

	if (version < OUTPUT_VERSION)
		return;
	output = calloc(1, sizeof(*output));
	if (!output)
		return;
	output->wl_output = wl_registry_bind(display->registry, global, &wl_output_interface,
					     OUTPUT_VERSION);
	if (!output->wl_output) {
		free(output);
		return;
	}
	output->global = global;
	wl_output_add_listener(output->wl_output, &output_listener, output);
	wl_list_insert(&display->outputs, &output->link);
}

static void output_destroy(struct output *output)
{
	wl_output_release(output->wl_output);
	wl_list_remove(&output->link);
	free(output->name);
	free(output);
}

void outputs_remove(struct yamp_display *display, uint32_t global)
{
	struct output *output, *next;

	wl_list_for_each_safe(output, next, &display->outputs, link) {
		if (output->global == global)
			output_destroy(output);
	}
}

void outputs_destroy(struct yamp_display *display)
{
	struct output *output, *next;

	wl_list_for_each_safe(output, next, &display->outputs, link)
		output_destroy(output);
}

const char *output_name(const struct yamp_display *display, const struct wl_output *wl_output)
{
	const struct output *output;

	wl_list_for_each(output, &display->outputs, link) {
		if (output->wl_output == wl_output)
			return output->name;
	}
	return NULL;
}

const char *yamp_display_output(const struct yamp_display *display, uint32_t index)
{
	const struct output *output;

	wl_list_for_each(output, &display->outputs, link) {
		if (output->name && !index--)
			return output->name;
	}
	return NULL;
}
