/* SPDX-License-Identifier: MIT */
#ifndef MONITOR_EVENT_H
#define MONITOR_EVENT_H

#include <stdbool.h>

/** enum monitor_source - who tells of an event */
enum monitor_source { MONITOR_MODULE, MONITOR_COMPOSITOR, MONITOR_CLIENT };

/** monitor_say - one line; @event is one word, the rest is for people */
__attribute__((format(printf, 4, 5)))
void monitor_say(bool json, enum monitor_source source, const char *event,
		 const char *format, ...);

#endif /* MONITOR_EVENT_H */
