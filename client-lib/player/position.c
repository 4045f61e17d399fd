// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "position.h"

#define MAX_HOURS 10000

static bool is_digit(char letter)
{
	return letter >= '0' && letter <= '9';
}

/* The digits behind the point; those of less than 1 ns are dropped. */
static const char *parse_fraction(const char *text, uint64_t *ns)
{
	uint64_t weight = POSITION_SECOND;

	for (*ns = 0; is_digit(*text); text++) {
		weight /= 10;
		*ns += weight * (*text - '0');
	}
	return text;
}

/* A number of at most 8 digits. */
static const char *parse_part(const char *text, uint64_t *number)
{
	int digits = 0;

	for (*number = 0; is_digit(*text) && digits < 8; digits++)
		*number = 10 * *number + (*text++ - '0');
	return digits ? text : NULL;
}

int position_parse(const char *text, uint64_t *position)
{
	uint64_t seconds = 0, part, ns = 0;

	for (int parts = 1;; parts++) {
		text = parse_part(text, &part);
		if (!text || (parts > 1 && part > 59))
			return -EINVAL;
		seconds = 60 * seconds + part;
		if (*text != ':')
			break;
		if (parts == 3)
			return -EINVAL;
		text++;
	}
	if (*text == '.')
		text = parse_fraction(text + 1, &ns);
	if (*text || seconds > MAX_HOURS * 3600ULL)
		return -EINVAL;
	*position = seconds * POSITION_SECOND + ns;
	return 0;
}

char *position_text(uint64_t position, char text[POSITION_TEXT])
{
	uint64_t seconds = position / POSITION_SECOND;
	unsigned int hours = seconds / 3600, minutes = seconds / 60 % 60;

	if (position == POSITION_UNKNOWN)
		snprintf(text, POSITION_TEXT, "?");
	else if (hours)
		snprintf(text, POSITION_TEXT, "%u:%02u:%02u", hours, minutes,
			 (unsigned int)(seconds % 60));
	else
		snprintf(text, POSITION_TEXT, "%u:%02u", minutes, (unsigned int)(seconds % 60));
	return text;
}

uint64_t position_move(uint64_t position, int seconds, uint64_t duration)
{
	uint64_t by = (seconds < 0 ? -(int64_t)seconds : seconds) * POSITION_SECOND;

	if (position == POSITION_UNKNOWN)
		position = 0;
	if (seconds < 0)
		return position > by ? position - by : 0;
	position += by;
	return duration != POSITION_UNKNOWN && position > duration ? duration : position;
}
