/* SPDX-License-Identifier: MIT */
/* Targets as they are gathered, and as the application walks them. */
#ifndef TARGET_H
#define TARGET_H

#include <yamp/device.h>
#include <yamp/target.h>

/**
 * struct target - one
 * @told: what the application sees; its pointers lead to what follows
 * @formats: room for YAMP_MAX_FORMATS, NULL while there is none
 * @outputs: @told.output_count of them
 * @spoilt: it is not sound, or there was no memory for it
 */
struct target {
	struct yamp_target told;
	struct yamp_format *formats;
	char **outputs;
	bool spoilt;
};

/** struct target_list - best first */
struct target_list {
	struct target *targets;
	uint32_t count;
};

/**
 * target_list_add - one more, which is not spoilt; NULL if there is no memory
 * @name: of the record; characters that none can have are replaced
 *
 * Others may move.
 */
struct target *target_list_add(struct target_list *list, uint32_t number, uint32_t kind,
			       const char *name);

/** target_list_clear - forget them */
void target_list_clear(struct target_list *list);

/** target_list_drop_spoilt - forget those */
void target_list_drop_spoilt(struct target_list *list);

/* What there is no memory for spoils the target. */

/** target_add_output - it serves this one */
void target_add_output(struct target *target, const char *name);

/** target_add_format - as far as there is room; linear ones find theirs before others */
void target_add_format(struct target *target, uint32_t fourcc, uint64_t modifier);

/** target_end - all is told of it: is it sound? */
void target_end(struct target *target);

/** target_list_at - as yamp_display_target() */
int target_list_at(const struct target_list *list, uint32_t index, struct yamp_target *target);

/** target_list_planes - as yamp_display_planes() */
uint32_t target_list_planes(const struct target_list *list, const char *output,
			    struct yamp_constraint *records, uint32_t max);

/** target_list_choose - as yamp_display_choose_plane() */
int target_list_choose(const struct target_list *list, const char *output,
		       const struct yamp_alloc_options *options, struct yamp_target *target,
		       struct yamp_alloc_report *report);

#endif /* TARGET_H */
