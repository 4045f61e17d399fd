// SPDX-License-Identifier: MIT
/* A conflict between two consumers as a sentence. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <yamp/device.h>

/* How to print the two values of a field. */
enum value_kind { VALUE_NUMBER, VALUE_BYTES, VALUE_PIXELS, VALUE_HEX, VALUE_FOURCC, VALUE_NAME };

static const char *const objects_names[] = { "any", "one dma-buf", "one dma-buf per plane" };
static const char *const cache_names[] = { "any", "cached", "write-combined" };

static const struct conflict_field {
	const char *what;
	enum value_kind kind;
	const char *const *names;
	unsigned int name_count;
} fields[] = {
	[YAMP_FIELD_ID_NONE] = { "nothing", VALUE_NUMBER },
	[YAMP_FIELD_ID_FORMAT] = { "the format", VALUE_FOURCC },
	[YAMP_FIELD_ID_MODIFIER] = { "the modifier", VALUE_HEX },
	[YAMP_FIELD_ID_WIDTH] = { "the width", VALUE_PIXELS },
	[YAMP_FIELD_ID_HEIGHT] = { "the height", VALUE_PIXELS },
	[YAMP_FIELD_ID_STRIDE_ALIGN] = { "what the stride is a multiple of", VALUE_BYTES },
	[YAMP_FIELD_ID_STRIDE] = { "the stride", VALUE_BYTES },
	[YAMP_FIELD_ID_OFFSET_ALIGN] = { "what a plane's offset is a multiple of", VALUE_BYTES },
	[YAMP_FIELD_ID_HEIGHT_ALIGN] = { "what the rows are a multiple of", VALUE_NUMBER },
	[YAMP_FIELD_ID_SIZE_PAD] = { "the bytes behind the last row", VALUE_BYTES },
	[YAMP_FIELD_ID_SIZE] = { "the size", VALUE_BYTES },
	[YAMP_FIELD_ID_SIZE_ALIGN] = { "what the size is a multiple of", VALUE_BYTES },
	[YAMP_FIELD_ID_OBJECTS] = { "the dma-bufs of a frame", VALUE_NAME, objects_names, 3 },
	[YAMP_FIELD_ID_CACHE] = { "caching", VALUE_NAME, cache_names, 3 },
	[YAMP_FIELD_ID_CONTIGUITY] = { "contiguity", VALUE_NUMBER },
	[YAMP_FIELD_ID_ADDRESS] = { "the addresses", VALUE_HEX },
	[YAMP_FIELD_ID_SEGMENT] = { "the segments", VALUE_BYTES },
	[YAMP_FIELD_ID_BUFFERS] = { "the number of frames", VALUE_NUMBER },
};

static void value_text(const struct conflict_field *field, uint64_t value, char *text, size_t size)
{
	switch (field->kind) {
	case VALUE_BYTES:
		snprintf(text, size, "%" PRIu64 " bytes", value);
		break;
	case VALUE_PIXELS:
		snprintf(text, size, "%" PRIu64 " pixels", value);
		break;
	case VALUE_HEX:
		snprintf(text, size, "0x%" PRIx64, value);
		break;
	case VALUE_FOURCC:
		snprintf(text, size, "%c%c%c%c", (int)(value & 0xff), (int)(value >> 8 & 0xff),
			 (int)(value >> 16 & 0xff), (int)(value >> 24 & 0xff));
		break;
	case VALUE_NAME:
		if (value < field->name_count) {
			snprintf(text, size, "%s", field->names[value]);
			break;
		}
		/* fall through */
	default:
		snprintf(text, size, "%" PRIu64, value);
	}
}

static const char *consumer_name(uint32_t index, const char *name)
{
	if (index == YAMP_CONSUMER_REQUEST)
		return "the request";
	if (name[0])
		return name;
	return index == YAMP_CONSUMER_KERNEL ? "a device driver" : "a consumer without a name";
}

void yamp_conflict_text(const struct yamp_conflict *conflict, char *text, size_t size)
{
	const struct conflict_field unknown = { "a figure", VALUE_NUMBER };
	const struct conflict_field *field = &unknown;
	char first[32], second[32], plane[24] = "";

	if (conflict->field < sizeof(fields) / sizeof(fields[0]))
		field = &fields[conflict->field];
	value_text(field, conflict->first_value, first, sizeof(first));
	value_text(field, conflict->second_value, second, sizeof(second));
	if (conflict->plane)
		snprintf(plane, sizeof(plane), " of plane %u", conflict->plane);
	snprintf(text, size, "%s%s: %.31s needs %s, %.31s needs %s", field->what, plane,
		 consumer_name(conflict->first, conflict->first_name), first,
		 consumer_name(conflict->second, conflict->second_name), second);
}
