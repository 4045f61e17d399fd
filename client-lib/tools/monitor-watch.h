/* SPDX-License-Identifier: MIT */
/* Each of those that yamp monitor watches. */
#ifndef MONITOR_WATCH_H
#define MONITOR_WATCH_H

#include "ledgers.h"
#include "tool.h"

/**
 * struct monitor_trace - events of the module as the kernel traces them, for root
 * @folder: of the instance; empty: there is none
 * @pipe: readable when there are events; -1
 * @rest: of a line whose end did not come yet
 */
struct monitor_trace {
	char folder[96];
	int pipe;
	char rest[512];
	size_t used;
};

/** monitor_trace_begin - 0 or -errno: it is not root's, or there is no tracefs */
int monitor_trace_begin(struct monitor_trace *trace);

/** monitor_trace_keep - the module may have come; true if its events are traced */
bool monitor_trace_keep(struct monitor_trace *trace);

/** monitor_trace_read - say what came */
void monitor_trace_read(struct monitor_trace *trace, bool json);

/** monitor_trace_end - leave nothing behind */
void monitor_trace_end(struct monitor_trace *trace);

/** monitor_trace_line - say what a line of the trace tells; false: nothing */
bool monitor_trace_line(const char *line, bool json);

/**
 * struct monitor_module - the module's list of buffers, as it was at the last look
 * @known: there was a look
 */
struct monitor_module {
	struct yamp_stat *list;
	uint32_t count;
	bool known;
};

/**
 * monitor_module_look - say what is otherwise than at the last look
 * @quiet: only take it in
 */
void monitor_module_look(struct monitor_module *module, struct yamp_device *device, bool quiet,
			 bool json);

void monitor_module_finish(struct monitor_module *module);

/** struct monitor_targets - what the compositor told of its targets last */
struct monitor_targets {
	struct monitor_target {
		struct yamp_constraint record;
		uint32_t number;
		uint32_t formats;
		char outputs[64];
	} *list;
	uint32_t count;
};

/** monitor_targets_look - say what it tells otherwise now; @quiet: only take it in */
void monitor_targets_look(struct monitor_targets *targets, const struct yamp_display *display,
			  bool quiet, bool json);

void monitor_targets_finish(struct monitor_targets *targets);

/** monitor_clients_say - what is otherwise in the ledgers of programs */
void monitor_clients_say(const struct ledgers *before, const struct ledgers *now, bool json);

#endif /* MONITOR_WATCH_H */
