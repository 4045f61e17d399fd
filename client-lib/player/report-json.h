/* SPDX-License-Identifier: MIT */
#ifndef PLAYER_REPORT_JSON_H
#define PLAYER_REPORT_JSON_H

#include "player.h"

/** report_json_event - what happened to a file, as an object on a line */
void report_json_event(const char *file, const struct player_status *status,
		       const struct player_event *event);

/** report_json_failure - a file is not played: there was no event */
void report_json_failure(const char *file, const struct failure *failure);

/** report_json_end - figures of all files, and the exit status */
void report_json_end(const struct figures *total, int status);

#endif /* PLAYER_REPORT_JSON_H */
