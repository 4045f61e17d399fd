// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "log.h"

struct yamp_log log_copy(const struct yamp_log *log)
{
	return log ? *log : (struct yamp_log){ 0 };
}

void log_line(const struct yamp_log *log, enum yamp_log_level level, const char *format, ...)
{
	char text[512];
	int saved = errno;
	va_list args;

	if (!log->line)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	log->line(log->data, level, text);
	errno = saved;
}
