// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does memory that exists suit a record?
 *
 * The solver's yamp_verify() holds a frame's layout against a record; here is what
 * depends on where the pages are. Pages that stay are looked at. Pages that come
 * and go are judged by what their placement promises, not by where they happen to
 * be now: an answer holds as long as the buffer lives.
 */
#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "yamp_place.h"
#include "yamp_priv.h"
#include "yamp_solve.h"
#include "yamp_suit.h"

/* The smallest 2^n - 1 that is not below @value. */
static u64 mask_of(u64 value)
{
	return value ? U64_MAX >> (64 - fls64(value)) : 0;
}

void yamp_pieces_add(struct yamp_pieces *pieces, u64 start, u64 size)
{
	u64 last = start + size - 1;

	if (pieces->count)
		pieces->smallest = min_not_zero(pieces->smallest, pieces->latest);
	pieces->count++;
	if (pieces->count == 1 || start != pieces->end)
		pieces->extents++;
	pieces->end = start + size;
	pieces->latest = size;
	pieces->largest = max(pieces->largest, size);
	pieces->crossed |= mask_of(start ^ last);
	pieces->address_mask |= mask_of(last);
}

static void pieces_in_place(const struct yamp_buffer *buffer, struct yamp_pieces *pieces)
{
	unsigned long length;

	for (unsigned long i = 0; i < buffer->page_count; i += length) {
		length = yamp_buffer_segment(buffer, i, &buffer->limits);
		yamp_pieces_add(pieces, page_to_phys(buffer->pages[i]), (u64)length << PAGE_SHIFT);
	}
}

static void pieces_promised(const struct yamp_buffer *buffer, struct yamp_pieces *pieces)
{
	u64 most = buffer->limits.boundary ? buffer->limits.boundary + 1 : 0;

	pieces->count = buffer->page_count;
	pieces->extents = buffer->page_count;
	pieces->smallest = buffer->page_count > 1 ? PAGE_SIZE : 0;
	most = min_not_zero(most, buffer->limits.size_max);
	pieces->largest = min_not_zero(most, yamp_buffer_size(buffer));
	pieces->crossed = PAGE_SIZE - 1;
	if (buffer->page_count > 1)
		pieces->crossed = buffer->limits.boundary ?: U64_MAX;
	pieces->address_mask = min_not_zero(buffer->address_mask, mask_of(yamp_address_highest()));
}

void yamp_buffer_memory(struct yamp_buffer *buffer, struct yamp_memory *memory)
{
	memset(memory, 0, sizeof(*memory));
	memory->size = yamp_buffer_size(buffer);
	memory->placement = buffer->placement;
	memory->cache = buffer->cache;
	if (buffer->ops->pin) {	/* nothing of it changes: as in DESCRIBE, nobody is waited for */
		pieces_promised(buffer, &memory->pieces);
		return;
	}
	mutex_lock(&buffer->lock);
	if (buffer->gone || buffer->purged)
		pieces_promised(buffer, &memory->pieces);
	else
		pieces_in_place(buffer, &memory->pieces);
	mutex_unlock(&buffer->lock);
}

int yamp_suit_refuse(const struct yamp_constraint *record, u32 field, u64 wanted, u64 found,
		     struct yamp_conflict *conflict)
{
	memset(conflict, 0, sizeof(*conflict));
	conflict->field = field;
	conflict->first_value = wanted;
	conflict->second = YAMP_CONSUMER_FRAME;
	conflict->second_value = found;
	conflict->involved = 1;
	strscpy_pad(conflict->first_name, record->name, sizeof(conflict->first_name));
	strscpy_pad(conflict->second_name, "frame", sizeof(conflict->second_name));
	return -EDOM;
}

/* System memory promises single pages: whoever needs larger ones fails for that, as in ALLOC. */
static int check_contiguity(const struct yamp_memory *memory, const struct yamp_constraint *record,
			    struct yamp_conflict *conflict)
{
	u32 wanted = record->contiguity;

	if (memory->pieces.extents <= 1)
		return 0;	/* even where it is cut for another consumer */
	if (memory->placement == YAMP_PLACEMENT_SYSTEM)
		wanted = yamp_contiguity_wanted(record, memory->size);
	if (wanted == YAMP_CONTIGUITY_NONE)
		return 0;
	return yamp_suit_refuse(record, YAMP_FIELD_ID_CONTIGUITY, wanted, memory->placement,
				conflict);
}

static int check_pieces(const struct yamp_memory *memory, const struct yamp_constraint *record,
			struct yamp_conflict *conflict)
{
	const struct yamp_pieces *pieces = &memory->pieces;
	u64 least = yamp_piece_min(record, memory->size), beyond;

	if ((record->segments_max && pieces->count > record->segments_max) ||
	    (pieces->smallest && pieces->smallest < min(record->segment_min, memory->size)))
		return yamp_suit_refuse(record, YAMP_FIELD_ID_SEGMENT, least, pieces->smallest,
					conflict);
	if (record->segment_max && pieces->largest > record->segment_max)
		return yamp_suit_refuse(record, YAMP_FIELD_ID_SEGMENT, record->segment_max,
					pieces->largest, conflict);
	beyond = record->segment_boundary ? pieces->crossed & ~record->segment_boundary : 0;
	if (beyond)
		return yamp_suit_refuse(record, YAMP_FIELD_ID_SEGMENT, record->segment_boundary + 1,
					min(pieces->crossed, U64_MAX - 1) + 1, conflict);
	return 0;
}

int yamp_suit(const struct yamp_memory *memory, const struct yamp_constraint *record,
	      struct yamp_conflict *conflict)
{
	u64 mask = record->address_mask;
	int ret;

	ret = check_contiguity(memory, record, conflict);
	if (ret)
		return ret;
	ret = check_pieces(memory, record, conflict);
	if (ret)
		return ret;
	if (mask && memory->pieces.address_mask > mask)
		return yamp_suit_refuse(record, YAMP_FIELD_ID_ADDRESS, mask,
					memory->pieces.address_mask, conflict);
	if (record->cache && memory->cache && record->cache != memory->cache)
		return yamp_suit_refuse(record, YAMP_FIELD_ID_CACHE, record->cache, memory->cache,
					conflict);
	return 0;
}
