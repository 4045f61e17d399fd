// SPDX-License-Identifier: MIT
#include <sys/mman.h>
#include <unistd.h>

#include "fake-user.h"
#include "harness.h"

/* What the client has of the seat. */
static struct user {
	struct wl_resource *pointer, *keyboard;
	struct wl_resource *cursor;
	struct wl_resource *watched;
	bool moved;
} user;

/* Codes of evdev, and of XKB: those and 8. */
enum { KEY_Q = 16, KEY_LEFT = 105, KEY_NOTHING = 200, BUTTON_RIGHT = 0x111 };
#define SHIFT 1
/* A serial. */
#define ENTERED 4711

static const char keymap[] =
	"xkb_keymap {"
	"xkb_keycodes { <Q> = 24; <LEFT> = 113; };"
	"xkb_types { type \"TWO_LEVEL\" { modifiers = Shift; map[Shift] = Level2; }; };"
	"xkb_compatibility { };"
	"xkb_symbols { key <Q> { type = \"TWO_LEVEL\", [ q, Q ] }; key <LEFT> { [ Left ] }; };"
	"};";

static void send_keymap(void)
{
	int fd = memfd_create("keymap", MFD_CLOEXEC);

	check(write(fd, keymap, sizeof(keymap)) == sizeof(keymap), "no keymap");
	wl_keyboard_send_keymap(user.keyboard, WL_KEYBOARD_KEYMAP_FORMAT_XKB_V1, fd,
				sizeof(keymap));
	close(fd);
}

static void send_key(uint32_t key)
{
	wl_keyboard_send_key(user.keyboard, 0, 0, key, WL_KEYBOARD_KEY_STATE_PRESSED);
	wl_keyboard_send_key(user.keyboard, 0, 0, key, WL_KEYBOARD_KEY_STATE_RELEASED);
}

/* The way of two steps is not always twice that of one: steps count, where there are any. */
static void turn_wheel(int way, int steps)
{
	wl_pointer_send_axis_source(user.pointer, WL_POINTER_AXIS_SOURCE_WHEEL);
	wl_pointer_send_axis(user.pointer, 0, WL_POINTER_AXIS_VERTICAL_SCROLL,
			     wl_fixed_from_int(way));
	if (steps)
		wl_pointer_send_axis_discrete(user.pointer, WL_POINTER_AXIS_VERTICAL_SCROLL, steps);
	wl_pointer_send_frame(user.pointer);
}

void fake_user_acts(struct wl_resource *surface)
{
	struct wl_array none;

	check(user.pointer && user.keyboard, "nobody hears of the user");
	wl_array_init(&none);
	wl_pointer_send_enter(user.pointer, 0, surface, 0, 0);
	wl_pointer_send_motion(user.pointer, 0, wl_fixed_from_int(16), wl_fixed_from_int(12));
	wl_pointer_send_button(user.pointer, 0, 0, BUTTON_RIGHT, WL_POINTER_BUTTON_STATE_PRESSED);
	turn_wheel(20, 2);
	turn_wheel(-4, 0);
	wl_pointer_send_leave(user.pointer, 0, surface);
	turn_wheel(10, 1);
	wl_pointer_send_button(user.pointer, 0, 0, BUTTON_RIGHT, WL_POINTER_BUTTON_STATE_RELEASED);
	wl_keyboard_send_enter(user.keyboard, 0, surface, &none);
	send_key(KEY_LEFT);
	send_key(KEY_NOTHING);
	wl_keyboard_send_modifiers(user.keyboard, 0, SHIFT, 0, 0, 0);
	send_key(KEY_Q);
	wl_keyboard_send_modifiers(user.keyboard, 0, 0, 0, 0, 0);
	send_key(KEY_Q);
	wl_keyboard_send_key(user.keyboard, 0, 0, KEY_LEFT, WL_KEYBOARD_KEY_STATE_PRESSED);
	wl_keyboard_send_leave(user.keyboard, 0, surface);
	send_key(KEY_Q);
}

void fake_user_watches(struct wl_resource *surface)
{
	user.watched = surface;
	wl_pointer_send_enter(user.pointer, ENTERED, surface, 0, 0);
}

bool fake_user_has_cursor(const struct wl_resource *surface)
{
	return surface == user.cursor;
}

static void look(const struct wl_resource *cursor)
{
	if (!cursor && !user.moved) {
		user.moved = true;
		wl_pointer_send_motion(user.pointer, 0, wl_fixed_from_int(20), wl_fixed_from_int(10));
	} else if (cursor && user.moved) {
		wl_pointer_send_button(user.pointer, 0, 0, BUTTON_RIGHT,
				       WL_POINTER_BUTTON_STATE_PRESSED);
	}
}

static void set_cursor(struct wl_client *client, struct wl_resource *resource, uint32_t serial,
		       struct wl_resource *cursor, int32_t x, int32_t y)
{
	check(cursor || user.cursor, "the pointer goes before it was seen");
	if (cursor)
		user.cursor = cursor;
	if (!user.watched)
		return;
	check_equal(serial, ENTERED, "serial");
	look(cursor);
}

static const struct wl_pointer_interface pointer = {
	.set_cursor = set_cursor, .release = fake_destroy,
};

static const struct wl_keyboard_interface keyboard = { fake_destroy };

static void get_pointer(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	user.pointer = fake_create(client, &wl_pointer_interface, 5, id, &pointer);
}

static void get_keyboard(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	user.keyboard = fake_create(client, &wl_keyboard_interface, 5, id, &keyboard);
	send_keymap();
}

static const struct wl_seat_interface seat = {
	.get_pointer = get_pointer, .get_keyboard = get_keyboard, .release = fake_destroy,
};

static void bind_seat(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	wl_seat_send_capabilities(fake_create(client, &wl_seat_interface, version, id, &seat),
				  WL_SEAT_CAPABILITY_POINTER | WL_SEAT_CAPABILITY_KEYBOARD);
}

void fake_user_sits(struct wl_display *display)
{
	wl_global_create(display, &wl_seat_interface, 5, NULL, bind_seat);
}
