/* SPDX-License-Identifier: MIT */
/* Weston's log, and the log scope "yamp". */
#ifndef YAMP_PLUGIN_LOG_H
#define YAMP_PLUGIN_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct plugin;

/** plugin_log - one line of Weston's log; the prefix and the newline are added */
void plugin_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** plugin_trace - one line for those who read the log scope "yamp" */
void plugin_trace(struct plugin *plugin, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** plugin_is_traced - does anybody read it? */
bool plugin_is_traced(const struct plugin *plugin);

/** now_us - monotonic time, for differences */
uint64_t now_us(void);

#endif /* YAMP_PLUGIN_LOG_H */
