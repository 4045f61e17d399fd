// SPDX-License-Identifier: MIT
/* yamp: one buffer for camera, GPU and display. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

static int tool_help(int argc, char **argv);

static int tool_version(int argc, char **argv)
{
	puts("yamp " YAMP_VERSION);
	return EXIT_SUCCESS;
}

static const struct command {
	const char *name;
	const char *what;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "selftest", "what works on this machine, and how to get what is missing", tool_selftest },
	{ "view", "show a camera in a window", tool_view },
	{ "record", "what a camera or a DSP delivers, into a file", tool_record },
	{ "replay", "show such a file, every frame of it", tool_replay },
	{ "play", "films, by GStreamer", tool_play },
	{ "explain", "how a camera's frames would get to the display, and why not better",
	  tool_explain },
	{ "info", "what this machine gives memory with", tool_info },
	{ "top", "who has each frame, and how well they are shown", tool_top },
	{ "monitor", "what happens to buffers, constraints and streams", tool_monitor },
	{ "ls", "the buffers there are and who holds them", tool_ls },
	{ "help", NULL, tool_help },
	{ "--help", NULL, tool_help },
	{ "-h", NULL, tool_help },
	{ "--version", NULL, tool_version },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int tool_help(int argc, char **argv)
{
	puts("usage: yamp COMMAND [OPTION]...\n");
	for (size_t i = 0; i < COMMANDS; i++) {
		if (commands[i].what)
			printf("  %-9s %s\n", commands[i].name, commands[i].what);
	}
	puts("\nyamp COMMAND --help lists the options of a command.");
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		tool_error("which command? yamp --help lists them");
		return EX_USAGE;
	}
	for (size_t i = 0; i < COMMANDS; i++) {
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	}
	tool_error("there is no command %s; yamp --help lists them", argv[1]);
	return EX_USAGE;
}
