// SPDX-License-Identifier: MIT
/*
 * yamp selftest: what works on this machine, from the kernel module to the display's
 * plane. Every step that can be tried is tried, whatever is missing before it:
 *
 *   memory    module: node, frames, description, verify, counters; other providers
 *   screen    compositor, its plugin, import of a buffer of ours, a picture
 *   camera    each one: into buffers of ours, and from there to the screen
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "selftest-parts.h"

#define TIMEOUT_S 20

static const char usage[] =
	"usage: yamp selftest [OPTION]...\n"
	"\n"
	"Tries what works on this machine, from the kernel module to the display, with the\n"
	"cameras that are there, and says how to get what is missing. Shows a small window for\n"
	"a moment. Nothing has to be installed or running.\n"
	"\n"
	"  -t, --timeout SECONDS  to wait for the frames of a camera; default: 20\n"
	"  -j, --json             print one JSON object\n"
	"  -h, --help             print this\n"
	"      --version          print the version\n"
	"\n"
	"Exit status: 0 all of it works, 1 something is missing, 2 something is there and does\n"
	"not work, 64 and above: it could not be tried. See yamp-selftest(1).\n";

static const struct option long_options[] = {
	{ "timeout", required_argument, NULL, 't' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

/* Goes on with -1, ends with a status. */
static int parse_option(struct selftest *test, int option, char **argv)
{
	uint64_t seconds;

	switch (option) {
	case 't':
		if (parse_number(optarg, 1, 3600, &seconds)) {
			tool_error("--timeout %s: give 1 to 3600 seconds", optarg);
			return EX_USAGE;
		}
		test->timeout_ms = seconds * 1000;
		return -1;
	case 'j':
		test->json = true;
		return -1;
	default:
		return tool_common_option(option, usage, "selftest", argv);
	}
}

static int parse(struct selftest *test, int argc, char **argv)
{
	int option, status;

	while ((option = getopt_long(argc, argv, ":t:jh", long_options, NULL)) >= 0) {
		status = parse_option(test, option, argv);
		if (status >= 0)
			return status;
	}
	return tool_no_words("selftest", argc, argv);
}

static int verdict(const struct selftest *test)
{
	if (test->counts[SELFTEST_FAILED])
		return SELFTEST_FAILED;
	return test->counts[SELFTEST_MISSING] ? SELFTEST_MISSING : SELFTEST_OK;
}

static void conclude_json(struct selftest *test)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "steps", test->steps);
	json_number(object, "ok", test->counts[SELFTEST_OK]);
	json_number(object, "missing", test->counts[SELFTEST_MISSING]);
	json_number(object, "failed", test->counts[SELFTEST_FAILED]);
	json_text(object, "summary", test->verdicts.text);
	json_line(object);
	test->steps = NULL;
}

static void conclude_text(const struct selftest *test)
{
	printf("\n%u ok, %u missing, %u failed\n%s", test->counts[SELFTEST_OK],
	       test->counts[SELFTEST_MISSING], test->counts[SELFTEST_FAILED],
	       test->verdicts.text);
	if (test->first_fix[0])
		printf("to begin with: %s\n", test->first_fix);
}

static int run(struct selftest *test)
{
	test->signal_fd = tool_signals();
	test->device = yamp_device_open(NULL, &test->log);
	test->steps = json_object_new_array();
	if (test->signal_fd < 0 || !test->device)
		return EX_OSERR;
	selftest_memory(test);
	selftest_screen(test);
	selftest_cameras(test);
	if (test->interrupted)
		return 128 + 2;	/* as a shell says of SIGINT */
	if (test->json)
		conclude_json(test);
	else
		conclude_text(test);
	return verdict(test);
}

int tool_selftest(int argc, char **argv)
{
	struct selftest *test = calloc(1, sizeof(*test));
	int status;

	if (!test) {
		tool_error("no memory");
		return EX_OSERR;
	}
	test->timeout_ms = TIMEOUT_S * 1000;
	test->signal_fd = -1;
	test->color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	test->tool_log.held = &test->said;
	test->log = (struct yamp_log){ tool_log_line, &test->tool_log };
	status = parse(test, argc, argv);
	if (status < 0)
		status = run(test);
	yamp_display_destroy(test->display);
	yamp_device_close(test->device);
	json_object_put(test->steps);
	if (test->signal_fd >= 0)
		close(test->signal_fd);
	free(test);
	return status;
}
