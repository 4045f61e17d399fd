/* SPDX-License-Identifier: MIT */
/* What the compositor tells of its targets. */
#ifndef BATCH_H
#define BATCH_H

#include "connection.h"

#define BATCH_TARGETS 64
#define BATCH_FORMATS 2048
#define BATCH_OUTPUTS 8
#define BATCH_FIGURES 39

/**
 * struct told_target - one target
 * @told: of each figure: it was sent, with
 * @source: and
 * @value: of colour plane 0, which all others equal
 * @record: that they make up, with @formats
 * @ended: target_done came
 */
struct told_target {
	uint32_t number;
	uint32_t kind;
	dev_t device;
	char name[64];
	char outputs[BATCH_OUTPUTS][64];
	unsigned int output_count;
	bool told[BATCH_FIGURES];
	uint32_t source[BATCH_FIGURES];
	uint64_t value[BATCH_FIGURES];
	struct yamp_constraint record;
	struct yamp_format formats[BATCH_FORMATS];
	unsigned int format_count;
	uint32_t formats_source;
	bool ended;
};

/**
 * struct batch - what one yamp_constraints_v1 tells
 * @count: targets of the newest batch
 * @done: batches that came
 * @tables: format tables that came
 * @table: the last one, mapped
 * @table_fd: it, or -1
 * @wrong: what is against the protocol, if anything is
 */
struct batch {
	struct connection *connection;
	struct yamp_constraints_v1 *constraints;
	struct told_target targets[BATCH_TARGETS];
	unsigned int count;
	bool begun;
	unsigned int done;
	unsigned int tables;
	const struct yamp_format *table;
	size_t table_size;
	int table_fd;
	const char *wrong;
};

/** batch_begin - listen to a new object; @batch is large: not on the stack */
void batch_begin(struct batch *batch, struct connection *connection,
		 struct yamp_constraints_v1 *constraints);

/** batch_wait - until @done batches have come, or the connection ended: then false */
bool batch_wait(struct batch *batch, unsigned int done);

/** batch_end - destroys the object */
void batch_end(struct batch *batch);

/** batch_records - of all targets that fit; returns how many */
uint32_t batch_records(const struct batch *batch,
		       struct yamp_constraint records[YAMP_MAX_CONSTRAINTS]);

/** batch_find - the first target of a kind, or NULL */
const struct told_target *batch_find(const struct batch *batch, uint32_t kind);

#endif /* BATCH_H */
