// SPDX-License-Identifier: MIT
/*
 * The solver against the oracle: every small size of every format, then a
 * million random questions whose answers must also have the properties that
 * yamp_solve.h promises.
 *
 * YAMP_TEST_RANDOM sets how many random questions; a sanitized build asks a
 * tenth of them by itself.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "oracle.h"

#if defined(__SANITIZE_ADDRESS__)
#define QUESTIONS	100000UL
#define STEP		7	/* of the small sizes, each seventh */
#else
#define QUESTIONS	1000000UL
#define STEP		1
#endif
#define PARTS		8	/* cases that share the questions */
#define SEED		0x79616d7031ULL
#define MAX_SIDE	130
#define MAX_RECORDS	4
#define MAX_LIST	5
#define TILED		0x0100000000000001ULL

struct question {
	const struct format_expect *format;
	struct yamp_request request;
	unsigned int count;
	struct yamp_constraint records[MAX_RECORDS];
	struct yamp_format formats[MAX_RECORDS][MAX_LIST];
	struct yamp_consumer consumers[MAX_RECORDS];
};

struct answer {
	int error;
	struct yamp_solution solution;
	struct yamp_conflict conflict;
};

static void ask(const struct yamp_request *request, const struct yamp_consumer *consumers,
		unsigned int count, struct answer *answer)
{
	answer->error = yamp_solve(request, consumers, count, &answer->solution,
				   &answer->conflict);
}

static void note_record(const struct yamp_constraint *r)
{
	unsigned int i;

	test_note("%s: flags %u cache %u objects %u mask %llx buffers %u..%u size align %u min %llu",
		  r->name, r->flags, r->cache, r->objects, (unsigned long long)r->address_mask,
		  r->buffers_min, r->buffers_max, r->size_align, (unsigned long long)r->size_min);
	for (i = 0; i < YAMP_MAX_PLANES; i++)
		test_note("  plane %u: stride %% %u, %u..%u; offset %% %u; rows %% %u; pad %u; min %u",
			  i, r->planes[i].stride_align, r->planes[i].stride_min,
			  r->planes[i].stride_max, r->planes[i].offset_align,
			  r->planes[i].height_align, r->planes[i].size_pad,
			  r->planes[i].size_min);
}

static void note_question(const struct question *q, const struct answer *a)
{
	unsigned int i;

	test_note("%s %ux%u, answer %d", q->format->name, q->request.width, q->request.height,
		  a->error);
	for (i = 0; i < q->count; i++)
		note_record(q->consumers[i].record);
	for (i = 0; i < YAMP_MAX_PLANES && !a->error; i++)
		test_note("plane %u: offset %llu stride %u rows %u", i,
			  (unsigned long long)a->solution.frame.planes[i].offset,
			  a->solution.frame.planes[i].stride, a->solution.frame.planes[i].rows);
	if (a->error == -EDOM)
		test_note("field %u plane %u: %s %llu, %s %llu", a->conflict.field,
			  a->conflict.plane, a->conflict.first_name,
			  (unsigned long long)a->conflict.first_value, a->conflict.second_name,
			  (unsigned long long)a->conflict.second_value);
}

/* check(), with the question before the failure */
#define expect(condition, q, a, ...) \
	do { \
		if (!(condition)) { \
			note_question(q, a); \
			test_fail(__FILE__, __LINE__, __VA_ARGS__); \
		} \
	} while (0)

static void compare_layout(const struct question *q, const struct answer *a,
			   const struct oracle_layout *layout)
{
	const struct yamp_frame *frame = &a->solution.frame;
	unsigned int i;

	expect(frame->object_count == layout->objects, q, a, "dma-bufs");
	expect(frame->size == layout->total, q, a, "size %llu, oracle %llu",
	       (unsigned long long)frame->size, (unsigned long long)layout->total);
	for (i = 0; i < q->format->planes; i++) {
		const struct yamp_plane *plane = &frame->planes[i];

		expect(plane->stride == layout->stride[i], q, a, "stride of plane %u, oracle %llu",
		       i, (unsigned long long)layout->stride[i]);
		expect(plane->rows == layout->rows[i], q, a, "rows of plane %u, oracle %llu", i,
		       (unsigned long long)layout->rows[i]);
		expect(plane->offset == layout->offset[i], q, a, "offset of plane %u, oracle %llu",
		       i, (unsigned long long)layout->offset[i]);
		expect(plane->size == layout->stride[i] * layout->rows[i], q, a, "size of plane %u",
		       i);
	}
	for (i = 0; i < layout->objects; i++)
		expect(a->solution.object_size[i] == layout->object_size[i], q, a,
		       "size of dma-buf %u", i);
}

static void compare(const struct question *q, const struct answer *a)
{
	struct oracle_layout layout;
	unsigned int verdict = oracle_layout(q->format, &q->request, q->consumers, q->count,
					     &layout);

	switch (a->error) {
	case 0:
		expect(!verdict, q, a, "solved, but the oracle says %u", verdict);
		compare_layout(q, a, &layout);
		expect(!yamp_frame_check(&a->solution.frame, a->solution.object_size), q, a,
		       "the frame is not sound");
		break;
	case -EDOM:
		expect(verdict & ORACLE_CONFLICT, q, a, "conflict, but the oracle says %u", verdict);
		break;
	case -EOVERFLOW:
		expect(verdict & ORACLE_TOO_LARGE, q, a, "too large, but the oracle says %u",
		       verdict);
		break;
	default:
		expect(0, q, a, "unexpected error");
	}
}

/* Every small size of every format. */

struct constraint_set {
	const char *name;
	struct yamp_constraint records[2];
};

#define EACH(...) .planes = { { __VA_ARGS__ }, { __VA_ARGS__ }, { __VA_ARGS__ }, { __VA_ARGS__ } }

static const struct constraint_set sets[] = {
	{ "small sizes, no constraints", { { .name = "a" }, { .name = "b" } } },
	{ "small sizes, aligned",
	  { { .name = "gpu", EACH(.stride_align = 64, .offset_align = 256, .size_pad = 17) },
	    { .name = "codec", EACH(.stride_align = 24, .height_align = 6, .size_min = 1001) } } },
	{ "small sizes, tight",
	  { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
	      .planes = { { .stride_align = 4, .height_align = 2 } } },
	    { .name = "gpu", .planes = { { 0 }, { .offset_align = 24 }, { .stride_align = 3 } } } } },
	{ "small sizes, a dma-buf per plane",
	  { { .name = "camera", .objects = YAMP_OBJECTS_PER_PLANE, .size_align = 12288 },
	    { .name = "dsp", EACH(.stride_max = 400, .stride_min = 40) } } },
};

#define SET_COUNT (sizeof(sets) / sizeof(sets[0]))

/* Codes come from the solver's table: this libdrm may not know all. */
static __u32 code_of(const struct format_expect *format)
{
	const struct yamp_format_info *info;
	__u32 i;

	for (i = 0; (info = yamp_format_at(i)); i++) {
		if (!strcmp(info->name, format->name))
			return info->fourcc;
	}
	test_fail(__FILE__, __LINE__, "%s is not in the table", format->name);
}

static void all_sizes(struct question *q)
{
	struct answer answer;

	for (q->request.width = 1; q->request.width <= MAX_SIDE; q->request.width += STEP) {
		for (q->request.height = 1; q->request.height <= MAX_SIDE;
		     q->request.height += STEP) {
			ask(&q->request, q->consumers, q->count, &answer);
			compare(q, &answer);
		}
	}
}

static void small_sizes(const void *data)
{
	const struct constraint_set *set = data;
	struct question q = { .count = 2, .request = { .count = 1 } };
	unsigned int i;

	q.consumers[0].record = &set->records[0];
	q.consumers[1].record = &set->records[1];
	for (i = 0; i < FORMAT_EXPECT_COUNT; i++) {
		q.format = &format_expect[i];
		q.request.fourcc = code_of(q.format);
		all_sizes(&q);
	}
}

/* Random questions. */

struct random {
	unsigned long long state;
};

static unsigned int next(struct random *r)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 7;
	r->state ^= r->state << 17;
	return (unsigned int)(r->state >> 16);
}

static unsigned int below(struct random *r, unsigned int limit)
{
	return next(r) % limit;
}

static int one_in(struct random *r, unsigned int chance)
{
	return !below(r, chance);
}

static __u32 random_align(struct random *r)
{
	switch (below(r, 8)) {
	case 0:
		return 1 + below(r, 40);
	case 1:
		return 3 << below(r, 8);
	case 2:
		return one_in(r, 10) ? 1 + below(r, YAMP_MAX_ALIGN) : 5U << below(r, 6);
	default:
		return 1U << below(r, one_in(r, 8) ? 21 : 9);
	}
}

static __u32 random_side(struct random *r)
{
	switch (below(r, 8)) {
	case 0:
		return 1 + below(r, 8);
	case 1:
		return 1 + below(r, YAMP_MAX_DIMENSION);
	case 2:
		return 16 * (1 + below(r, 256));
	default:
		return 1 + below(r, 2000);
	}
}

static void random_plane(struct random *r, struct yamp_plane_constraint *plane)
{
	if (one_in(r, 3))
		plane->stride_align = random_align(r);
	if (one_in(r, 10))
		plane->stride_min = one_in(r, 50) ? next(r) : below(r, 20000);
	if (one_in(r, 16))
		plane->stride_max = plane->stride_min + below(r, 20000);
	if (plane->stride_max < plane->stride_min)
		plane->stride_max = 0;
	if (one_in(r, 5))
		plane->offset_align = random_align(r);
	if (one_in(r, 8))
		plane->height_align = random_align(r);
	if (one_in(r, 16))
		plane->size_pad = one_in(r, 50) ? next(r) : below(r, 10000);
	if (one_in(r, 16))
		plane->size_min = one_in(r, 50) ? next(r) : below(r, 1 << 22);
}

static void random_limits(struct random *r, struct yamp_constraint *record)
{
	if (one_in(r, 20))
		record->address_mask = (1ULL << (12 + below(r, 40))) - 1;
	if (one_in(r, 20))
		record->segment_boundary = (1ULL << below(r, 40)) - 1;
	if (one_in(r, 30))
		record->segment_min = 1 + below(r, 100000);
	if (one_in(r, 30))
		record->segment_max = record->segment_min + below(r, 100000);
	if (one_in(r, 8))
		record->buffers_min = below(r, 6);
	if (one_in(r, 16))
		record->buffers_max = record->buffers_min + below(r, 8);
	if (one_in(r, 30))
		record->width_min = 1 + below(r, 1000);
	if (one_in(r, 30))
		record->width_max = record->width_min + below(r, 4000);
	if (one_in(r, 30))
		record->height_min = 1 + below(r, 1000);
	if (one_in(r, 30))
		record->height_max = record->height_min + below(r, 4000);
	if (one_in(r, 10))
		record->size_align = one_in(r, 10) ? 1 + below(r, 300) : 1U << below(r, 18);
	if (one_in(r, 12))
		record->size_min = one_in(r, 50) ? next(r) * 4ULL : below(r, 1 << 24);
}

static void random_record(struct random *r, struct yamp_constraint *record, unsigned int index)
{
	unsigned int i;

	memset(record, 0, sizeof(*record));
	snprintf(record->name, sizeof(record->name), "record %u", index);
	if (one_in(r, 4))
		record->flags = YAMP_CONSTRAINT_TIGHT_PLANES;
	record->contiguity = below(r, 3);
	if (one_in(r, 8))
		record->cache = one_in(r, 4) ? YAMP_CACHE_WRITE_COMBINED : YAMP_CACHE_CACHED;
	if (one_in(r, 6))
		record->objects = below(r, record->flags ? 2 : 3);
	random_limits(r, record);
	random_plane(r, &record->planes[0]);
	for (i = 1; i < YAMP_MAX_PLANES; i++) {
		if (one_in(r, 2))
			record->planes[i] = record->planes[0];
		else
			random_plane(r, &record->planes[i]);
	}
}

static void random_formats(struct random *r, struct question *q, unsigned int index)
{
	unsigned int i, n = 1 + below(r, MAX_LIST);

	q->records[index].format_count = n;
	for (i = 0; i < n; i++) {
		unsigned int pick = 70 + below(r, 6);

		q->formats[index][i].fourcc = one_in(r, 10) ? 0x3f3f3f3f
							    : yamp_format_at(pick)->fourcc;
		q->formats[index][i].modifier = one_in(r, 4) ? TILED : 0;
	}
}

static void random_question(struct random *r, struct question *q)
{
	int choose = one_in(r, 6);
	unsigned int i;

	memset(q, 0, sizeof(*q));
	q->format = &format_expect[below(r, FORMAT_EXPECT_COUNT)];
	q->request.fourcc = choose ? 0 : code_of(q->format);
	q->request.width = random_side(r);
	q->request.height = random_side(r);
	q->request.count = 1 + below(r, YAMP_MAX_COUNT);
	q->count = below(r, MAX_RECORDS + 1);
	for (i = 0; i < q->count; i++) {
		random_record(r, &q->records[i], i);
		if (choose && !one_in(r, 4))
			random_formats(r, q, i);
		q->consumers[i].record = &q->records[i];
		q->consumers[i].formats = q->formats[i];
	}
}

static int knows(const struct question *q, unsigned int i, const struct yamp_format *format)
{
	unsigned int k;

	for (k = 0; k < q->records[i].format_count; k++) {
		if (q->formats[i][k].fourcc == format->fourcc &&
		    q->formats[i][k].modifier == format->modifier)
			return 1;
	}
	return !q->records[i].format_count;
}

static int find_expect(struct question *q, __u32 fourcc)
{
	unsigned int i;

	for (i = 0; i < FORMAT_EXPECT_COUNT; i++) {
		if (code_of(&format_expect[i]) == fourcc) {
			q->format = &format_expect[i];
			return 1;
		}
	}
	return 0;
}

/* What the choice of a format must come to; sets @q->format if it is 0. */
static int expected_choice(struct question *q)
{
	unsigned int leader, i, k;
	int result = -EDOM;

	for (leader = 0; leader < q->count && !q->records[leader].format_count; leader++)
		;
	if (leader == q->count)
		return -EINVAL;
	for (k = 0; k < q->records[leader].format_count; k++) {
		const struct yamp_format *format = &q->formats[leader][k];

		for (i = 0; i < q->count && knows(q, i, format); i++)
			;
		if (i < q->count)
			continue;
		if (!format->modifier && find_expect(q, format->fourcc))
			return 0;
		result = -EOPNOTSUPP;
	}
	return result;
}

/* What is promised about a frame, beside the figures themselves. */
static void check_frame(struct random *r, const struct question *q, const struct answer *a)
{
	struct yamp_consumer consumer = { .record = &a->solution.merged };
	struct yamp_request request = q->request;
	struct yamp_constraint other;
	struct yamp_conflict conflict;
	struct answer again;
	unsigned int i;

	for (i = 0; i < q->count; i++)
		expect(!yamp_verify(&a->solution.frame, a->solution.object_size, &q->consumers[i],
				    &conflict), q, a, "does not suit record %u, field %u", i,
		       conflict.field);
	request.fourcc = a->solution.frame.fourcc;
	ask(&request, &consumer, 1, &again);
	expect(!again.error && !memcmp(&again.solution, &a->solution, sizeof(again.solution)), q, a,
	       "the merged record alone gives something else");
	random_record(r, &other, 9);
	consumer.record = &other;
	i = yamp_verify(&a->solution.frame, a->solution.object_size, &consumer, &conflict) == 0;
	if (i != (unsigned int)oracle_suits(q->format, &a->solution.frame,
					    a->solution.object_size, &consumer)) {
		note_record(&other);
		expect(0, q, a, "yamp_verify says %u (field %u), the oracle does not", i,
		       conflict.field);
	}
}

/* The answer must not depend on the order. */
static void check_order(struct random *r, const struct question *q, const struct answer *a)
{
	struct yamp_consumer shuffled[MAX_RECORDS], swap;
	struct yamp_request request = q->request;
	struct answer again;
	unsigned int i, k;

	memcpy(shuffled, q->consumers, sizeof(shuffled));
	for (i = q->count; i > 1; i--) {
		k = below(r, i);
		swap = shuffled[i - 1];
		shuffled[i - 1] = shuffled[k];
		shuffled[k] = swap;
	}
	/* But for the choice of a format. */
	if (!a->error)
		request.fourcc = a->solution.frame.fourcc;
	ask(&request, shuffled, q->count, &again);
	if (q->request.fourcc || !a->error)
		expect(again.error == a->error, q, a, "error %d in another order", again.error);
	if (!a->error)
		expect(!memcmp(&again.solution, &a->solution, sizeof(again.solution)), q, a,
		       "another frame in another order");
}

static unsigned int select_records(const struct question *q, unsigned int mask,
				   struct yamp_consumer *to)
{
	unsigned int i, n = 0;

	for (i = 0; i < q->count; i++) {
		if (mask & 1U << i)
			to[n++] = q->consumers[i];
	}
	return n;
}

static int same_conflict(const struct yamp_conflict *a, const struct yamp_conflict *b)
{
	return a->field == b->field && a->plane == b->plane && a->first_value == b->first_value &&
	       a->second_value == b->second_value && !strcmp(a->first_name, b->first_name) &&
	       !strcmp(a->second_name, b->second_name);
}

static int about_formats(const struct yamp_conflict *conflict)
{
	return conflict->field == YAMP_FIELD_ID_FORMAT || conflict->field == YAMP_FIELD_ID_MODIFIER;
}

/*
 * Do the records of @mask have a conflict of the kind of @a? One about formats
 * comes before all others; one about anything else is for the format that was
 * chosen, which fewer records might not choose.
 */
static int still_in_conflict(const struct question *q, const struct answer *a, unsigned int mask,
			     struct answer *again)
{
	struct yamp_consumer some[MAX_RECORDS];
	struct yamp_request request = q->request;

	if (!about_formats(&a->conflict))
		request.fourcc = code_of(q->format);
	ask(&request, some, select_records(q, mask, some), again);
	return again->error == -EDOM &&
	       about_formats(&again->conflict) == about_formats(&a->conflict);
}

/* The records named are guilty, and each of them is needed. */
static void check_blame(const struct question *q, const struct answer *a)
{
	const struct yamp_conflict *c = &a->conflict;
	unsigned int i, involved = c->involved;
	struct answer again;

	expect(involved && !(involved >> q->count), q, a, "involved %x", involved);
	expect(c->second < q->count && involved & 1U << c->second, q, a, "second is not involved");
	if (c->first == YAMP_CONSUMER_REQUEST)
		expect(involved == 1U << c->second, q, a, "the request is blamed for others");
	else
		expect(c->first < q->count && involved & 1U << c->first && c->first != c->second, q,
		       a, "first is not involved");
	expect(still_in_conflict(q, a, involved, &again), q, a, "those involved are possible");
	expect(same_conflict(c, &again.conflict), q, a, "those involved conflict in field %u",
	       again.conflict.field);
	for (i = 0; i < q->count; i++) {
		if (involved & 1U << i)
			expect(!still_in_conflict(q, a, involved & ~(1U << i), &again), q, a,
			       "record %u is not needed for the conflict", i);
	}
}

/* If three or more are involved, no two are guilty alone. */
static void check_smallest(const struct question *q, const struct answer *a)
{
	unsigned int i, k;
	struct answer again;

	if (__builtin_popcount(a->conflict.involved) < 3)
		return;
	for (i = 0; i < q->count; i++) {
		for (k = 0; k < i; k++)
			expect(!(a->conflict.involved & 1U << i && a->conflict.involved & 1U << k &&
				 still_in_conflict(q, a, 1U << i | 1U << k, &again)), q, a,
			       "records %u and %u conflict alone", k, i);
	}
}

/* Returns the answer's error. */
static int one_question(struct random *r)
{
	struct question q;
	struct answer a;
	int choice = 0;

	random_question(r, &q);
	ask(&q.request, q.consumers, q.count, &a);
	if (!q.request.fourcc)
		choice = expected_choice(&q);
	if (choice)
		expect(a.error == choice, &q, &a, "choice of a format: expected %d", choice);
	else
		compare(&q, &a);
	if (!a.error) {
		expect(a.solution.frame.fourcc == code_of(q.format), &q, &a, "another format");
		check_frame(r, &q, &a);
	}
	if (a.error == -EDOM) {
		check_blame(&q, &a);
		check_smallest(&q, &a);
	}
	check_order(r, &q, &a);
	return a.error;
}

static unsigned long question_count(void)
{
	const char *text = getenv("YAMP_TEST_RANDOM");

	return text ? strtoul(text, NULL, 10) : QUESTIONS;
}

static void random_questions(const void *data)
{
	unsigned int part = *(const unsigned int *)data;
	struct random r = { SEED + part * 0x9e3779b97f4a7c15ULL };
	unsigned long i, count = question_count() / PARTS, solved = 0, conflicts = 0, large = 0;

	test_note("%lu questions, seed 0x%llx", count, r.state);
	for (i = 0; i < count; i++) {
		int error = one_question(&r);

		solved += !error;
		conflicts += error == -EDOM;
		large += error == -EOVERFLOW;
	}
	test_note("%lu solved, %lu conflicts, %lu too large", solved, conflicts, large);
	/* Else the questions ask nothing. */
	check(solved > count / 5 && conflicts > count / 5 && large > count / 1000,
	      "the questions are too uniform");
}

int main(int argc, char **argv)
{
	static unsigned int parts[PARTS];
	static char names[PARTS][32];
	struct test_case cases[SET_COUNT + PARTS];
	unsigned int i, n = 0;

	for (i = 0; i < SET_COUNT; i++)
		cases[n++] = (struct test_case){ sets[i].name, small_sizes, &sets[i] };
	for (i = 0; i < PARTS; i++) {
		parts[i] = i;
		snprintf(names[i], sizeof(names[i]), "random questions, part %u", i + 1);
		cases[n++] = (struct test_case){ names[i], random_questions, &parts[i] };
	}
	return test_main(argc, argv, cases, n);
}
