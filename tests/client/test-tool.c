// SPDX-License-Identifier: MIT
/* What the command reads from its arguments and counts. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "histogram.h"
#include "tool.h"
#include "view.h"

static void sizes(const void *data)
{
	static const char *const bad[] = { "", "640", "640x", "x480", "0x480", "640x0", "640x480x1",
					   "-640x480", " 640x480", "640 x480", "99999999999x1" };
	uint32_t width, height;

	check_equal(-parse_size("640x480", &width, &height), 0, "640x480");
	check_equal(width, 640, "width");
	check_equal(height, 480, "height");
	check_equal(-parse_size("1X65535", &width, &height), 0, "1X65535");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_equal(-parse_size(bad[i], &width, &height), EINVAL, bad[i]);
}

static void fourccs(const void *data)
{
	char text[FOURCC_TEXT];
	uint32_t fourcc;

	check_equal(-parse_fourcc("NV12", &fourcc), 0, "NV12");
	check_equal(fourcc, 0x3231564e, "NV12");
	check_equal(-parse_fourcc("R8", &fourcc), 0, "R8");
	check_equal(fourcc, 0x20203852, "R8 is filled up with spaces");
	check(!strcmp(fourcc_text(fourcc, text), "R8"), "and printed without");
	check_equal(-parse_fourcc("", &fourcc), EINVAL, "empty");
	check_equal(-parse_fourcc("NV12M", &fourcc), EINVAL, "five letters");
	check_equal(-parse_fourcc("a\n", &fourcc), EINVAL, "not printable");
	check(!strcmp(fourcc_text(0x01020304, text), "????"), "not printable");
}

static void rates(const void *data)
{
	static const struct {
		const char *text;
		int error;
		uint32_t num, den;
	} cases[] = {
		{ "30", 0, 30, 1 }, { "29.97", 0, 2997, 100 }, { "30000/1001", 0, 30000, 1001 },
		{ "0.5", 0, 5, 10 }, { "0", EINVAL }, { "0.0", EINVAL }, { "30/0", EINVAL },
		{ "30fps", EINVAL }, { "", EINVAL }, { "-1", EINVAL }, { "1e3", EINVAL },
		{ "12345678", EINVAL },
	};
	uint32_t num, den;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		check_equal(-parse_rate(cases[i].text, &num, &den), cases[i].error, cases[i].text);
		if (cases[i].error)
			continue;
		check_equal(num, cases[i].num, cases[i].text);
		check_equal(den, cases[i].den, cases[i].text);
	}
}

static void numbers(const void *data)
{
	uint64_t number;

	check_equal(-parse_number("64", 2, 64, &number), 0, "64");
	check_equal(number, 64, "64");
	check_equal(-parse_number("65", 2, 64, &number), EINVAL, "65");
	check_equal(-parse_number("1", 2, 64, &number), EINVAL, "1");
	check_equal(-parse_number("3 ", 2, 64, &number), EINVAL, "a space behind");
	check_equal(-parse_number("99999999999999999999", 0, UINT64_MAX, &number), EINVAL,
		    "more than 64 bits");
}

static void statuses(const void *data)
{
	static const int errors[] = { ENOENT, ENODEV, EACCES, EBUSY, EINVAL, ERANGE, EDOM, EIO,
				      EPIPE, EPROTO, ENOMEM, EDQUOT, EFAULT, ENOTTY, ETIMEDOUT };

	check_equal(tool_status(0), 0, "success");
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		int status = tool_status(-errors[i]);

		check(status >= EX__BASE && status <= EX__MAX, "%s: %d", strerror(errors[i]), status);
	}
}

static void lines(const void *data)
{
	struct line line = { 0 };

	for (int i = 0; i < 200; i++)
		line_add(&line, "%d,", i);
	check(!strncmp(line.text, "0,1,2,", 6), "begins so");
	check_equal(strlen(line.text), sizeof(line.text) - 1, "is full");
	check_equal(line.used, sizeof(line.text) - 1, "and knows it");
}

/* To the step, within the fine and the coarse range and at the ends. */
static void percentiles(const void *data)
{
	static struct histogram histogram;
	const int64_t ms = 1000000;

	check(histogram_percentile(&histogram, 50) == 0, "empty");
	for (int i = 1; i <= 100; i++)
		histogram_add(&histogram, i * ms);
	check(histogram_percentile(&histogram, 50) == 50, "median");
	check(histogram_percentile(&histogram, 95) == 95, "95 percent");
	check(histogram_percentile(&histogram, 100) == 100, "largest");
	check(histogram_percentile(&histogram, 1) == 1, "smallest");
	histogram_reset(&histogram);
	histogram_add(&histogram, -ms / 20);
	check(histogram_percentile(&histogram, 50) == -0.1, "below zero, down");
	histogram_reset(&histogram);
	histogram_add(&histogram, 2345 * ms);
	check(histogram_percentile(&histogram, 50) == 2340, "coarse");
	histogram_reset(&histogram);
	histogram_add(&histogram, -5000 * ms);
	check(histogram_percentile(&histogram, 50) == -100, "too small");
	histogram_reset(&histogram);
	histogram_add(&histogram, 99999 * ms);
	check(histogram_percentile(&histogram, 50) == 9990, "too large");
}

/* view_parse() of "view --dsp TEXT --dsp TEXT ... /dev/video0"; the text is cut up. */
static bool parse_stages(struct view_options *options, const char *text, int times, int *status)
{
	static char copies[16][64];
	char *argv[40] = { "view" };
	int argc = 1;

	for (int i = 0; i < times; i++) {
		snprintf(copies[i], sizeof(copies[i]), "%s", text);
		argv[argc++] = "--dsp";
		argv[argc++] = copies[i];
	}
	argv[argc++] = "/dev/video0";
	optind = 1;
	return view_parse(options, VIEW_SHOW, argc, argv, status);
}

static void stages(const void *data)
{
	static const char *const bad[] = { "", ",format=YUYV", "n,", "n,hflip", "n,hflip=", "n,hflip=x",
					   "n,hflip=1x", "n,hflip=4294967296", "n,format=",
					   "n,format=ABCDE", "n,size=640", "n,size=0x1" };
	struct view_options options;
	const struct view_dsp *dsp = &options.dsps[0];
	int status;

	check(parse_stages(&options, "/dev/video2,format=YUYV,a=-1,size=64x48,b=0x10", 2, &status),
	      "two stages");
	check_equal(options.dsp_count, 2, "stages");
	check(!strcmp(dsp->node, "/dev/video2"), "node %s", dsp->node);
	check_equal(dsp->fourcc, 0x56595559, "format");
	check_equal(dsp->width * 1000 + dsp->height, 64048, "size");
	check_equal(dsp->control_count, 2, "controls");
	check(!strcmp(dsp->controls[0].name, "a") && dsp->controls[0].value == -1, "the first");
	check(!strcmp(dsp->controls[1].name, "b") && dsp->controls[1].value == 16, "the second");
	check(parse_stages(&options, "n", YAMP_PIPELINE_DSPS, &status), "as many as can be");
	check(!parse_stages(&options, "n", YAMP_PIPELINE_DSPS + 1, &status), "one too many");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		status = 0;
		check(!parse_stages(&options, bad[i], 1, &status), "'%s'", bad[i]);
		check_equal(status, EX_USAGE, bad[i]);
	}
}

/* view_parse() of "--on-loss TEXT FILE [FILE]"; NULL leaves it out */
static bool parse_on_loss(struct view_options *options, enum view_kind kind, char *text, int *status)
{
	char *argv[] = { "yamp", "--on-loss", text, "in.y4m", "out.y4m", NULL };
	char **from = text ? argv : argv + 2;

	from[0] = argv[0];
	optind = 1;
	return view_parse(options, kind, (text ? 4 : 2) + (kind == VIEW_RECORD), from, status);
}

static void on_loss(const void *data)
{
	static const uint32_t defaults[] = {
		[VIEW_SHOW] = YAMP_ON_LOSS_WAIT,
		[VIEW_REPLAY] = YAMP_ON_LOSS_END,
		[VIEW_RECORD] = YAMP_ON_LOSS_END,
	};
	struct view_options options;
	int status;

	for (uint32_t kind = VIEW_SHOW; kind <= VIEW_RECORD; kind++) {
		check(parse_on_loss(&options, kind, NULL, &status), "not said");
		check_equal(options.on_loss, defaults[kind], "default");
		check(parse_on_loss(&options, kind, "wait", &status), "wait");
		check_equal(options.on_loss, YAMP_ON_LOSS_WAIT, "wait");
		check(parse_on_loss(&options, kind, "end", &status), "end");
		check_equal(options.on_loss, YAMP_ON_LOSS_END, "end");
		check(!parse_on_loss(&options, kind, "ends", &status), "something else");
		check_equal(status, EX_USAGE, "status");
	}
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "sizes", sizes },
		{ "fourccs", fourccs },
		{ "rates", rates },
		{ "numbers", numbers },
		{ "statuses are of sysexits.h", statuses },
		{ "lines are cut off", lines },
		{ "percentiles", percentiles },
		{ "stages of a viewfinder", stages },
		{ "what becomes of a stream that loses a device", on_loss },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
