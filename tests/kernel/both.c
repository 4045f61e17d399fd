// SPDX-License-Identifier: MIT
#include "both.h"

#include <stdio.h>

const __u32 both_placements[2] = { YAMP_PLACEMENT_SYSTEM, YAMP_PLACEMENT_CONTIGUOUS };

const char *both_title(const char *what, int i)
{
	static const char *const names[2] = { "system", "contiguous" };
	static __thread char text[100];

	snprintf(text, sizeof(text), "%s, %s memory", what, names[i]);
	return text;
}
