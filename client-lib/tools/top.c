// SPDX-License-Identifier: MIT
/* yamp top: pools and frames, who has which, and how well they are shown. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "top.h"

#define INTERVAL_MS 1000

static const char usage[] =
	"usage: yamp top [OPTION]...\n"
	"\n"
	"Shows the pools of buffers there are, who has each frame (camera, DSP, client, renderer,\n"
	"plane), and how they are shown: frames a second, drops, time from capture to light, on a\n"
	"plane or composited and why. q ends it, any other key looks at once.\n"
	"\n"
	"  -f, --frames         tell of each frame, when it came to which stage\n"
	"  -b, --batch          print each look below the last one, for files and pipes\n"
	"  -n, --looks N        end after so many; default: go on\n"
	"  -d, --delay SECONDS  between looks; default: 1\n"
	"  -j, --json           print one JSON object a look\n"
	"  -h, --help           print this\n"
	"      --version        print the version\n";

static const struct option long_options[] = {
	{ "frames", no_argument, NULL, 'f' },
	{ "batch", no_argument, NULL, 'b' },
	{ "looks", required_argument, NULL, 'n' },
	{ "delay", required_argument, NULL, 'd' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static int parse_delay(const char *text, int *ms)
{
	uint32_t num, den;

	if (parse_rate(text, &num, &den) || (uint64_t)num * 1000 / den < 100 ||
	    (uint64_t)num > (uint64_t)den * 3600) {
		tool_error("--delay %s: give 0.1 to 3600 seconds", text);
		return EX_USAGE;
	}
	*ms = (uint64_t)num * 1000 / den;
	return -1;
}

/* Goes on with -1, ends with a status. */
static int parse_option(struct top_options *options, int option, char **argv)
{
	switch (option) {
	case 'f':
		options->frames = true;
		return -1;
	case 'b':
		options->batch = true;
		return -1;
	case 'j':
		options->json = true;
		return -1;
	case 'n':
		if (!parse_number(optarg, 1, UINT64_MAX, &options->looks))
			return -1;
		tool_error("--looks %s: give a number from 1", optarg);
		return EX_USAGE;
	case 'd':
		return parse_delay(optarg, &options->interval_ms);
	default:
		return tool_common_option(option, usage, "top", argv);
	}
}

static int parse(struct top_options *options, int argc, char **argv)
{
	int option, status;

	while ((option = getopt_long(argc, argv, ":fbn:d:jh", long_options, NULL)) >= 0) {
		status = parse_option(options, option, argv);
		if (status >= 0)
			return status;
	}
	options->batch |= options->json;
	return tool_no_words("top", argc, argv);
}

static int show(struct top *top)
{
	struct top_lines lines = { 0 };
	bool failed;

	if (top->options.json) {
		top_json(top);
		return 0;
	}
	top_text(top, &lines);
	failed = lines.failed;
	if (!failed && top->options.batch)
		printf("%s\n", lines.text);
	else if (!failed)
		top_screen_show(&lines);
	fflush(stdout);
	free(lines.text);
	return failed ? -ENOMEM : 0;
}

/* In batch the first look is not shown: rates are known from the second on. */
static int loop(struct top *top)
{
	uint64_t left = top->options.looks;
	int ret = top_look(top);

	if (!ret && !top->options.batch)
		ret = show(top);
	while (!ret && !top_screen_wait(top, top->options.interval_ms)) {
		ret = top_look(top);
		if (!ret)
			ret = show(top);
		if (ferror(stdout) || (left && !--left))
			break;
	}
	return ret;
}

static int run(struct top *top)
{
	int ret;

	top->signal_fd = tool_signals();
	top->device = yamp_device_open(NULL, NULL);
	if (top->signal_fd < 0 || !top->device)
		return EX_OSERR;
	if (!top->options.batch && top_screen_begin()) {
		tool_error("this is no terminal: give --batch or --json");
		return EX_USAGE;
	}
	ret = loop(top);
	top_screen_end();
	if (ret)
		tool_error("%s", strerror(-ret));
	return tool_status(ret);
}

int tool_top(int argc, char **argv)
{
	struct top top = { .options.interval_ms = INTERVAL_MS, .signal_fd = -1 };
	int status = parse(&top.options, argc, argv);

	if (status < 0)
		status = run(&top);
	top_finish(&top);
	yamp_device_close(top.device);
	if (top.signal_fd >= 0)
		close(top.signal_fd);
	return status;
}
