/* SPDX-License-Identifier: MIT */
/* What the compositor can show buffers with, and what each needs. */
#ifndef YAMP_TARGETS_H
#define YAMP_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/yamp.h>
#include <wayland-server-core.h>

#include "formats.h"
#include "kms/told.h"

struct plugin;
struct weston_buffer;
struct weston_output;

/** struct output_name - as of wl_output.name */
struct output_name {
	char text[64];
};

/**
 * struct target - something that shows buffers
 * @link: in targets.list
 * @number: not 0, the same for ever
 * @kind: enum yamp_constraints_v1_kind
 * @device: of the display; 0 if it is not known
 * @name: for people
 * @figures: by enum yamp_constraints_v1_figure, which is enum yamp_figure
 * @formats: best first
 * @formats_source: how they are known
 * @indices: of uint16_t, where they are in the table
 * @outputs: of struct output_name, that it serves; none is all
 * @digest: of all this
 */
struct target {
	struct wl_list link;
	uint32_t number;
	uint32_t kind;
	dev_t device;
	char name[YAMP_NAME_LEN];
	struct told_figure figures[YAMP_FIGURES];
	struct formats formats;
	uint32_t formats_source;
	struct wl_array indices;
	struct wl_array outputs;
	uint64_t digest;
};

/** OUTPUT_WATCHES - signals of Weston's after which targets may be others */
#define OUTPUT_WATCHES 4

struct output_watch {
	struct wl_listener listener;
	struct plugin *plugin; /* NULL: not listening */
};

/**
 * struct targets - all of them
 * @list: best first
 * @learning: those that are being learnt, empty otherwise
 * @numbers: who has which number
 * @digest: of the list
 * @table_fd: the sealed table of formats, -1 if there is none
 * @table_size: bytes
 * @table_digest: of its content
 * @settled: nothing is expected to turn out otherwise
 * @learnt_us: when they were learnt last
 * @idle: they are learnt anew when the event loop has time; or NULL
 * @changed: called when any of them is different
 */
struct targets {
	struct wl_list list; /* struct target.link */
	struct wl_list learning; /* struct target.link */
	struct wl_array numbers;
	uint64_t digest;
	int table_fd;
	uint32_t table_size;
	uint64_t table_digest;
	bool settled;
	uint64_t learnt_us;
	struct wl_event_source *idle;
	struct output_watch watches[OUTPUT_WATCHES];
	void (*changed)(struct plugin *plugin);
};

void targets_init(struct targets *targets, void (*changed)(struct plugin *plugin));
void targets_finish(struct targets *targets);

/** targets_watch - learn again whenever outputs change. Undone by targets_unwatch() */
void targets_watch(struct plugin *plugin);
void targets_unwatch(struct plugin *plugin);

/** targets_learn - find out what there is; targets.changed() is called if it is different */
void targets_learn(struct plugin *plugin);

/** targets_settle - the same if more may be known by now */
void targets_settle(struct plugin *plugin);

/**
 * targets_add - one more target, while they are learnt
 * @device: of the object
 * @object: who it is on its device
 *
 * Returns NULL if there is no memory.
 */
struct target *targets_add(struct targets *targets, uint32_t kind, dev_t device, uint32_t object);

/** targets_adopt - those that were learnt are the ones now; is anything different? */
bool targets_adopt(struct targets *targets);

/** targets_abandon - those that were being learnt are not */
void targets_abandon(struct targets *targets);

/** target_create - one in no list; NULL if there is no memory. Undone by target_destroy() */
struct target *target_create(uint32_t kind);
void target_destroy(struct target *target);

/** target_digest - a number that stands for all that is told of it */
uint64_t target_digest(const struct target *target);

/** target_serve - it serves this output; 0 or -ENOMEM */
int target_serve(struct target *target, const char *output);

/** target_serves - does it? NULL is no output in particular, which all serve */
bool target_serves(const struct target *target, const struct weston_output *output);

/** digest_add - a number that stands for bytes; @digest is 0 or what it returned before */
uint64_t digest_add(uint64_t digest, const void *data, size_t size);
uint64_t digest_add_array(uint64_t digest, const struct wl_array *array);

/**
 * targets_make_table - of the formats of those that are being learnt
 *
 * In a sealed file, which stays as it is while its content would be the same. Fills
 * target.indices. Returns 0 or -errno, the table is the one of before then.
 */
int targets_make_table(struct targets *targets);

/**
 * targets_misfit - what of a dma-buf no plane of @output takes
 *
 * Returns bits of enum yamp_placement_v1_reason: format, modifier, size; 0 if a plane takes
 * all of them, or nothing is known of planes.
 */
uint32_t targets_misfit(const struct targets *targets, const struct weston_output *output,
			const struct weston_buffer *buffer);

#endif /* YAMP_TARGETS_H */
