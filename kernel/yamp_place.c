// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which placement suits every consumer?
 *
 * The solver has merged the records and laid the frame out; what is left depends
 * on where pages come from. System memory promises segments of one page and no
 * more, so whoever needs larger ones needs contiguous memory. How large a piece
 * must be, and how large it may be, is asked of each record by itself, so that a
 * conflict can name the two that disagree. System memory is always cached: it may be
 * swapped out, by code that knows no other.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>

#include "yamp_place.h"
#include "yamp_priv.h"
#include "yamp_solve.h"

/**
 * struct party - a figure and who states it
 * @value: the figure
 * @index: of the record, or YAMP_CONSUMER_*
 * @name: of who states it
 */
struct party {
	u64 value;
	u32 index;
	const char *name;
};

static u32 party_bit(const struct party *party, u32 count)
{
	return party->index < count ? 1U << party->index : 0;
}

static int refuse(struct yamp_conflict *conflict, u32 field, u32 count,
		  const struct party *first, const struct party *second)
{
	memset(conflict, 0, sizeof(*conflict));
	conflict->field = field;
	conflict->first = first->index;
	conflict->first_value = first->value;
	strscpy_pad(conflict->first_name, first->name, sizeof(conflict->first_name));
	conflict->second = second->index;
	conflict->second_value = second->value;
	strscpy_pad(conflict->second_name, second->name, sizeof(conflict->second_name));
	conflict->involved = party_bit(first, count) | party_bit(second, count);
	return -EDOM;
}

static u64 largest_object(const struct yamp_solution *solution)
{
	u64 size = 0;

	for (u32 i = 0; i < solution->frame.object_count; i++)
		size = max(size, solution->object_size[i]);
	return size;
}

u64 yamp_piece_min(const struct yamp_constraint *record, u64 size)
{
	u64 piece = record->segment_min;

	if (record->segments_max)
		piece = max(piece, div_u64(size + record->segments_max - 1, record->segments_max));
	return ALIGN(min(piece, size), PAGE_SIZE);
}

/* Most bytes that a segment can have for the record, U64_MAX is any. */
static u64 piece_max(const struct yamp_constraint *record)
{
	u64 piece = record->segment_max ?: U64_MAX;

	if (record->segment_boundary)
		piece = min(piece - 1, record->segment_boundary) + 1;
	return piece;
}

u32 yamp_contiguity_wanted(const struct yamp_constraint *record, u64 size)
{
	if (record->contiguity == YAMP_CONTIGUITY_NONE && yamp_piece_min(record, size) > PAGE_SIZE)
		return YAMP_CONTIGUITY_DMA;
	return record->contiguity;
}

static int check_pieces(const struct yamp_constraint *records, u32 count, u64 size,
			struct yamp_conflict *conflict)
{
	struct party need = { PAGE_SIZE, YAMP_CONSUMER_KERNEL, "yamp" };
	struct party limit = { U64_MAX, YAMP_CONSUMER_KERNEL, "yamp" };

	for (u32 i = 0; i < count; i++) {
		const struct yamp_constraint *record = &records[i];
		u64 least = yamp_piece_min(record, size), most = piece_max(record);

		if (least > need.value)
			need = (struct party){ least, i, record->name };
		if (most < limit.value)
			limit = (struct party){ most, i, record->name };
	}
	if (need.value <= limit.value)
		return 0;
	return refuse(conflict, YAMP_FIELD_ID_SEGMENT, count, &need, &limit);
}

/* The record that wants the strongest contiguity, if any wants one. */
static struct party neediest(const struct yamp_constraint *records, u32 count, u64 size)
{
	struct party need = { YAMP_CONTIGUITY_NONE, YAMP_CONSUMER_REQUEST, "request" };

	for (u32 i = 0; i < count; i++) {
		u32 contiguity = yamp_contiguity_wanted(&records[i], size);

		if (contiguity > need.value)
			need = (struct party){ contiguity, i, records[i].name };
	}
	return need;
}

/*
 * Caching as the records ask for it (the solver has seen that they agree), if the
 * placement gives that; cached where nobody cares, and there is a choice.
 */
static int choose_cache(u32 asked, const struct yamp_constraint *records, u32 count,
			struct yamp_choice *choice, struct yamp_conflict *conflict)
{
	struct party found = { YAMP_CACHE_CACHED, YAMP_CONSUMER_KERNEL, "yamp" };
	u32 i = 0;

	if (!yamp_placement_gives(choice->placement, YAMP_CACHE_CACHED))
		found.value = YAMP_CACHE_WRITE_COMBINED;
	choice->cache = found.value;
	while (i < count && !records[i].cache)
		i++;
	if (i == count)
		return 0;
	choice->cache = records[i].cache;
	if (yamp_placement_gives(choice->placement, choice->cache))
		return 0;
	if (asked == YAMP_PLACEMENT_SYSTEM) {
		found.index = YAMP_CONSUMER_REQUEST;
		found.name = "request";
	}
	return refuse(conflict, YAMP_FIELD_ID_CACHE, count,
		      &(struct party){ choice->cache, i, records[i].name }, &found);
}

int yamp_place(u32 asked, const struct yamp_constraint *records, u32 count,
	       const struct yamp_solution *solution, struct yamp_choice *choice,
	       struct yamp_conflict *conflict)
{
	const struct party request = { asked, YAMP_CONSUMER_REQUEST, "request" };
	u64 size = largest_object(solution);
	struct party need;
	int ret;

	if (asked > YAMP_PLACEMENT_REGION)
		return -EINVAL;
	if (asked != YAMP_PLACEMENT_ANY && !yamp_placement_present(asked))
		return -EOPNOTSUPP;
	ret = check_pieces(records, count, size, conflict);
	if (ret)
		return ret;
	need = neediest(records, count, size);
	if (need.value != YAMP_CONTIGUITY_NONE && asked == YAMP_PLACEMENT_SYSTEM)
		return refuse(conflict, YAMP_FIELD_ID_CONTIGUITY, count, &need, &request);

	choice->placement = asked;
	if (asked == YAMP_PLACEMENT_ANY)
		choice->placement = need.value == YAMP_CONTIGUITY_NONE &&
				    solution->merged.cache != YAMP_CACHE_WRITE_COMBINED ?
				    YAMP_PLACEMENT_SYSTEM : YAMP_PLACEMENT_CONTIGUOUS;
	choice->limits.size_max = solution->merged.segment_max;
	choice->limits.boundary = solution->merged.segment_boundary;
	return choose_cache(asked, records, count, choice, conflict);
}
