// SPDX-License-Identifier: MIT
/* What happened, as a line. */
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "json.h"
#include "monitor-event.h"

void monitor_say(bool json, enum monitor_source source, const char *event, const char *format, ...)
{
	static const char *const sources[] = { "module", "compositor", "client" };
	struct timespec now;
	char detail[512];
	va_list args;

	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	clock_gettime(CLOCK_REALTIME, &now);
	if (json) {
		struct json_object *object = json_object_new_object();

		json_object_object_add(object, "time",
				       json_object_new_double(now.tv_sec + now.tv_nsec / 1e9));
		json_text(object, "source", sources[source]);
		json_text(object, "event", event);
		json_text(object, "detail", detail);
		json_line(object);
	} else {
		struct tm parts = { 0 };

		localtime_r(&now.tv_sec, &parts);
		printf("%02d:%02d:%02d.%03ld  %-10s  %-14s  %s\n", parts.tm_hour, parts.tm_min,
		       parts.tm_sec, now.tv_nsec / 1000000, sources[source], event, detail);
		fflush(stdout);
	}
}
