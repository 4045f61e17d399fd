/* SPDX-License-Identifier: GPL-2.0-only */
/* Which placement suits every consumer: yamp_place.c. */
#ifndef YAMP_PLACE_H
#define YAMP_PLACE_H

#include <linux/types.h>
#include <uapi/linux/yamp.h>

#include "yamp_placement.h"
#include "yamp_solve.h"

/**
 * struct yamp_choice - where the memory of a frame is to come from
 * @placement: enum yamp_placement
 * @cache: enum yamp_cache, never ANY
 * @limits: of the segments
 */
struct yamp_choice {
	u32 placement;
	u32 cache;
	struct yamp_limits limits;
};

/**
 * yamp_place - choose a placement that suits every consumer
 * @asked: enum yamp_placement
 * @records: of the consumers
 * @count: of @records
 * @solution: of the solver
 * @choice: out
 * @conflict: filled with -EDOM
 *
 * Return: 0; -EDOM; -EINVAL no such placement; -EOPNOTSUPP not on this machine.
 */
int yamp_place(u32 asked, const struct yamp_constraint *records, u32 count,
	       const struct yamp_solution *solution, struct yamp_choice *choice,
	       struct yamp_conflict *conflict);

/*
 * yamp_piece_min - bytes that every segment but the last must have for a record
 * @size: of the dma-buf; a single piece needs to be no larger
 *
 * A multiple of PAGE_SIZE; 0 is any.
 */
u64 yamp_piece_min(const struct yamp_constraint *record, u64 size);

/** yamp_contiguity_wanted - of a record, whose segments may need it too */
u32 yamp_contiguity_wanted(const struct yamp_constraint *record, u64 size);

#endif /* YAMP_PLACE_H */
