// SPDX-License-Identifier: MIT
/* What the keys of a keyboard are called, as XKB has it. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "display-seat.h"

#if HAVE_XKBCOMMON
#include <xkbcommon/xkbcommon.h>

/* XKB counts the keys of evdev from here. */
#define FIRST_KEY 8

struct keymap {
	struct xkb_context *context;
	struct xkb_keymap *map;
	struct xkb_state *state;
};

static struct xkb_keymap *compile(struct xkb_context *context, int fd, uint32_t size)
{
	struct xkb_keymap *map;
	char *text;

	if (!context || !size)
		return NULL;
	text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		return NULL;
	map = xkb_keymap_new_from_buffer(context, text, size - 1, XKB_KEYMAP_FORMAT_TEXT_V1,
					 XKB_KEYMAP_COMPILE_NO_FLAGS);
	munmap(text, size);
	return map;
}

struct keymap *keymap_create(int fd, uint32_t size)
{
	struct keymap *keymap = calloc(1, sizeof(*keymap));

	if (!keymap)
		return NULL;
	keymap->context = xkb_context_new(XKB_CONTEXT_NO_DEFAULT_INCLUDES);
	keymap->map = compile(keymap->context, fd, size);
	if (keymap->map)
		keymap->state = xkb_state_new(keymap->map);
	if (!keymap->state) {
		keymap_destroy(keymap);
		return NULL;
	}
	return keymap;
}

void keymap_destroy(struct keymap *keymap)
{
	if (!keymap)
		return;
	xkb_state_unref(keymap->state);
	xkb_keymap_unref(keymap->map);
	xkb_context_unref(keymap->context);
	free(keymap);
}

void keymap_modify(struct keymap *keymap, uint32_t depressed, uint32_t latched, uint32_t locked,
		   uint32_t group)
{
	xkb_state_update_mask(keymap->state, depressed, latched, locked, 0, 0, group);
}

bool keymap_name(struct keymap *keymap, uint32_t key, char *name, size_t size)
{
	xkb_keysym_t symbol = xkb_state_key_get_one_sym(keymap->state, key + FIRST_KEY);

	return symbol != XKB_KEY_NoSymbol && xkb_keysym_get_name(symbol, name, size) > 0;
}

#else

struct keymap *keymap_create(int fd, uint32_t size)
{
	return NULL;
}

void keymap_destroy(struct keymap *keymap)
{
}

void keymap_modify(struct keymap *keymap, uint32_t depressed, uint32_t latched, uint32_t locked,
		   uint32_t group)
{
}

bool keymap_name(struct keymap *keymap, uint32_t key, char *name, size_t size)
{
	return false;
}

#endif
