// SPDX-License-Identifier: MIT
/* What the player reads from its arguments and its terminal, and what it prints. */
#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "figures.h"
#include "harness.h"
#include "keys.h"
#include "options.h"
#include "position.h"
#include "progress.h"
#include "repeat.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void positions(const void *data)
{
	static const struct {
		const char *text;
		uint64_t ms;
	} good[] = {
		{ "0", 0 }, { "90", 90000 }, { "1.5", 1500 }, { "1.", 1000 }, { "1:30", 90000 },
		{ "01:02:03.25", 3723250 }, { "0:00:00.0019999999999", 1 }, { "100:00", 6000000 },
	};
	static const char *const bad[] = { "", "x", "-1", " 1", "1 ", "1:60", "1:2:60", "1:60:0", ":1",
					   "1:", "1::2", "1:2:3:4", ".5", "1e3", "1.5.5", "1,5",
					   "123456789", "99999:00:00" };
	uint64_t position = 1;

	for (size_t i = 0; i < COUNT(good); i++) {
		check_equal(-position_parse(good[i].text, &position), 0, good[i].text);
		check_equal(position / 1000000, good[i].ms, good[i].text);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		check_equal(-position_parse(bad[i], &position), EINVAL, bad[i]);
}

static void position_texts(const void *data)
{
	static const struct {
		uint64_t position;
		const char *text;
	} cases[] = {
		{ 0, "0:00" }, { 999999999, "0:00" }, { 61 * POSITION_SECOND, "1:01" },
		{ 3599 * POSITION_SECOND, "59:59" }, { 3600 * POSITION_SECOND, "1:00:00" },
		{ 363599 * POSITION_SECOND, "100:59:59" }, { POSITION_UNKNOWN, "?" },
	};
	char text[POSITION_TEXT];

	for (size_t i = 0; i < COUNT(cases); i++)
		check(!strcmp(position_text(cases[i].position, text), cases[i].text), "%s, not %s",
		      text, cases[i].text);
	check(strlen(position_text(POSITION_UNKNOWN - 1, text)) < POSITION_TEXT, "fits");
}

/* In a window a key has a name. */
static void named(const void *data)
{
	check_equal(keys_named("space"), KEY_PAUSE, "space");
	check_equal(keys_named("Left"), KEY_BACK, "Left");
	check_equal(keys_named("q"), KEY_QUIT, "q");
	check_equal(keys_named("0"), KEY_RESTART, "0");
	check_equal(keys_named("question"), KEY_HELP, "question");
	check_equal(keys_named("Shift_L"), KEY_NONE, "Shift_L");
	check_equal(keys_named(""), KEY_NONE, "nothing");
}

static void moves(const void *data)
{
	const uint64_t s = POSITION_SECOND;

	check_equal(position_move(30 * s, 10, 100 * s), 40 * s, "forward");
	check_equal(position_move(30 * s, -10, 100 * s), 20 * s, "back");
	check_equal(position_move(5 * s, -10, 100 * s), 0, "not before the beginning");
	check_equal(position_move(95 * s, 10, 100 * s), 100 * s, "not behind the end");
	check_equal(position_move(95 * s, 10, POSITION_UNKNOWN), 105 * s, "an end nobody knows");
	check_equal(position_move(POSITION_UNKNOWN, 10, 100 * s), 10 * s, "from nowhere");
}

/* The keys of a text, and how many there are. */
static int take(struct keys *keys, const char *text, enum key *taken)
{
	int count = 0;

	for (; *text; text++) {
		enum key key = keys_take(keys, *text);

		if (key != KEY_NONE)
			taken[count++] = key;
	}
	return count;
}

static void keys_one(const void *data)
{
	static const struct {
		const char *text;
		enum key key;
	} cases[] = {
		{ " ", KEY_PAUSE }, { "q", KEY_QUIT }, { "f", KEY_FULLSCREEN }, { "m", KEY_MUTE },
		{ "0", KEY_RESTART }, { "n", KEY_NEXT }, { "p", KEY_PREVIOUS }, { "?", KEY_HELP },
		{ "\033[A", KEY_FAR_FORWARD }, { "\033[B", KEY_FAR_BACK }, { "\033[C", KEY_FORWARD },
		{ "\033[D", KEY_BACK }, { "\033OC", KEY_FORWARD }, { "\033OD", KEY_BACK },
		{ "\033[1;5C", KEY_FORWARD }, { "\033[H", KEY_RESTART }, { "\033[1~", KEY_RESTART },
		{ "\033[7~", KEY_RESTART }, { "\033q", KEY_QUIT }, { "\033\033[C", KEY_FORWARD },
	};
	enum key taken[8];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct keys keys = { 0 };

		check_equal(take(&keys, cases[i].text, taken), 1, cases[i].text + 1);
		check_equal(taken[0], cases[i].key, cases[i].text + 1);
	}
}

static void keys_none(const void *data)
{
	static const char *const cases[] = { "x", "\033", "\033[", "\033[F", "\033[3~", "\033[200~", "\033OP",
					     "\033[99999999999999999999~", "\r\n\t", "\303\244" };
	enum key taken[8];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct keys keys = { 0 };

		check_equal(take(&keys, cases[i], taken), 0, cases[i]);
	}
}

/* A sequence that comes in pieces, or not to its end. */
static void keys_pieces(const void *data)
{
	struct keys keys = { 0 };
	enum key taken[8];

	check_equal(take(&keys, "\033", taken) + take(&keys, "[", taken), 0, "not yet");
	check_equal(take(&keys, "C", taken), 1, "now");
	check_equal(taken[0], KEY_FORWARD, "forward");
	check_equal(take(&keys, "\033[1;", taken), 0, "half a sequence");
	check_equal(take(&keys, "\033[D ", taken), 2, "a whole one and a key");
	check_equal(taken[0], KEY_BACK, "back");
	check_equal(taken[1], KEY_PAUSE, "pause");
	check_equal(take(&keys, "\033[\nq", taken), 1, "a control character ends it");
	check_equal(taken[0], KEY_QUIT, "quit");
}

static const struct figures few = {
	.frames = 10, .presented = 8, .plane = 5, .discarded = 1, .dropped = 2, .copied = 3,
	.copied_bytes = 300, .import = "verified", .memory = "yamp", .composited = "occluded",
};

static void sums(const void *data)
{
	struct figures sum = { 0 }, none = { .import = "none" };

	figures_add(&sum, &few);
	figures_add(&sum, &none);
	figures_add(&sum, &few);
	check_equal(sum.frames, 20, "frames");
	check_equal(sum.presented, 16, "presented");
	check_equal(sum.plane, 10, "plane");
	check_equal(sum.discarded, 2, "discarded");
	check_equal(sum.dropped, 4, "dropped");
	check_equal(sum.copied, 6, "copied");
	check_equal(sum.copied_bytes, 600, "bytes");
	check(!strcmp(sum.import, "verified"), "a file without pictures changes no word: %s",
	      sum.import);
	check_equal(figures_shown(&sum), 16, "shown");
	sum.presented = 0;
	check_equal(figures_shown(&sum), 20, "shown, as far as is known");
}

static void ways(const void *data)
{
	struct figures_path path = { 0 };
	struct figures now = { 0 }, before = { 0 };

	figures_compare(&now, &before, &path);
	check_equal(path.way, FIGURES_NOTHING, "nothing");
	now.frames = 2;
	figures_compare(&now, &before, &path);
	check_equal(path.way, FIGURES_NOTHING, "nobody tells yet");
	now.frames = 20;
	figures_compare(&now, &before, &path);
	check_equal(path.way, FIGURES_UNTOLD, "nobody tells");
	now.presented = 2;
	figures_compare(&now, &before, &path);
	check_equal(path.way, FIGURES_COMPOSITED, "composited");
	before = now;
	figures_compare(&now, &before, &path);
	check_equal(path.way, FIGURES_COMPOSITED, "still");
	now.presented = 5;
	now.frames = 23;
	now.plane = 1;
	now.copied = 1;
	figures_compare(&now, &before, &path);
	check_equal(path.way, FIGURES_PLANE, "on a plane");
	check(path.copied, "and copied");
	before = now;
	now.frames++;
	figures_compare(&now, &before, &path);
	check(path.copied, "one frame alone says nothing");
	now.frames++;
	figures_compare(&now, &before, &path);
	check(!path.copied, "no longer");
}

static void path_texts(const void *data)
{
	struct figures figures = { .import = "verified", .composited = "size,format" };
	static const struct {
		struct figures_path path;
		const char *reason;
		const char *text;
	} cases[] = {
		{ { FIGURES_NOTHING }, "no-plugin", "" },
		{ { FIGURES_PLANE }, "", "plane" },
		{ { FIGURES_COMPOSITED }, "", "composited: size,format" },
		{ { FIGURES_UNTOLD }, "no-plugin", "given to the compositor (verified: no-plugin)" },
		{ { FIGURES_PLANE, true }, "system-memory", "plane, copied (verified: system-memory)" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct line line = { 0 };

		strcpy(figures.reason, cases[i].reason);
		figures_path_text(&figures, &cases[i].path, &line);
		check(!strcmp(line.text, cases[i].text), "%s, not %s", line.text, cases[i].text);
	}
}

static void summaries(const void *data)
{
	struct figures untold = { .frames = 3, .copied = 3, .import = "copy", .reason = "no-dmabuf",
				  .memory = "udmabuf" };
	struct line line = { 0 };

	figures_summary(&few, &line);
	check(!strcmp(line.text, "8 frames shown: 5 on a plane, 3 composited (occluded); 3 dropped, "
				 "3 copied; yamp memory, verified"), "%s", line.text);
	line.used = 0;
	figures_summary(&untold, &line);
	check(!strcmp(line.text, "3 frames shown; 0 dropped, 3 copied; udmabuf memory, copy: no-dmabuf"),
	      "%s", line.text);
}

static void progresses(const void *data)
{
	struct progress progress = {
		.state = "playing", .position = 30 * POSITION_SECOND, .duration = 60 * POSITION_SECOND,
		.count = 1, .path = "plane",
	};
	struct line line = { 0 };

	progress_text(&progress, 200, &line);
	check(!strcmp(line.text, "playing  0:30 / 1:00  [==========>---------]  plane"), "%s",
	      line.text);
	progress.position = 61 * POSITION_SECOND;
	progress.count = 3;
	progress.index = 2;
	progress.muted = true;
	line.used = 0;
	progress_text(&progress, 200, &line);
	check(!strcmp(line.text, "playing  1:01 / 1:00  [====================]  file 3 of 3  muted  plane"),
	      "%s", line.text);
	line.used = 0;
	progress_text(&progress, 20, &line);
	check(!strcmp(line.text, "playing  1:01 / 1:00"), "cut off: %s", line.text);
	progress.duration = POSITION_UNKNOWN;
	progress.path = "";
	progress.count = 1;
	progress.muted = false;
	line.used = 0;
	progress_text(&progress, 200, &line);
	check(!strcmp(line.text, "playing  1:01 / ?"), "without a bar: %s", line.text);
}

static int parse(struct play_options *options, char *one, char *two, char *three, int *status)
{
	char *argv[] = { "play", one, two, three, NULL };
	int argc = 1 + !!one + !!two + !!three;

	*status = -1;
	optind = 0;	/* all over again */
	return play_parse(options, argc, argv, status);
}

static void options(const void *data)
{
	struct play_options options;
	int status;

	check(parse(&options, "-jqF", "a.avi", "b.avi", &status), "short ones");
	check(options.json && options.quiet && options.fullscreen && !options.mute && !options.loop,
	      "are taken");
	check_equal(options.count, 2, "files");
	check(!strcmp(options.words[1], "b.avi"), "the second");
	check(parse(&options, "a.avi", "--start=1:00", "--loop", &status), "behind the file");
	check_equal(options.start, 60 * POSITION_SECOND, "start");
	check(options.loop, "loop");
	check(!parse(&options, "--mute", NULL, NULL, &status), "no file");
	check_equal(status, EX_USAGE, "no file");
	check(!parse(&options, "--start", "soon", "a.avi", &status), "no time");
	check_equal(status, EX_USAGE, "no time");
	check(!parse(&options, "a.avi", "--start", NULL, &status), "no value");
	check_equal(status, EX_USAGE, "no value");
	check(!parse(&options, "--sideways", "a.avi", NULL, &status), "unknown");
	check_equal(status, EX_USAGE, "unknown");
}

/* A key that is held down, by a clock of the test's, in ms. */
static void repeats(const void *data)
{
	const uint64_t ms = 1000000;
	struct repeat repeat = { 0 };

	check_equal(repeat_wait_ms(&repeat, 0), -1, "no key is down");
	repeat_begin(&repeat, KEY_PAUSE, 400, 25, 0);
	check_equal(repeat_wait_ms(&repeat, 0), -1, "a key that is taken once");
	repeat_begin(&repeat, KEY_FORWARD, 400, 0, 0);
	check_equal(repeat_wait_ms(&repeat, 0), -1, "the user wants none repeated");
	repeat_begin(&repeat, KEY_FORWARD, 400, 25, 1000 * ms);
	check_equal(repeat_wait_ms(&repeat, 1000 * ms + 1), 400, "rounded up");
	check_equal(repeat_take(&repeat, 1399 * ms), KEY_NONE, "before its time");
	check_equal(repeat_wait_ms(&repeat, 1500 * ms), 0, "late");
	check_equal(repeat_take(&repeat, 1500 * ms), KEY_FORWARD, "the first");
	check_equal(repeat_wait_ms(&repeat, 1500 * ms), 25, "what was missed is gone");
	check_equal(repeat_take(&repeat, 1525 * ms), KEY_FORWARD, "the second");
	repeat_end(&repeat);
	check_equal(repeat_take(&repeat, 9999 * ms), KEY_NONE, "it is up");
	check_equal(repeat_wait_ms(&repeat, 9999 * ms), -1, "nothing to wait for");
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "positions are read", positions },
		{ "positions are printed", position_texts },
		{ "positions are moved", moves },
		{ "keys of a window", named },
		{ "keys", keys_one },
		{ "bytes that are no key", keys_none },
		{ "keys in pieces", keys_pieces },
		{ "keys that are held down", repeats },
		{ "figures are summed up", sums },
		{ "ways are told from figures", ways },
		{ "paths in words", path_texts },
		{ "summaries", summaries },
		{ "progress", progresses },
		{ "options", options },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
