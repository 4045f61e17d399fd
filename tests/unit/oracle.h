/* SPDX-License-Identifier: MIT */
/*
 * A second opinion on layouts: the same questions as the solver's, answered
 * from the words of <linux/yamp.h> with 128-bit numbers and by trying. It does
 * not look at the solver's table of formats and shares no line with it.
 */
#ifndef YAMP_TEST_ORACLE_H
#define YAMP_TEST_ORACLE_H

#include "format-expect.h"
#include "yamp_solve.h"

typedef __int128 wide;

#define ORACLE_CONFLICT		(1U << 0)	/* no layout suits all records */
#define ORACLE_TOO_LARGE	(1U << 1)	/* the layout is above YAMP_SIZE_MAX */

/** struct oracle_layout - what a frame must look like */
struct oracle_layout {
	unsigned int objects;
	wide stride[4], rows[4], offset[4];
	wide object_size[4];
	wide total;
};

/**
 * oracle_layout - lay a frame out
 * @format: of the request
 * @request: its fourcc is not looked at
 * @consumers: their formats are not looked at
 * @count: of @consumers
 * @layout: out, complete if 0 is returned
 *
 * Returns ORACLE_* bits. With both of them the solver may answer either.
 */
unsigned int oracle_layout(const struct format_expect *format, const struct yamp_request *request,
			   const struct yamp_consumer *consumers, unsigned int count,
			   struct oracle_layout *layout);

/** oracle_suits - does a sound frame suit a consumer? 1 or 0 */
int oracle_suits(const struct format_expect *format, const struct yamp_frame *frame,
		 const __u64 *object_size, const struct yamp_consumer *consumer);

#endif /* YAMP_TEST_ORACLE_H */
