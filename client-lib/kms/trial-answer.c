/* SPDX-License-Identifier: MIT */
/*
 * What trials have told, in words:
 *
 *   yamp-trial 1          the version of all that follows
 *   origin 0              a line for each field, in this order, none left out
 *   ...
 *   end
 */
#include "trial-answer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char head[] = "yamp-trial 1\n";
static const char tail[] = "end\n";

/* Digits of a number that is a uint32_t. */
#define DIGITS 10

/** struct words - a line for each field */
struct words {
	const char *name;
	uint32_t value;
	uint32_t most; /* that a trial can tell */
};

enum {
	ORIGIN,
	ERROR,
	MEMORY_KNOWN,
	CONTIGUITY,
	LAYOUT_KNOWN,
	STRIDE_ALIGN,
	STRIDE_MAX,
	OFFSET_ALIGN,
	END_KNOWN,
	HEIGHT_ALIGN,
	SIZE_PAD,
	OBJECTS_KNOWN,
	OBJECTS,
	REFUSES,
	LINES,
};

static void fill_words(struct words words[LINES], const struct trial_answer *answer)
{
	const struct trial_result *result = &answer->result;

	words[ORIGIN] = (struct words){"origin", answer->origin, TRIAL_ORIGINS - 1};
	words[ERROR] = (struct words){"error", answer->error, 4095};
	words[MEMORY_KNOWN] = (struct words){"memory_known", result->memory_known, 1};
	words[CONTIGUITY] = (struct words){"contiguity", result->contiguity, YAMP_CONTIGUITY_DMA};
	words[LAYOUT_KNOWN] = (struct words){"layout_known", result->layout_known, 1};
	words[STRIDE_ALIGN] = (struct words){"stride_align", result->stride_align, TRIAL_STEP_MAX};
	words[STRIDE_MAX] = (struct words){"stride_max", result->stride_max, TRIAL_BYTES};
	words[OFFSET_ALIGN] = (struct words){"offset_align", result->offset_align, TRIAL_STEP_MAX};
	words[END_KNOWN] = (struct words){"end_known", result->end_known, 1};
	words[HEIGHT_ALIGN] = (struct words){"height_align", result->height_align, TRIAL_ROWS_MAX};
	words[SIZE_PAD] = (struct words){"size_pad", result->size_pad, TRIAL_BYTES};
	words[OBJECTS_KNOWN] = (struct words){"objects_known", result->objects_known, 1};
	words[OBJECTS] = (struct words){"objects", result->objects, YAMP_OBJECTS_SINGLE};
	words[REFUSES] = (struct words){"refuses", result->refuses, 1};
}

static void take_words(const struct words words[LINES], struct trial_answer *answer)
{
	*answer = (struct trial_answer){
		.origin = words[ORIGIN].value,
		.error = words[ERROR].value,
		.result = {
			.memory_known = words[MEMORY_KNOWN].value,
			.contiguity = words[CONTIGUITY].value,
			.layout_known = words[LAYOUT_KNOWN].value,
			.stride_align = words[STRIDE_ALIGN].value,
			.stride_max = words[STRIDE_MAX].value,
			.offset_align = words[OFFSET_ALIGN].value,
			.end_known = words[END_KNOWN].value,
			.height_align = words[HEIGHT_ALIGN].value,
			.size_pad = words[SIZE_PAD].value,
			.objects_known = words[OBJECTS_KNOWN].value,
			.objects = words[OBJECTS].value,
			.refuses = words[REFUSES].value,
		},
	};
}

size_t trial_answer_write(const struct trial_answer *answer, char text[TRIAL_ANSWER_MAX])
{
	struct words words[LINES];
	size_t i, used = 0;

	fill_words(words, answer);
	used += (size_t)snprintf(text, TRIAL_ANSWER_MAX, "%s", head);
	for (i = 0; i < LINES; i++)
		used += (size_t)snprintf(text + used, TRIAL_ANSWER_MAX - used, "%s %u\n",
					 words[i].name, words[i].value);
	used += (size_t)snprintf(text + used, TRIAL_ANSWER_MAX - used, "%s", tail);
	return used;
}

/** struct rest - what has not been read yet */
struct rest {
	const char *text;
	size_t size;
};

static bool skip(struct rest *rest, const char *expected)
{
	size_t length = strlen(expected);

	if (rest->size < length || memcmp(rest->text, expected, length) != 0)
		return false;
	rest->text += length;
	rest->size -= length;
	return true;
}

static bool read_number(struct rest *rest, uint32_t most, uint32_t *number)
{
	uint64_t value = 0;
	unsigned int digits;

	for (digits = 0; digits < DIGITS && rest->size; digits++) {
		if (*rest->text < '0' || *rest->text > '9')
			break;
		value = 10 * value + (uint64_t)(*rest->text - '0');
		rest->text++;
		rest->size--;
	}
	*number = (uint32_t)value;
	return digits && value <= most;
}

static bool read_words(struct rest *rest, struct words words[LINES])
{
	size_t i;

	for (i = 0; i < LINES; i++) {
		if (!skip(rest, words[i].name) || !skip(rest, " ") ||
		    !read_number(rest, words[i].most, &words[i].value) || !skip(rest, "\n"))
			return false;
	}
	return true;
}

static bool is_power_of_two(uint32_t number)
{
	return number && !(number & (number - 1));
}

/* Solvers divide by alignments: none but those that trial_run() finds. */
static bool is_possible(const struct trial_answer *answer)
{
	const struct trial_result *result = &answer->result;

	if (!result->layout_known)
		return !result->stride_align && !result->offset_align && !result->stride_max &&
		       !result->end_known && !result->height_align && !result->size_pad;
	return is_power_of_two(result->stride_align) && is_power_of_two(result->offset_align) &&
	       (!result->height_align || is_power_of_two(result->height_align)) &&
	       !result->refuses && !answer->error && answer->origin != TRIAL_UNFINISHED;
}

int trial_answer_read(struct trial_answer *answer, const char *text, size_t size)
{
	struct rest rest = {.text = text, .size = size};
	struct trial_answer read = {0};
	struct words words[LINES];

	fill_words(words, &read);
	if (!skip(&rest, head) || !read_words(&rest, words) || !skip(&rest, tail) || rest.size)
		return -EBADMSG;
	take_words(words, &read);
	if (!is_possible(&read))
		return -EBADMSG;
	*answer = read;
	return 0;
}
