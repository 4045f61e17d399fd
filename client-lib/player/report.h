/* SPDX-License-Identifier: MIT */
/* What yamp play prints: a line that is rewritten, lines below each other, or JSON. */
#ifndef PLAYER_REPORT_H
#define PLAYER_REPORT_H

#include "options.h"
#include "player.h"

/**
 * struct report - how, and what was said last
 * @options: of the command line
 * @player: whom it is about
 * @file: what is played, as it was given
 * @index: its number, from 0
 * @path: how frames got to the screen when it was last said
 * @loaded: what it is was said
 * @drawn: the line is on the screen
 */
struct report {
	const struct play_options *options;
	const struct player *player;
	const char *file;
	int index;
	char path[256];
	bool loaded;
	bool drawn;
};

/** report_file - another one is played now */
void report_file(struct report *report, const char *file, int index);

/** report_event - of the player; those that end a file, too */
void report_event(struct report *report, const struct player_event *event);

/** report_line - draw it anew, where it is drawn at all */
void report_line(struct report *report);

/** report_say - words on lines of their own, between what is drawn; not where there is JSON */
__attribute__((format(printf, 2, 3)))
void report_say(struct report *report, const char *format, ...);

/** report_failure - one line on stderr: "yamp: FILE: ..." */
void report_failure(struct report *report, const struct failure *failure);

/** report_clear - nothing is drawn any more */
void report_clear(struct report *report);

/** report_end - figures of all files */
void report_end(struct report *report, const struct figures *total, int status);

#endif /* PLAYER_REPORT_H */
