// SPDX-License-Identifier: MIT
/* The table of solve-cases.h, and what cannot be said in a table. */
#include <stdlib.h>

#include "harness.h"
#include "solve-cases.h"

static void note_frame(const struct yamp_frame *frame)
{
	__u32 i;

	test_note("size %llu, %u dma-bufs", (unsigned long long)frame->size, frame->object_count);
	for (i = 0; i < YAMP_MAX_PLANES; i++)
		test_note("plane %u: offset %llu stride %u rows %u", i,
			  (unsigned long long)frame->planes[i].offset, frame->planes[i].stride,
			  frame->planes[i].rows);
}

static void note_conflict(const struct yamp_conflict *conflict)
{
	test_note("field %u plane %u: %s (%u) %llu, %s (%u) %llu", conflict->field,
		  conflict->plane, conflict->first_name, conflict->first,
		  (unsigned long long)conflict->first_value, conflict->second_name,
		  conflict->second, (unsigned long long)conflict->second_value);
}

static void check_solution(const struct solve_case *c, const struct yamp_solution *solution,
			   const struct yamp_consumer *consumers)
{
	const char *wrong = solve_case_frame(c, &solution->frame);
	struct yamp_conflict conflict;
	__u32 i;

	if (wrong)
		note_frame(&solution->frame);
	check(!wrong, "%s differs", wrong);
	for (i = 0; i < YAMP_MAX_PLANES; i++)
		check_equal(solution->object_size[i], c->object_size[i], "dma-buf");
	check(!yamp_frame_check(&solution->frame, solution->object_size), "frame is not sound");
	for (i = 0; i < c->record_count; i++) {
		if (yamp_verify(&solution->frame, solution->object_size, &consumers[i], &conflict)) {
			note_conflict(&conflict);
			check(0, "the frame does not suit record %u", i);
		}
	}
}

static void one_case(const void *data)
{
	const struct solve_case *c = data;
	struct yamp_consumer consumers[SOLVE_RECORDS];
	struct yamp_solution solution;
	struct yamp_conflict conflict;
	const char *wrong;
	int ret;

	solve_case_consumers(c, consumers);
	memset(&solution, 0xa5, sizeof(solution));
	memset(&conflict, 0xa5, sizeof(conflict));
	ret = yamp_solve(&c->request, consumers, c->record_count, &solution, &conflict);
	if (ret == -EDOM)
		note_conflict(&conflict);
	check(ret == c->error, "returned %d, expected %d", ret, c->error);
	if (!ret)
		check_solution(c, &solution, consumers);
	wrong = solve_case_conflict(c, &conflict);
	check(!wrong, "%s of the conflict differs", wrong);
}

static const struct yamp_request request = {
	.fourcc = SC_NV12, .width = 64, .height = 64, .count = 1
};

static void too_many_records(const void *data)
{
	struct yamp_consumer consumers[YAMP_MAX_CONSTRAINTS + 1];
	struct yamp_constraint record = { .name = "same" };
	struct yamp_solution solution;
	struct yamp_conflict conflict;
	__u32 i;

	for (i = 0; i <= YAMP_MAX_CONSTRAINTS; i++)
		consumers[i] = (struct yamp_consumer){ &record, NULL };
	check_equal(yamp_solve(&request, consumers, YAMP_MAX_CONSTRAINTS, &solution, &conflict), 0,
		    "16 records");
	check(yamp_solve(&request, consumers, YAMP_MAX_CONSTRAINTS + 1, &solution, &conflict) ==
	      -EINVAL, "17 records");
}

static void too_many_formats(const void *data)
{
	struct yamp_format *formats = calloc(YAMP_MAX_FORMATS + 1, sizeof(*formats));
	struct yamp_constraint record = { .name = "a", .format_count = YAMP_MAX_FORMATS };
	struct yamp_consumer consumer = { &record, formats };
	struct yamp_solution solution;
	struct yamp_conflict conflict;
	__u32 i;

	check(formats, "no memory");
	for (i = 0; i <= YAMP_MAX_FORMATS; i++)
		formats[i].fourcc = SC_NV12;
	check_equal(yamp_solve(&request, &consumer, 1, &solution, &conflict), 0, "1024 formats");
	record.format_count++;
	check(yamp_solve(&request, &consumer, 1, &solution, &conflict) == -EINVAL, "1025 formats");
	consumer.formats = NULL;
	record.format_count = 1;
	check(yamp_solve(&request, &consumer, 1, &solution, &conflict) == -EINVAL, "null formats");
	free(formats);
}

static unsigned int pauses;

static void count_pause(void)
{
	pauses++;
}

/* Nothing in common is what takes longest: a pause for each format of the first. */
static void pauses_between_formats(const void *data)
{
	static const struct yamp_format formats[] = { { .fourcc = 1 }, { .fourcc = 2 },
						      { .fourcc = 3 } };
	struct yamp_constraint records[] = { { .name = "a", .format_count = 2 },
					     { .name = "b", .format_count = 1 } };
	struct yamp_consumer consumers[] = { { &records[0], formats },
					     { &records[1], &formats[2] } };
	struct yamp_request any = { .width = 64, .height = 64, .count = 1, .pause = count_pause };
	struct yamp_solution solution;
	struct yamp_conflict conflict;

	check(yamp_solve(&any, consumers, 2, &solution, &conflict) == -EDOM, "a common format");
	check(pauses >= 2, "%u pauses, two formats", pauses);
}

static void merged_record(const void *data)
{
	static const struct yamp_constraint records[2] = {
		{ .name = "camera", .contiguity = YAMP_CONTIGUITY_DMA, .buffers_min = 3,
		  .buffers_max = 32, .address_mask = 0xffffffff, .segment_boundary = 0xffff,
		  .segments_max = 9, .segment_max = 1 << 20, .width_max = 100,
		  .planes = { { .stride_align = 6, .stride_max = 9000 } } },
		{ .name = "gpu", .contiguity = YAMP_CONTIGUITY_PHYSICAL, .buffers_min = 2,
		  .address_mask = 0xfffffffffULL, .segment_boundary = 0xffffffff,
		  .segments_max = 12, .segment_min = 4096, .cache = YAMP_CACHE_CACHED,
		  .width_max = 90, .planes = { { .stride_align = 4, .stride_max = 8000 } } },
	};
	struct yamp_consumer consumers[2] = { { &records[0], NULL }, { &records[1], NULL } };
	struct yamp_solution solution;
	struct yamp_conflict conflict;
	const struct yamp_constraint *m = &solution.merged;

	check_equal(yamp_solve(&request, consumers, 2, &solution, &conflict), 0, "error");
	check_equal(m->contiguity, YAMP_CONTIGUITY_PHYSICAL, "contiguity");
	check_equal(m->cache, YAMP_CACHE_CACHED, "cache");
	check_equal(m->buffers_min, 5, "buffers_min");
	check_equal(m->buffers_max, 32, "buffers_max");
	check_equal(m->address_mask, 0xffffffff, "address_mask");
	check_equal(m->segment_boundary, 0xffff, "segment_boundary");
	check_equal(m->segments_max, 9, "segments_max");
	check_equal(m->segment_min, 4096, "segment_min");
	check_equal(m->segment_max, 1 << 20, "segment_max");
	check_equal(m->width_max, 90, "width_max");
	check_equal(m->planes[0].stride_align, 12, "stride_align");
	check_equal(m->planes[0].stride_max, 8000, "stride_max");
	check_equal(m->size_align, YAMP_PAGE, "size_align");
	check(!m->name[0] && !m->formats && !m->format_count, "name and formats are not empty");
}

int main(int argc, char **argv)
{
	struct test_case cases[SOLVE_CASE_COUNT + 4];
	unsigned int i;

	for (i = 0; i < SOLVE_CASE_COUNT; i++)
		cases[i] = (struct test_case){ solve_cases[i].name, one_case, &solve_cases[i] };
	cases[i++] = (struct test_case){ "more records than the maximum", too_many_records, NULL };
	cases[i++] = (struct test_case){ "more formats than the maximum", too_many_formats, NULL };
	cases[i++] = (struct test_case){ "pauses between formats", pauses_between_formats, NULL };
	cases[i++] = (struct test_case){ "the merged record", merged_record, NULL };
	return test_main(argc, argv, cases, i);
}
