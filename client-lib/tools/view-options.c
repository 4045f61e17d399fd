// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

#define HELP_DSP \
	"  -d, --dsp NODE[,KEY=VALUE]...\n" \
	"                          send the frames through this mem2mem device first, or\n" \
	"                          softdsp:blur, softdsp:invert, cpu:flip, cpu:mirror, cpu:copy;\n" \
	"                          give it again for the next stage. Keys: format=FOURCC and\n" \
	"                          size=WxH of what it delivers, or a control of the device\n"
#define HELP_EVERY \
	"  -e, --every-frame       frames wait for one another; none is skipped for a newer\n"
#define HELP_PICTURE \
	"  -s, --size WxH          picture size; default: as the camera is set\n" \
	"  -f, --format FOURCC     pixel format, by its V4L2 or DRM name; default: the\n" \
	"                          camera's first that who gets the frames takes\n" \
	"  -r, --fps RATE          frames per second, such as 30, 29.97 or 30000/1001\n"
#define HELP_FULLSCREEN \
	"  -F, --fullscreen        begin fullscreen\n"
#define HELP_ON_LOSS(otherwise) \
	"  -l, --on-loss WHAT      when a device fails or is unplugged: wait until it is back, or\n" \
	"                          end; default: " otherwise "\n"
#define HELP_REST \
	"  -n, --frames N          end after N frames\n" \
	"  -p, --placement PLACE   any, system or contiguous memory\n" \
	"  -b, --buffers N         frames to allocate, 2 to 64\n" \
	"  -P, --provider NAME     auto, yamp, dma-heap, udmabuf, or camera: its own memory\n" \
	"  -j, --json              print JSON, an object a line\n" \
	"  -q, --quiet             print errors only\n" \
	"  -v, --verbose           say what is chosen and why\n" \
	"  -h, --help              print this\n" \
	"      --version           print the version\n" \
	"\n"

/**
 * struct command - what differs between those that set frames on their way
 * @options: as getopt_long(3) takes them
 * @missing: said where there is no source
 */
static const struct command {
	const char *name;
	const char *usage;
	const char *options;
	const char *missing;
} commands[] = {
	[VIEW_SHOW] = {
		.name = "view",
		.usage = "usage: yamp view [OPTION]... DEVICE\n\n"
			 "Shows the camera DEVICE, such as /dev/video0, media:ENTITY of a media controller, or a\n"
			 "recorded file in a window.\n\n"
			 HELP_DSP HELP_EVERY HELP_PICTURE HELP_FULLSCREEN HELP_ON_LOSS("wait")
			 HELP_REST
			 "Ctrl-C or closing the window ends it. See yamp-view(1).\n",
		.options = ":d:es:f:r:Fl:n:p:b:P:jqvh",
		.missing = "which camera? give one, such as /dev/video0",
	},
	[VIEW_REPLAY] = {
		.name = "replay",
		.usage = "usage: yamp replay [OPTION]... FILE\n\n"
			 "Shows every frame of FILE (YUV4MPEG2, .y4m) in a window.\n\n"
			 HELP_DSP HELP_PICTURE HELP_FULLSCREEN HELP_ON_LOSS("end") HELP_REST
			 "The end of the file, Ctrl-C or closing the window ends it. See yamp-replay(1).\n",
		.options = ":d:s:f:r:Fl:n:p:b:P:jqvh",
		.missing = "which file? give one, such as street.y4m",
	},
	[VIEW_RECORD] = {
		.name = "record",
		.usage = "usage: yamp record [OPTION]... SOURCE FILE\n\n"
			 "Records the camera SOURCE, such as /dev/video0, in FILE (YUV4MPEG2, .y4m). SOURCE\n"
			 "may be such a file, too: then as fast as DSPs take its frames.\n\n"
			 HELP_DSP HELP_PICTURE HELP_ON_LOSS("end") HELP_REST
			 "The end of SOURCE or Ctrl-C ends it. See yamp-record(1).\n",
		.options = ":d:s:f:r:l:n:p:b:P:jqvh",
		.missing = "what, and in which file? give both, such as /dev/video0 street.y4m",
	},
};

enum { OPTION_VERSION = 256 };

static const struct option long_options[] = {
	{ "dsp", required_argument, NULL, 'd' },
	{ "every-frame", no_argument, NULL, 'e' },
	{ "size", required_argument, NULL, 's' },
	{ "format", required_argument, NULL, 'f' },
	{ "fps", required_argument, NULL, 'r' },
	{ "fullscreen", no_argument, NULL, 'F' },
	{ "on-loss", required_argument, NULL, 'l' },
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

static int parse_on_loss(const char *text, uint32_t *on_loss)
{
	*on_loss = strcmp(text, "wait") ? YAMP_ON_LOSS_END : YAMP_ON_LOSS_WAIT;
	return *on_loss == YAMP_ON_LOSS_WAIT || !strcmp(text, "end") ? 0 : -EINVAL;
}

/* A control of any name; the device says whether it has it. */
static int parse_control(struct view_dsp *dsp, const char *name, const char *value)
{
	long number;
	char *end;

	errno = 0;
	number = strtol(value, &end, 0);
	if (errno || !*value || *end || number < INT32_MIN || number > INT32_MAX) {
		tool_error("--dsp: %s=%s: a control takes a number", name, value);
		return -EINVAL;
	}
	if (dsp->control_count == VIEW_CONTROLS) {
		tool_error("--dsp: %u controls at most", VIEW_CONTROLS);
		return -EINVAL;
	}
	dsp->controls[dsp->control_count++] = (struct view_control){ name, number };
	return 0;
}

/* Says what is wrong with a value, if anything is; @of is the option, up to the value. */
static int check(int error, const char *of, const char *value, const char *wanted)
{
	if (error)
		tool_error("%s%s: give %s", of, value, wanted);
	return error;
}

static int parse_dsp_key(struct view_dsp *dsp, const char *key, const char *value)
{
	if (!strcmp(key, "format"))
		return check(parse_fourcc(value, &dsp->fourcc), "--dsp: format=", value,
			     "four letters, such as YUYV");
	if (!strcmp(key, "size"))
		return check(parse_size(value, &dsp->width, &dsp->height), "--dsp: size=", value,
			     "WIDTHxHEIGHT, such as 640x480");
	return parse_control(dsp, key, value);
}

/* NODE[,KEY=VALUE]...: the text is cut into its parts where it stands. */
int view_parse_dsp(struct view_options *options, char *text)
{
	struct view_dsp *dsp = &options->dsps[options->dsp_count];
	char *key, *value;
	int ret = 0;

	if (options->dsp_count == YAMP_PIPELINE_DSPS) {
		tool_error("--dsp: %u stages at most", YAMP_PIPELINE_DSPS);
		return -EINVAL;
	}
	dsp->node = strsep(&text, ",");
	if (!dsp->node[0]) {
		tool_error("--dsp: give a device, such as /dev/video2");
		return -EINVAL;
	}
	while (!ret && (key = strsep(&text, ","))) {
		value = strchr(key, '=');
		if (!value) {
			tool_error("--dsp: %s: give KEY=VALUE, such as format=YUYV", key);
			return -EINVAL;
		}
		*value++ = '\0';
		ret = parse_dsp_key(dsp, key, value);
	}
	options->dsp_count += !ret;
	return ret;
}

static int parse_buffers(const char *value, uint32_t *buffers)
{
	uint64_t number = 0;
	int ret = parse_number(value, 2, YAMP_MAX_COUNT, &number);

	*buffers = number;
	if (ret)
		tool_error("--buffers %s: give 2 to %u", value, YAMP_MAX_COUNT);
	return ret;
}

/* An option with a value. */
static int parse_value(struct view_options *options, int option, char *value)
{
	switch (option) {
	case 'd':
		return view_parse_dsp(options, value);
	case 's':
		return check(parse_size(value, &options->width, &options->height), "--size ", value,
			     "WIDTHxHEIGHT, such as 640x480");
	case 'f':
		return check(parse_fourcc(value, &options->fourcc), "--format ", value,
			     "four letters, such as NV12");
	case 'r':
		return check(parse_rate(value, &options->rate_num, &options->rate_den), "--fps ",
			     value, "a rate, such as 30 or 29.97");
	case 'l':
		return check(parse_on_loss(value, &options->on_loss), "--on-loss ", value,
			     "wait or end");
	case 'n':
		return check(parse_number(value, 1, UINT64_MAX - 1, &options->frames), "--frames ",
			     value, "a number above 0");
	case 'p':
		return check(parse_placement(value, &options->placement), "--placement ", value,
			     "any, system or contiguous");
	case 'b':
		return parse_buffers(value, &options->buffers);
	case 'P':
		return check(parse_provider(value, &options->provider), "--provider ", value,
			     "auto, yamp, dma-heap, udmabuf or camera");
	}
	return 0;
}

static bool parse_option(const struct command *command, struct view_options *options, int option,
			 int *status)
{
	switch (option) {
	case 'e':
		options->every_frame = true;
		return true;
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
		fputs(command->usage, stdout);
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

/* SOURCE, and for what records FILE. */
static bool parse_names(const struct command *command, struct view_options *options, int count,
			char **names)
{
	int wanted = command == &commands[VIEW_RECORD] ? 2 : 1;

	if (count != wanted) {
		tool_error("%s; yamp %s --help lists the options",
			   count > wanted ? "one source at a time" : command->missing, command->name);
		return false;
	}
	options->node = names[0];
	options->file = names[1];
	return true;
}

bool view_parse(struct view_options *options, enum view_kind kind, int argc, char **argv,
		int *status)
{
	const struct command *command = &commands[kind];
	int option;

	*options = (struct view_options){
		.every_frame = kind != VIEW_SHOW,
		.whole = kind == VIEW_REPLAY,
		.on_loss = kind == VIEW_SHOW ? YAMP_ON_LOSS_WAIT : YAMP_ON_LOSS_END,
	};
	while ((option = getopt_long(argc, argv, command->options, long_options, NULL)) >= 0) {
		if (option == '?' || option == ':')
			tool_bad_option(command->name, option, argv);
		if (!parse_option(command, options, option, status))
			return false;
	}
	*status = EX_USAGE;
	return parse_names(command, options, argc - optind, argv + optind);
}
