// SPDX-License-Identifier: MIT
/*
 * yamp monitor: what happens, a line each.
 *
 *   module      buffers come, go, are revoked and purged; limits: of everybody's by the
 *               kernel's trace, which root may see; else of the user's own by looking
 *   compositor  its targets need something else than before
 *   client      streams begin and end, windows are shown in another way
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "monitor-event.h"
#include "monitor-watch.h"

#define LOOK_MS 250
#define CONNECT_EVERY 8		/* looks */

static const char usage[] =
	"usage: yamp monitor [OPTION]...\n"
	"\n"
	"Prints what happens, a line each, until Ctrl-C: to buffers of the kernel's module, to what\n"
	"the compositor's targets need, and to the way in which programs' frames are shown.\n"
	"\n"
	"  -j, --json     print one JSON object a line\n"
	"  -h, --help     print this\n"
	"      --version  print the version\n";

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

/**
 * struct monitor - what is watched
 * @ledgers: as of the last look
 * @looks: so far
 * @said_allocator: the compositor's plugin could ask the kernel
 */
struct monitor {
	bool json;
	int signal_fd;
	struct yamp_device *device;
	struct yamp_display *display;
	struct monitor_trace trace;
	struct monitor_module module;
	struct monitor_targets targets;
	uint32_t targets_serial;
	bool said_allocator;
	struct ledgers ledgers;
	uint64_t looks;
};

static void connect_display(struct monitor *monitor, bool quiet)
{
	monitor->display = yamp_display_connect(NULL, NULL);
	if (!monitor->display)
		return;
	if (!quiet)
		monitor_say(monitor->json, MONITOR_COMPOSITOR, "connected", "the compositor is there");
	monitor_targets_look(&monitor->targets, monitor->display, quiet, monitor->json);
	monitor->targets_serial = yamp_display_targets_serial(monitor->display);
	yamp_display_plugin(monitor->display, &monitor->said_allocator);
}

static void look_at_plugin(struct monitor *monitor)
{
	bool allocator;

	yamp_display_plugin(monitor->display, &allocator);
	if (allocator != monitor->said_allocator)
		monitor_say(monitor->json, MONITOR_COMPOSITOR, allocator ? "verifies" : "believes",
			    "its plugin %s ask the kernel about buffers",
			    allocator ? "can" : "can no longer");
	monitor->said_allocator = allocator;
}

static void look_at_compositor(struct monitor *monitor)
{
	if (!monitor->display) {
		if (!(monitor->looks % CONNECT_EVERY))
			connect_display(monitor, false);
		return;
	}
	if (yamp_display_dispatch(monitor->display) || yamp_display_flush(monitor->display) == -EPIPE) {
		monitor_say(monitor->json, MONITOR_COMPOSITOR, "gone", "the compositor went away");
		yamp_display_destroy(monitor->display);
		monitor->display = NULL;
		monitor_targets_finish(&monitor->targets);
		return;
	}
	look_at_plugin(monitor);
	if (yamp_display_targets_serial(monitor->display) == monitor->targets_serial)
		return;
	monitor->targets_serial = yamp_display_targets_serial(monitor->display);
	monitor_targets_look(&monitor->targets, monitor->display, false, monitor->json);
}

/* Where the trace tells, the list is looked at all the same, to go on with if it ends. */
static void look_at_module(struct monitor *monitor, bool first)
{
	bool traced = monitor_trace_keep(&monitor->trace);

	if (traced)
		monitor_trace_read(&monitor->trace, monitor->json);
	monitor_module_look(&monitor->module, monitor->device, traced || first, monitor->json);
}

static int look_at_clients(struct monitor *monitor, bool first)
{
	struct ledgers now;
	int ret = ledgers_read(&now);

	if (ret)
		return ret;
	if (!first)
		monitor_clients_say(&monitor->ledgers, &now, monitor->json);
	ledgers_finish(&monitor->ledgers);
	monitor->ledgers = now;
	return 0;
}

static int look(struct monitor *monitor, bool first)
{
	look_at_module(monitor, first);
	if (first)
		connect_display(monitor, true);
	else
		look_at_compositor(monitor);
	monitor->looks++;
	return look_at_clients(monitor, first);
}

/* True when it is to end. */
static bool wait_for_events(const struct monitor *monitor)
{
	struct pollfd fds[] = {
		{ monitor->signal_fd, POLLIN, 0 },
		{ monitor->display ? yamp_display_fd(monitor->display) : -1, POLLIN, 0 },
	};

	return poll(fds, 2, LOOK_MS) < 0 ? errno != EINTR : fds[0].revents;
}

static int run(struct monitor *monitor)
{
	int ret;

	monitor->signal_fd = tool_signals();
	monitor->device = yamp_device_open(NULL, NULL);
	if (monitor->signal_fd < 0 || !monitor->device)
		return EX_OSERR;
	monitor_trace_begin(&monitor->trace);	/* without it the lists are compared */
	ret = look(monitor, true);
	if (!ret)
		monitor_say(monitor->json, MONITOR_MODULE, "begin", "%s; %u buffers, %zu streams and "
			    "windows, %s", monitor_trace_keep(&monitor->trace) ?
			    "everybody's buffers, by the kernel's trace" :
			    "your buffers, looked at 4 times a second",
			    monitor->module.count, monitor->ledgers.count,
			    monitor->display ? "a compositor" : "no compositor");
	while (!ret && !wait_for_events(monitor) && !ferror(stdout))
		ret = look(monitor, false);
	if (ret)
		tool_error("%s", strerror(-ret));
	return tool_status(ret);
}

static void monitor_finish(struct monitor *monitor)
{
	monitor_trace_end(&monitor->trace);
	monitor_module_finish(&monitor->module);
	monitor_targets_finish(&monitor->targets);
	ledgers_finish(&monitor->ledgers);
	yamp_display_destroy(monitor->display);
	yamp_device_close(monitor->device);
	if (monitor->signal_fd >= 0)
		close(monitor->signal_fd);
}

int tool_monitor(int argc, char **argv)
{
	struct monitor monitor = { .signal_fd = -1, .trace.pipe = -1 };
	int option, status;

	while ((option = getopt_long(argc, argv, ":jh", long_options, NULL)) >= 0) {
		switch (option) {
		case 'j':
			monitor.json = true;
			break;
		default:
			return tool_common_option(option, usage, "monitor", argv);
		}
	}
	status = tool_no_words("monitor", argc, argv);
	if (status >= 0)
		return status;
	status = run(&monitor);
	monitor_finish(&monitor);
	return status;
}
