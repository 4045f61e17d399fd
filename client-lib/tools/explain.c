// SPDX-License-Identifier: MIT
/* yamp explain: would a camera's frames get to the display without a copy, and why not? */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain-steps.h"

static const char usage[] =
	"usage: yamp explain [OPTION]... DEVICE\n"
	"\n"
	"Says how frames of the camera DEVICE, such as /dev/video0, would get to the display:\n"
	"what each consumer needs of a buffer and how that is known, what suits them all, and\n"
	"if nothing does, who does not agree and what would mend it. Without a compositor the\n"
	"planes of the displays are asked themselves.\n"
	"\n"
	"  -d, --dsp NODE[,KEY=VALUE]...\n"
	"                       through this mem2mem device or software DSP first; give it\n"
	"                       again for the next stage; see yamp-view(1)\n"
	"  -o, --output NAME    on this output; default: any\n"
	"  -s, --size WxH       picture size; default: as the camera is set\n"
	"  -f, --format FOURCC  pixel format, by its V4L2 or DRM name; default: the camera's\n"
	"                       first that the compositor takes, or without one a plane\n"
	"  -j, --json           print one JSON object\n"
	"  -h, --help           print this\n"
	"      --version        print the version\n"
	"\n"
	"Exit status: 0 without a copy, 1 with a copy, 2 not at all, 64 and above: it could not\n"
	"be found out. See yamp-explain(1).\n";

enum { OPTION_VERSION = 256 };

static const struct option long_options[] = {
	{ "dsp", required_argument, NULL, 'd' },
	{ "output", required_argument, NULL, 'o' },
	{ "size", required_argument, NULL, 's' },
	{ "format", required_argument, NULL, 'f' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

/* Goes on with -1, ends with a status. */
static int parse_option(struct explain *explain, int option)
{
	struct explain_options *options = &explain->options;
	struct view_options *view = &explain->view.options;

	switch (option) {
	case 'd':
		return view_parse_dsp(view, optarg) ? EX_USAGE : -1;
	case 'o':
		options->output = optarg;
		return -1;
	case 's':
		if (!parse_size(optarg, &view->width, &view->height))
			return -1;
		tool_error("--size %s: give WIDTHxHEIGHT, such as 640x480", optarg);
		return EX_USAGE;
	case 'f':
		if (!parse_fourcc(optarg, &view->fourcc))
			return -1;
		tool_error("--format %s: give four letters, such as NV12", optarg);
		return EX_USAGE;
	case 'j':
		options->json = true;
		return -1;
	case 'h':
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	case OPTION_VERSION:
		puts("yamp " YAMP_VERSION);
		return EXIT_SUCCESS;
	default:
		return EX_USAGE;
	}
}

static int parse(struct explain *explain, int argc, char **argv)
{
	int option, status;

	while ((option = getopt_long(argc, argv, ":d:o:s:f:jh", long_options, NULL)) >= 0) {
		if (option == '?' || option == ':')
			tool_bad_option("explain", option, argv);
		status = parse_option(explain, option);
		if (status >= 0)
			return status;
	}
	if (optind + 1 != argc) {
		tool_error("%s; yamp explain --help lists the options",
			   optind < argc ? "one camera at a time" : "which camera? give one, such "
			   "as /dev/video0");
		return EX_USAGE;
	}
	explain->view.options.node = argv[optind];
	return -1;
}

/* The lower, the better: without a copy, then with one; of equals the camera's first. */
static uint32_t format_rank(const struct explain *explain, const struct yamp_camera_format *format)
{
	uint32_t wanted = explain->view.options.fourcc;

	if (wanted && format->pixelformat == wanted)
		return 0;
	if (wanted)
		return format->fourcc == wanted ? 1 : UINT32_MAX;
	switch (explain_format_path(explain, format->fourcc)) {
	case YAMP_PATH_NONE:
		return format->fourcc ? 4 : UINT32_MAX;
	case YAMP_PATH_COPY:
		return 3;
	default:
		return format->converted ? 2 : 1;
	}
}

/* Formats that can be shown in some way, or of those that have a name. */
static void list_formats(struct explain *explain, struct line *line)
{
	struct yamp_camera_format format;
	char letters[FOURCC_TEXT];

	for (uint32_t i = 0; !yamp_camera_format_at(explain->view.camera, i, &format); i++) {
		if (format.fourcc)
			line_add(line, " %s", fourcc_text(format.pixelformat, letters));
	}
}

static bool choose_format(struct explain *explain)
{
	struct yamp_camera_format format;
	uint32_t rank, best = UINT32_MAX;

	for (uint32_t i = 0; !yamp_camera_format_at(explain->view.camera, i, &format); i++) {
		rank = format_rank(explain, &format);
		if (rank >= best)
			continue;
		best = rank;
		explain->view.mode.pixelformat = format.pixelformat;
	}
	return best < UINT32_MAX;
}

/* The camera itself cannot do what was asked: that is an answer. */
static int say_impossible(struct explain *explain)
{
	explain->verdict = EXPLAIN_IMPOSSIBLE;
	if (explain->options.json)
		explain_json(explain);
	else
		explain_text(explain);
	return EXPLAIN_IMPOSSIBLE;
}

/* With DSPs behind it, as a viewfinder would. */
static int set_stages(struct explain *explain)
{
	int status = view_open_dsps(&explain->view);

	if (status)
		return status;
	explain->view.tool_log.held = &explain->said;
	explain->view.refusal = &explain->said;
	status = view_set_formats(&explain->view);
	explain->view.tool_log.held = NULL;
	if (!status)
		return -1;
	if (status != EX_DATAERR) {
		tool_error("%s", explain->said.text);
		return status;
	}
	line_add(&explain->why, "%s", explain->said.text);
	line_add(&explain->fix, "choose another format or size, of the camera with --format and "
		 "--size or of a DSP with format= and size=");
	return say_impossible(explain);
}

static int set_mode(struct explain *explain)
{
	char letters[FOURCC_TEXT];
	int ret;

	if (!choose_format(explain)) {
		line_add(&explain->why, "%s has no format %s", explain->view.options.node,
			 explain->view.options.fourcc ? fourcc_text(explain->view.options.fourcc, letters) :
						   "that can be shown");
		line_add(&explain->fix, "choose one that it has with --format:");
		list_formats(explain, &explain->fix);
		return say_impossible(explain);
	}
	explain->view.mode.width = explain->view.options.width;
	explain->view.mode.height = explain->view.options.height;
	explain->view.tool_log.held = &explain->said;
	ret = yamp_camera_try_mode(explain->view.camera, &explain->view.mode);
	explain->view.tool_log.held = NULL;
	if (!ret)
		return -1;
	if (ret != -ERANGE) {
		tool_error("%s", explain->said.text);
		return tool_status(ret);
	}
	line_add(&explain->why, "%s", explain->said.text);
	line_add(&explain->fix, "choose that size: --size %ux%u", explain->view.mode.width,
		 explain->view.mode.height);
	return say_impossible(explain);
}

static int check_output(const struct explain *explain)
{
	struct line line = { 0 };
	const char *name;

	if (!explain->options.output)
		return 0;
	if (!explain->view.display && !explain->card_count) {
		tool_error("--output %s: there is no compositor, and no card with a display that "
			   "this user may open", explain->options.output);
		return EX_UNAVAILABLE;
	}
	for (uint32_t i = 0; (name = explain_output(explain, i)); i++) {
		if (!strcmp(name, explain->options.output))
			return 0;
		line_add(&line, " %s", name);
	}
	tool_error("there is no output %s; %s:%s", explain->options.output,
		   explain->view.display ? "the compositor has" : "displays are connected to",
		   line.used ? line.text : " none with a name");
	return EX_DATAERR;
}

/* Without a compositor the cards are asked, without these the camera alone; what went wrong
 * else is said. */
static int open_display(struct explain *explain)
{
	int error;

	explain->view.tool_log.held = &explain->said;
	explain->view.display = yamp_display_connect(NULL, &explain->view.log);
	error = explain->view.display ? 0 : -errno;
	explain->view.tool_log.held = NULL;
	if (!error || error == -ENOENT || error == -ECONNREFUSED) {
		explain->said = (struct line){ 0 };
		if (error)
			explain_open_cards(explain);
		return 0;
	}
	tool_error("%s", explain->said.used ? explain->said.text : "no memory");
	return tool_status(error);
}

static int run(struct explain *explain)
{
	int status = view_open_camera(&explain->view), ret;

	if (!status)
		status = open_display(explain);
	if (!status)
		status = check_output(explain);
	if (status)
		return status;
	explain->view.device = yamp_device_open(NULL, &explain->view.log);
	if (!explain->view.device) {
		tool_error("no memory");
		return EX_OSERR;
	}
	status = explain->view.options.dsp_count ? set_stages(explain) : set_mode(explain);
	if (status >= 0)
		return status;
	ret = explain_ask(explain);
	if (ret)
		return tool_status(ret);
	explain_solve(explain);
	if (explain->options.json)
		explain_json(explain);
	else
		explain_text(explain);
	return explain->verdict;
}

int tool_explain(int argc, char **argv)
{
	struct explain *explain = calloc(1, sizeof(*explain));
	int status;

	if (!explain) {
		tool_error("no memory");
		return EX_OSERR;
	}
	explain->view.only_ask = true;
	explain->view.path_without_display = explain_card_path;
	explain->view.path_data = explain;
	explain->view.tool_log.most = YAMP_LOG_ERROR;
	explain->view.log = (struct yamp_log){ tool_log_line, &explain->view.tool_log };
	status = parse(explain, argc, argv);
	if (status < 0)
		status = run(explain);
	yamp_display_destroy(explain->view.display);
	for (uint32_t i = 0; i < YAMP_PIPELINE_DSPS; i++)
		yamp_dsp_close(explain->view.dsps[i]);
	yamp_camera_close(explain->view.camera);
	explain_close_cards(explain);
	yamp_device_close(explain->view.device);
	free(explain);
	return status;
}
