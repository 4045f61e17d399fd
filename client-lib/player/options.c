// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <stddef.h>

#include "options.h"
#include "position.h"
#include "tool.h"

static const char usage[] =
	"usage: yamp play [OPTION]... FILE|URI...\n"
	"\n"
	"Plays films, one after the other, and says how their frames get to the screen.\n"
	"\n"
	"  -s, --start TIME   begin there: seconds, MM:SS or HH:MM:SS\n"
	"  -F, --fullscreen   begin fullscreen\n"
	"  -m, --mute         begin without sound\n"
	"  -l, --loop         after the last file, begin again\n"
	"  -j, --json         print JSON, an object a line\n"
	"  -q, --quiet        print errors only\n"
	"  -h, --help         print this\n"
	"      --version      print the version\n"
	"\n"
	"In a terminal, space pauses, arrows seek, f is fullscreen, q ends, ? lists all keys.\n"
	"See yamp-play(1).\n";

static const struct option long_options[] = {
	{ "start", required_argument, NULL, 's' },
	{ "fullscreen", no_argument, NULL, 'F' },
	{ "mute", no_argument, NULL, 'm' },
	{ "loop", no_argument, NULL, 'l' },
	{ "json", no_argument, NULL, 'j' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static int parse_start(struct play_options *options)
{
	if (!position_parse(optarg, &options->start))
		return -1;
	tool_error("--start %s: give seconds, MM:SS or HH:MM:SS", optarg);
	return EX_USAGE;
}

/* Goes on with -1, ends with a status. */
static int parse_option(struct play_options *options, int option, char **argv)
{
	switch (option) {
	case 's':
		return parse_start(options);
	case 'F':
		options->fullscreen = true;
		return -1;
	case 'm':
		options->mute = true;
		return -1;
	case 'l':
		options->loop = true;
		return -1;
	case 'j':
		options->json = true;
		return -1;
	case 'q':
		options->quiet = true;
		return -1;
	default:
		return tool_common_option(option, usage, "play", argv);
	}
}

bool play_parse(struct play_options *options, int argc, char **argv, int *status)
{
	int option;

	*options = (struct play_options){ 0 };
	while ((option = getopt_long(argc, argv, ":s:Fmljqh", long_options, NULL)) >= 0) {
		*status = parse_option(options, option, argv);
		if (*status >= 0)
			return false;
	}
	options->words = argv + optind;
	options->count = argc - optind;
	if (options->count > 0)
		return true;
	tool_error("which film? give a file or a URI; yamp play --help lists the options");
	*status = EX_USAGE;
	return false;
}
