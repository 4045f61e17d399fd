// SPDX-License-Identifier: MIT
/* What yamp top makes of the frames in ledgers: which are over, and how long each stage took. */
#include <stdlib.h>

#include "client-test.h"
#include "top.h"

#define MS UINT64_C(1000000)
#define BEGIN (UINT64_C(3600) * 1000 * MS)

enum { PIPELINE, WINDOW };

/* A pipeline with one DSP and its window, as they are at one look. */
static void ledgers_init(struct ledgers *ledgers)
{
	*ledgers = (struct ledgers){ .list = calloc(2, sizeof(ledgers->list[0])), .count = 2 };
	check(ledgers->list, "memory");
	ledgers->list[PIPELINE] = (struct client_ledger){ .key = 1 };
	ledgers->list[PIPELINE].page.pipeline = (struct yamp_ledger_pipeline){
		.head.kind = YAMP_LEDGER_PIPELINE, .pool_count = 2,
	};
	ledgers->list[WINDOW] = (struct client_ledger){ .key = 2 };
	ledgers->list[WINDOW].page.window.head.kind = YAMP_LEDGER_WINDOW;
}

/* One in 10 ms; 1 ms in the camera, 2 waiting, @dsp_ms in the DSP, 1 before the sink. */
static void add_way(struct ledgers *ledgers, uint32_t sequence, uint32_t steps, uint32_t dsp_ms)
{
	struct yamp_pipeline_frame *frame =
		&ledgers->list[PIPELINE].page.pipeline.frames[sequence % YAMP_LEDGER_FRAMES];
	uint64_t capture_ns = BEGIN + (int32_t)sequence * INT64_C(10) * MS;

	*frame = (struct yamp_pipeline_frame){
		.sequence = sequence,
		.capture_ns = capture_ns,
		.hops = steps > 2 ? 2 : 1,
		.made_ns = { capture_ns + MS, steps > 2 ? capture_ns + (3 + dsp_ms) * MS : 0 },
		.given_ns = { steps > 1 ? capture_ns + 3 * MS : 0,
			      steps > 3 ? capture_ns + (4 + dsp_ms) * MS : 0 },
	};
}

/* Shown as it leaves the pipeline, and presented after @light_ms; 0: never. */
static void add_shown(struct ledgers *ledgers, uint32_t sequence, uint32_t light_ms)
{
	const struct yamp_pipeline_frame *way =
		&ledgers->list[PIPELINE].page.pipeline.frames[sequence % YAMP_LEDGER_FRAMES];
	struct yamp_ledger_shown *shown =
		&ledgers->list[WINDOW].page.window.frames[sequence % YAMP_LEDGER_FRAMES];

	*shown = (struct yamp_ledger_shown){
		.sequence = sequence,
		.capture_ns = way->capture_ns,
		.commit_ns = way->given_ns[1],
		.presented_ns = light_ms ? way->made_ns[1] + light_ms * MS : 0,
	};
}

static void add_whole(struct ledgers *ledgers, uint32_t sequence, uint32_t dsp_ms,
		      uint32_t light_ms)
{
	add_way(ledgers, sequence, 4, dsp_ms);
	add_shown(ledgers, sequence, light_ms);
}

static void top_init(struct top *top)
{
	*top = (struct top){ 0 };
	ledgers_init(&top->now);
	ledgers_init(&top->before);
}

static struct top_stream look(const struct top *top, bool window)
{
	struct top_stream stream = {
		.pipeline = &top->now.list[PIPELINE],
		.window = window ? &top->now.list[WINDOW] : NULL,
	};

	check_equal(-top_frames(top, &stream), 0, "frames");
	top_count_times(&stream);
	return stream;
}

static void end(struct top *top, struct top_stream *stream)
{
	free(stream->frames);
	ledgers_finish(&top->now);
	ledgers_finish(&top->before);
}

static void times(const void *data)
{
	struct top_stream stream;
	struct top top;

	top_init(&top);
	for (uint32_t i = 0; i < 100; i++)
		add_whole(&top.now, i, i < 90 ? 8 : 48, 16);
	stream = look(&top, true);
	check_equal(stream.frame_count, 100, "frames that are over");
	for (uint32_t i = 0; i < 3; i++)
		check_equal(stream.stages[i].count, 100, "frames in each stage");
	check_equal(stream.stages[0].p50_ms, 1, "camera");
	check_equal(stream.stages[1].p50_ms, 2 + 8, "DSP, with waiting for it");
	check_equal(stream.stages[1].p95_ms, 2 + 48, "95 of 100");
	check_equal(stream.stages[2].p95_ms, 16, "display");
	check_equal(stream.all.p50_ms, 3 + 8 + 16, "from capture to light");
	end(&top, &stream);
}

/* Told once each, lost or not; those under way are for the next look. */
static void once(const void *data)
{
	const uint32_t first = UINT32_MAX - 1;	/* numbers begin anew at 0 */
	struct top_stream stream;
	struct top top;

	top_init(&top);
	add_whole(&top.before, first - 1, 8, 16);
	add_whole(&top.now, first - 1, 8, 16);
	add_way(&top.now, first, 1, 0);		/* replaced before the DSP had it */
	add_way(&top.now, first + 1, 2, 0);	/* the DSP made nothing of it */
	add_way(&top.now, first + 2, 3, 8);	/* the sink did not want it */
	add_way(&top.now, first + 3, 4, 8);	/* discarded by the compositor */
	add_shown(&top.now, first + 3, 0);
	/* the camera lost first + 4 */
	add_whole(&top.now, first + 5, 8, 16);
	add_way(&top.now, first + 6, 4, 8);	/* under way */
	add_shown(&top.now, first + 6, 0);
	stream = look(&top, true);
	check_equal(stream.frame_count, 5, "frames that are over");
	for (uint32_t i = 0; i < 5; i++)
		check_equal(stream.frames[i].sequence, first + (i < 4 ? i : 5), "sequence");
	check_equal(stream.stages[0].count, 5, "through the camera");
	check_equal(stream.stages[1].count, 3, "through the DSP");
	check_equal(stream.stages[2].count, 1, "shown");
	free(stream.frames);
	stream = look(&top, false);
	check_equal(stream.frame_count, 6, "no window: what was given away is over");
	end(&top, &stream);
}

static void nothing(const void *data)
{
	struct top_stream stream;
	struct top top;

	top_init(&top);
	stream = look(&top, true);
	check_equal(stream.frame_count + stream.all.count, 0, "nothing is over yet");
	add_whole(&top.now, 7, 8, 16);
	top.now.list[PIPELINE].page.pipeline.frames[7].capture_ns = 12345;
	stream = look(&top, true);
	check_equal(stream.stages[0].count + stream.all.count, 0, "another clock's capture time");
	check_equal(stream.stages[1].count, 1, "the rest is known");
	free(stream.frames);
	stream = (struct top_stream){ .window = &top.now.list[WINDOW] };
	check_equal(-top_frames(&top, &stream), 0, "a window alone");
	top_count_times(&stream);
	check_equal(stream.frame_count, 1, "has the frame, too");
	check_equal(stream.all.count, 1, "and by the time that it was told");
	end(&top, &stream);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "the time in each stage", times },
		{ "each frame once", once },
		{ "what is not known", nothing },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
