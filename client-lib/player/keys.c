// SPDX-License-Identifier: MIT
#include <string.h>

#include "keys.h"

#define ESCAPE 0x1b

/* Between the bytes of "ESC [ 1 ; 5 C" and "ESC O C". */
enum { PLAIN, ESCAPED, CONTROL, SINGLE };

const char keys_help[] =
	"  space         pause, go on\n"
	"  left, right   10 seconds back, forward\n"
	"  down, up      a minute back, forward\n"
	"  wheel         10 seconds back, forward\n"
	"  0, home       from the beginning\n"
	"  n, p          next, previous file\n"
	"  f             fullscreen\n"
	"  m             without sound\n"
	"  q             end\n"
	"  ?             these keys\n";

static enum key plain(unsigned char byte)
{
	switch (byte) {
	case ' ':
		return KEY_PAUSE;
	case '0':
		return KEY_RESTART;
	case 'n':
		return KEY_NEXT;
	case 'p':
		return KEY_PREVIOUS;
	case 'f':
		return KEY_FULLSCREEN;
	case 'm':
		return KEY_MUTE;
	case '?':
	case 'h':
		return KEY_HELP;
	case 'q':
	case 'Q':
		return KEY_QUIT;
	default:
		return KEY_NONE;
	}
}

/* The last byte of a sequence; whether Shift or Ctrl were held down is all the same. */
static enum key final(unsigned char byte, int number)
{
	switch (byte) {
	case 'A':
		return KEY_FAR_FORWARD;
	case 'B':
		return KEY_FAR_BACK;
	case 'C':
		return KEY_FORWARD;
	case 'D':
		return KEY_BACK;
	case 'H':
		return KEY_RESTART;
	case '~':
		return number == 1 || number == 7 ? KEY_RESTART : KEY_NONE;
	default:
		return KEY_NONE;
	}
}

static enum key control(struct keys *keys, unsigned char byte)
{
	if (byte >= '0' && byte <= '9' && keys->number < 1000) {
		keys->number = 10 * keys->number + (byte - '0');
		return KEY_NONE;
	}
	if (byte >= 0x20 && byte < 0x40)
		return KEY_NONE;
	keys->state = PLAIN;
	return byte < 0x20 ? KEY_NONE : final(byte, keys->number);
}

enum key keys_take(struct keys *keys, unsigned char byte)
{
	if (byte == ESCAPE) {
		*keys = (struct keys){ .state = ESCAPED };
		return KEY_NONE;
	}
	switch (keys->state) {
	case ESCAPED:
		keys->state = byte == '[' ? CONTROL : byte == 'O' ? SINGLE : PLAIN;
		return keys->state == PLAIN ? plain(byte) : KEY_NONE;
	case CONTROL:
		return control(keys, byte);
	case SINGLE:
		keys->state = PLAIN;
		return final(byte, 0);
	default:
		return plain(byte);
	}
}

enum key keys_named(const char *name)
{
	static const struct {
		const char *name;
		enum key key;
	} names[] = {
		{ "space", KEY_PAUSE },	     { "Left", KEY_BACK },
		{ "Right", KEY_FORWARD },    { "Down", KEY_FAR_BACK },
		{ "Up", KEY_FAR_FORWARD },   { "Home", KEY_RESTART },
		{ "question", KEY_HELP },
	};

	if (name[0] && !name[1])
		return plain(name[0]);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i].name, name))
			return names[i].key;
	}
	return KEY_NONE;
}
