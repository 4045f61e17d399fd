// SPDX-License-Identifier: MIT
/*
 * Keyboards and pointers, for windows whose owners want to hear of them. An application that
 * shares its connection has its own; which surface an event is for tells whose it is.
 */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <unistd.h>

#include "display-seat.h"
#include "display-window.h"

/* The version with which all that is bound can be released. */
#define SEAT_VERSION 5
/* How far what has no steps goes in one: compositors let a wheel go so far, or half as far again. */
#define STEP_WAY 10.0
/* Behind left, middle and right come the four directions of a wheel, by X11's old custom. */
#define FIRST_OTHER_BUTTON 8

static struct yamp_window *find_window(const struct seat *seat, const struct wl_surface *surface)
{
	struct yamp_window *window;

	wl_list_for_each(window, &seat->display->windows, link) {
		if (window->surface == surface)
			return window;
	}
	return NULL;
}

/* Does its owner want to know of keys and pointer? */
static bool hears(const struct yamp_window *window)
{
	return window->listener->version >= 2 && window->listener->input;
}

static void tell(struct yamp_window *window, const struct yamp_input *input)
{
	if (window && hears(window))
		window->listener->input(window->data, input);	/* may destroy the window */
}

/* ---- pointer ----------------------------------------------------------------------- */

static void pointer_motion(void *data, struct wl_pointer *pointer, uint32_t time, wl_fixed_t x,
			   wl_fixed_t y)
{
	struct yamp_input input = { .type = YAMP_INPUT_MOTION };
	struct seat *seat = data;

	seat->x = wl_fixed_to_double(x);
	seat->y = wl_fixed_to_double(y);
	if (seat->pointed)
		cursor_move(seat);
	if (!seat->pointed || !extent_point(seat->pointed, seat->x, seat->y, &input.x, &input.y))
		return;
	tell(seat->pointed, &input);
}

static void pointer_enter(void *data, struct wl_pointer *pointer, uint32_t serial,
			  struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y)
{
	struct seat *seat = data;

	seat->pointed = find_window(seat, surface);
	if (seat->pointed)
		cursor_enter(seat, serial);
	pointer_motion(seat, pointer, 0, x, y);
}

static void pointer_leave(void *data, struct wl_pointer *pointer, uint32_t serial,
			  struct wl_surface *surface)
{
	struct seat *seat = data;

	seat->pointed = NULL;
}

static uint32_t button_number(uint32_t code)
{
	switch (code) {
	case BTN_LEFT:
		return 1;
	case BTN_MIDDLE:
		return 2;
	case BTN_RIGHT:
		return 3;
	default:
		return code > BTN_MIDDLE ? code - BTN_SIDE + FIRST_OTHER_BUTTON : 0;
	}
}

static void pointer_button(void *data, struct wl_pointer *pointer, uint32_t serial, uint32_t time,
			   uint32_t button, uint32_t state)
{
	struct seat *seat = data;
	struct yamp_input input = {
		.type = YAMP_INPUT_BUTTON,
		.pressed = state == WL_POINTER_BUTTON_STATE_PRESSED,
		.button = button_number(button),
	};

	if (!seat->pointed || !input.button ||
	    !extent_point(seat->pointed, seat->x, seat->y, &input.x, &input.y))
		return;
	tell(seat->pointed, &input);
}

static struct wheel *find_wheel(struct seat *seat, uint32_t axis)
{
	return &seat->wheel[axis == WL_POINTER_AXIS_HORIZONTAL_SCROLL];
}

static void pointer_axis(void *data, struct wl_pointer *pointer, uint32_t time, uint32_t axis,
			 wl_fixed_t value)
{
	find_wheel(data, axis)->way += wl_fixed_to_double(value);
}

static double take_steps(struct seat *seat, uint32_t axis)
{
	struct wheel wheel = *find_wheel(seat, axis);

	*find_wheel(seat, axis) = (struct wheel){ 0 };
	return wheel.steps ? wheel.steps : wheel.way / STEP_WAY;
}

/* A wheel's steps and its way come in any order: only now is it known which counts. */
static void pointer_frame(void *data, struct wl_pointer *pointer)
{
	struct seat *seat = data;
	struct yamp_input input = {
		.type = YAMP_INPUT_WHEEL,
		.right = take_steps(seat, WL_POINTER_AXIS_HORIZONTAL_SCROLL),
		.down = take_steps(seat, WL_POINTER_AXIS_VERTICAL_SCROLL),
	};

	if ((input.right || input.down) && seat->pointed &&
	    extent_point(seat->pointed, seat->x, seat->y, &input.x, &input.y))
		tell(seat->pointed, &input);
}

static void pointer_axis_source(void *data, struct wl_pointer *pointer, uint32_t source)
{
}

static void pointer_axis_stop(void *data, struct wl_pointer *pointer, uint32_t time, uint32_t axis)
{
}

static void pointer_axis_discrete(void *data, struct wl_pointer *pointer, uint32_t axis,
				  int32_t steps)
{
	find_wheel(data, axis)->steps += steps;
}

static const struct wl_pointer_listener pointer_listener = {
	.enter = pointer_enter,
	.leave = pointer_leave,
	.motion = pointer_motion,
	.button = pointer_button,
	.axis = pointer_axis,
	.frame = pointer_frame,
	.axis_source = pointer_axis_source,
	.axis_stop = pointer_axis_stop,
	.axis_discrete = pointer_axis_discrete,
};

/* ---- keyboard ---------------------------------------------------------------------- */

static void keyboard_keymap(void *data, struct wl_keyboard *keyboard, uint32_t format, int32_t fd,
			    uint32_t size)
{
	struct seat *seat = data;

	keymap_destroy(seat->keymap);
	seat->keymap = format == WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1 ? keymap_create(fd, size) : NULL;
	close(fd);
	if (!seat->keymap)
		log_debug(&seat->display->log, "keys have no names: nothing is told of them");
}

static void keyboard_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
			   struct wl_surface *surface, struct wl_array *keys)
{
	struct seat *seat = data;

	seat->typed = find_window(seat, surface);
	seat->down = 0;
}

static void tell_key(struct seat *seat, uint32_t key, bool pressed)
{
	char name[64];
	const struct yamp_input input = {
		.type = YAMP_INPUT_KEY,
		.pressed = pressed,
		.key = name,
		.repeat_delay_ms = seat->repeat_delay_ms,
		.repeat_every_ms = seat->repeat_every_ms,
	};

	if (pressed)
		seat->down = key;
	else if (seat->down == key)
		seat->down = 0;
	if (seat->typed && seat->keymap && keymap_name(seat->keymap, key, name, sizeof(name)))
		tell(seat->typed, &input);
}

static void keyboard_key(void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t time,
			 uint32_t key, uint32_t state)
{
	tell_key(data, key, state == WL_KEYBOARD_KEY_STATE_PRESSED);
}

/* Nobody will tell when the key comes up. */
static void keyboard_leave(void *data, struct wl_keyboard *keyboard, uint32_t serial,
			   struct wl_surface *surface)
{
	struct seat *seat = data;

	if (seat->down)
		tell_key(seat, seat->down, false);
	seat->typed = NULL;
}

static void keyboard_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
			       uint32_t depressed, uint32_t latched, uint32_t locked,
			       uint32_t group)
{
	struct seat *seat = data;

	if (seat->keymap)
		keymap_modify(seat->keymap, depressed, latched, locked, group);
}

/* @rate: how often in a second */
static void keyboard_repeat_info(void *data, struct wl_keyboard *keyboard, int32_t rate,
				 int32_t delay)
{
	struct seat *seat = data;

	seat->repeat_delay_ms = delay > 0 ? delay : 0;
	seat->repeat_every_ms = rate > 0 ? (999U + rate) / rate : 0;
}

static const struct wl_keyboard_listener keyboard_listener = {
	.keymap = keyboard_keymap,
	.enter = keyboard_enter,
	.leave = keyboard_leave,
	.key = keyboard_key,
	.modifiers = keyboard_modifiers,
	.repeat_info = keyboard_repeat_info,
};

/* ---- seats ------------------------------------------------------------------------- */

static void pointer_destroy(struct seat *seat)
{
	cursor_finish(&seat->cursor);
	if (seat->pointer)
		wl_pointer_release(seat->pointer);
	seat->pointer = NULL;
	seat->pointed = NULL;
}

static void keyboard_destroy(struct seat *seat)
{
	if (seat->keyboard)
		wl_keyboard_release(seat->keyboard);
	keymap_destroy(seat->keymap);
	seat->keyboard = NULL;
	seat->keymap = NULL;
	seat->typed = NULL;
}

/* Devices are asked for only if somebody hears of them: they wake whoever has them. */
static void use_devices(struct seat *seat)
{
	bool pointer = seat->capabilities & WL_SEAT_CAPABILITY_POINTER;
	bool keyboard = seat->capabilities & WL_SEAT_CAPABILITY_KEYBOARD;

	if (!seat->display->seats_used)
		return;
	if (!pointer) {
		pointer_destroy(seat);
	} else if (!seat->pointer) {
		seat->pointer = wl_seat_get_pointer(seat->wl_seat);
		if (seat->pointer)
			wl_pointer_add_listener(seat->pointer, &pointer_listener, seat);
	}
	if (!keyboard) {
		keyboard_destroy(seat);
	} else if (!seat->keyboard) {
		seat->keyboard = wl_seat_get_keyboard(seat->wl_seat);
		if (seat->keyboard)
			wl_keyboard_add_listener(seat->keyboard, &keyboard_listener, seat);
	}
}

static void seat_capabilities(void *data, struct wl_seat *wl_seat, uint32_t capabilities)
{
	struct seat *seat = data;

	seat->capabilities = capabilities;
	use_devices(seat);
}

static void seat_name(void *data, struct wl_seat *wl_seat, const char *name)
{
}

static const struct wl_seat_listener seat_listener = {
	.capabilities = seat_capabilities,
	.name = seat_name,
};

void seats_add(struct yamp_display *display, uint32_t global, uint32_t version)
{
	struct seat *seat;

	if (version < SEAT_VERSION)
		return;
	seat = calloc(1, sizeof(*seat));
	if (!seat)
		return;
	seat->wl_seat = wl_registry_bind(display->registry, global, &wl_seat_interface,
					 SEAT_VERSION);
	if (!seat->wl_seat) {
		free(seat);
		return;
	}
	seat->display = display;
	seat->global = global;
	wl_seat_add_listener(seat->wl_seat, &seat_listener, seat);
	wl_list_insert(&display->seats, &seat->link);
}

static void seat_destroy(struct seat *seat)
{
	pointer_destroy(seat);
	keyboard_destroy(seat);
	wl_seat_release(seat->wl_seat);
	wl_list_remove(&seat->link);
	free(seat);
}

void seats_remove(struct yamp_display *display, uint32_t global)
{
	struct seat *seat, *next;

	wl_list_for_each_safe(seat, next, &display->seats, link) {
		if (seat->global == global)
			seat_destroy(seat);
	}
}

void seats_destroy(struct yamp_display *display)
{
	struct seat *seat, *next;

	wl_list_for_each_safe(seat, next, &display->seats, link)
		seat_destroy(seat);
}

void seats_use(struct yamp_display *display, const struct yamp_window *window)
{
	struct seat *seat;

	if (!hears(window))
		return;
	display->seats_used = true;
	wl_list_for_each(seat, &display->seats, link)
		use_devices(seat);
}

void seats_note_shown(struct yamp_display *display, const struct yamp_window *window)
{
	struct seat *seat;

	wl_list_for_each(seat, &display->seats, link) {
		if (seat->pointed == window)
			cursor_rest(seat);
	}
}

void seats_forget(struct yamp_display *display, const struct yamp_window *window)
{
	struct seat *seat;

	wl_list_for_each(seat, &display->seats, link) {
		if (seat->pointed == window)
			seat->pointed = NULL;
		if (seat->typed == window)
			seat->typed = NULL;
	}
}
