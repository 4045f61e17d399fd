/* SPDX-License-Identifier: MIT */
/* Who types and points: display-seat.c, and what belongs to a seat. */
#ifndef DISPLAY_SEAT_H
#define DISPLAY_SEAT_H

#include "display-priv.h"

struct keymap;

/**
 * struct wheel - one direction of it, as wl_pointer has it
 * @way: in surface units
 * @steps: 0 for what has none, such as a touchpad
 */
struct wheel {
	double way;
	double steps;
};

struct wl_cursor_theme;

/**
 * struct cursor - how a pointer looks
 * @theme: NULL before it was needed, or if there is none; as @surface
 * @serial: of the pointer's coming into the window
 * @moved_ns: when it did so last
 */
struct cursor {
	struct wl_cursor_theme *theme;
	struct wl_surface *surface;
	uint32_t serial;
	uint64_t moved_ns;
	bool shown;
};

/**
 * struct seat - a wl_seat
 * @link: in yamp_display.seats
 * @global: its number
 * @capabilities: of wl_seat
 * @pointer: NULL if it has none, or nobody hears
 * @keyboard: likewise
 * @keymap: of @keyboard; NULL before it is told
 * @pointed: where the pointer is; NULL: over no window of ours
 * @typed: where keys go; likewise
 * @x: of the pointer, in surface units
 * @y: likewise
 * @wheel: what was told of it since the last frame of events
 * @down: the key that went down last; 0: it is up again
 * @repeat_delay_ms: as of struct yamp_input
 * @repeat_every_ms: likewise
 */
struct seat {
	struct wl_list link;
	struct yamp_display *display;
	struct wl_seat *wl_seat;
	uint32_t global;
	uint32_t capabilities;
	struct wl_pointer *pointer;
	struct wl_keyboard *keyboard;
	struct keymap *keymap;
	struct yamp_window *pointed;
	struct yamp_window *typed;
	double x;
	double y;
	struct cursor cursor;
	struct wheel wheel[2];
	uint32_t down;
	uint32_t repeat_delay_ms;
	uint32_t repeat_every_ms;
};

/* display-seat.c */

/** seats_add - one appeared; @global is its number */
void seats_add(struct yamp_display *display, uint32_t global, uint32_t version);

/** seats_remove - a global went, which may have been one */
void seats_remove(struct yamp_display *display, uint32_t global);

/** seats_destroy - all of them */
void seats_destroy(struct yamp_display *display);

/** seats_use - that window is new, and may hear of keys and pointer */
void seats_use(struct yamp_display *display, const struct yamp_window *window);

/** seats_forget - that window goes */
void seats_forget(struct yamp_display *display, const struct yamp_window *window);

/** seats_note_shown - that window shows another frame */
void seats_note_shown(struct yamp_display *display, const struct yamp_window *window);

/* display-cursor.c */

/** cursor_enter - the pointer comes into a window of ours, which @serial is for */
void cursor_enter(struct seat *seat, uint32_t serial);

/** cursor_move - it is moved there */
void cursor_move(struct seat *seat);

/** cursor_rest - a frame is shown under it */
void cursor_rest(struct seat *seat);

/** cursor_finish - the pointer goes, or the display */
void cursor_finish(struct cursor *cursor);

/* display-keymap.c */

/** keymap_create - of a text in a file, which stays the caller's; NULL: it is none */
struct keymap *keymap_create(int fd, uint32_t size);

/** keymap_destroy - NULL is ignored */
void keymap_destroy(struct keymap *keymap);

/** keymap_modify - Shift and the like, as wl_keyboard tells */
void keymap_modify(struct keymap *keymap, uint32_t depressed, uint32_t latched, uint32_t locked,
		   uint32_t group);

/** keymap_name - what a key of evdev's means now, such as "Left"; false: nothing */
bool keymap_name(struct keymap *keymap, uint32_t key, char *name, size_t size);

#endif /* DISPLAY_SEAT_H */
