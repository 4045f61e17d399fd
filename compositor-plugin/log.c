/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "plugin.h"
#include "weston-compat.h"

void plugin_log(const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	weston_log("yamp: %s\n", line);
}

bool plugin_is_traced(const struct plugin *plugin)
{
	return plugin->scope && weston_log_scope_is_enabled(plugin->scope);
}

void plugin_trace(struct plugin *plugin, const char *format, ...)
{
	char line[512];
	va_list args;

	if (!plugin_is_traced(plugin))
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	weston_log_scope_printf(plugin->scope, "%s\n", line);
}

uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
