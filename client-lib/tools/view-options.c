// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

static const char usage[] =
	"usage: yamp view [OPTION]... DEVICE\n"
	"\n"
	"Shows the camera DEVICE, such as /dev/video0, in a window.\n"
	"\n"
	"  -s, --size WxH          picture size; default: as the camera is set\n"
	"  -f, --format FOURCC     pixel format, by its V4L2 or DRM name; default: the\n"
	"                          camera's first that the compositor takes\n"
	"  -r, --fps RATE          frames per second, such as 30, 29.97 or 30000/1001\n"
	"  -F, --fullscreen        begin fullscreen\n"
	"  -n, --frames N          end after N frames were shown\n"
	"  -p, --placement PLACE   any, system or contiguous memory\n"
	"  -b, --buffers N         frames to allocate, 2 to 64\n"
	"  -P, --provider NAME     auto, yamp, dma-heap, udmabuf, or camera: its own memory\n"
	"  -j, --json              print JSON, an object a line\n"
	"  -q, --quiet             print errors only\n"
	"  -v, --verbose           say what is chosen and why\n"
	"  -h, --help              print this\n"
	"      --version           print the version\n"
	"\n"
	"Ctrl-C or closing the window ends it. See yamp-view(1).\n";

enum { OPTION_VERSION = 256 };

static const struct option long_options[] = {
	{ "size", required_argument, NULL, 's' },
	{ "format", required_argument, NULL, 'f' },
	{ "fps", required_argument, NULL, 'r' },
	{ "fullscreen", no_argument, NULL, 'F' },
	{ "frames", required_argument, NULL, 'n' },
	{ "placement", required_argument, NULL, 'p' },
	{ "buffers", required_argument, NULL, 'b' },
	{ "provider", required_argument, NULL, 'P' },
	{ "json", no_argument, NULL, 'j' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

static int parse_placement(const char *text, uint32_t *placement)
{
	static const uint32_t known[] = {
		YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_SYSTEM, YAMP_PLACEMENT_CONTIGUOUS,
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!strcmp(text, placement_name(known[i]))) {
			*placement = known[i];
			return 0;
		}
	}
	return -EINVAL;
}

static int parse_provider(const char *text, const char **provider)
{
	static const char *const known[] = { "yamp", "dma-heap", "udmabuf", "camera" };

	*provider = NULL;
	if (!strcmp(text, "auto"))
		return 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!strcmp(text, known[i])) {
			*provider = known[i];
			return 0;
		}
	}
	return -EINVAL;
}

/* An option with a value; says what is wrong with it. */
static int parse_value(struct view_options *options, int option, const char *value)
{
	uint64_t number = 0;
	int ret = 0;

	switch (option) {
	case 's':
		ret = parse_size(value, &options->width, &options->height);
		if (ret)
			tool_error("--size %s: give WIDTHxHEIGHT, such as 640x480", value);
		break;
	case 'f':
		ret = parse_fourcc(value, &options->fourcc);
		if (ret)
			tool_error("--format %s: give four letters, such as NV12", value);
		break;
	case 'r':
		ret = parse_rate(value, &options->rate_num, &options->rate_den);
		if (ret)
			tool_error("--fps %s: give a rate, such as 30 or 29.97", value);
		break;
	case 'n':
		ret = parse_number(value, 1, UINT64_MAX - 1, &options->frames);
		if (ret)
			tool_error("--frames %s: give a number above 0", value);
		break;
	case 'p':
		ret = parse_placement(value, &options->placement);
		if (ret)
			tool_error("--placement %s: give any, system or contiguous", value);
		break;
	case 'b':
		ret = parse_number(value, 2, YAMP_MAX_COUNT, &number);
		options->buffers = number;
		if (ret)
			tool_error("--buffers %s: give 2 to %u", value, YAMP_MAX_COUNT);
		break;
	case 'P':
		ret = parse_provider(value, &options->provider);
		if (ret)
			tool_error("--provider %s: give auto, yamp, dma-heap, udmabuf or camera",
				   value);
		break;
	}
	return ret;
}

static bool parse_option(struct view_options *options, int option, int *status)
{
	switch (option) {
	case 'F':
		options->fullscreen = true;
		return true;
	case 'j':
		options->json = true;
		return true;
	case 'q':
		options->quiet = true;
		return true;
	case 'v':
		options->verbose = true;
		return true;
	case 'h':
		fputs(usage, stdout);
		*status = EXIT_SUCCESS;
		return false;
	case OPTION_VERSION:
		puts("yamp " YAMP_VERSION);
		*status = EXIT_SUCCESS;
		return false;
	case '?':
	case ':':
		*status = EX_USAGE;
		return false;
	default:
		*status = EX_USAGE;
		return !parse_value(options, option, optarg);
	}
}

bool view_parse(struct view_options *options, int argc, char **argv, int *status)
{
	int option;

	*options = (struct view_options){ 0 };
	while ((option = getopt_long(argc, argv, ":s:f:r:Fn:p:b:P:jqvh", long_options, NULL)) >= 0) {
		if (option == '?' || option == ':')
			tool_bad_option("view", option, argv);
		if (!parse_option(options, option, status))
			return false;
	}
	if (optind + 1 != argc) {
		tool_error("%s; yamp view --help lists the options",
			   optind < argc ? "one camera at a time" : "which camera? give one, such "
			   "as /dev/video0");
		*status = EX_USAGE;
		return false;
	}
	options->node = argv[optind];
	return true;
}
