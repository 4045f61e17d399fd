// SPDX-License-Identifier: MIT
#include "repeat.h"

#define NS_PER_MS 1000000ULL

void repeat_begin(struct repeat *repeat, enum key key, uint32_t delay_ms, uint32_t every_ms,
		  uint64_t now_ns)
{
	repeat_end(repeat);
	if (!every_ms || key < KEY_BACK || key > KEY_FAR_FORWARD)
		return;
	*repeat = (struct repeat){ key, every_ms, now_ns + delay_ms * NS_PER_MS };
}

void repeat_end(struct repeat *repeat)
{
	*repeat = (struct repeat){ KEY_NONE };
}

int repeat_wait_ms(const struct repeat *repeat, uint64_t now_ns)
{
	if (repeat->key == KEY_NONE)
		return -1;
	if (now_ns >= repeat->due_ns)
		return 0;
	return (repeat->due_ns - now_ns + NS_PER_MS - 1) / NS_PER_MS;
}

enum key repeat_take(struct repeat *repeat, uint64_t now_ns)
{
	if (repeat->key != KEY_NONE && now_ns >= repeat->due_ns) {
		repeat->due_ns = now_ns + repeat->every_ms * NS_PER_MS;
		return repeat->key;
	}
	return KEY_NONE;
}
