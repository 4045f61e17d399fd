/* SPDX-License-Identifier: MIT */
/* What the subcommands of yamp share. */
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sysexits.h>
#include <yamp/yamp.h>

/** struct line - one line of text that grows, as far as there is room */
struct line {
	char text[512];
	size_t used;
};

/** line_add - at its end */
__attribute__((format(printf, 2, 3)))
void line_add(struct line *line, const char *format, ...);

/**
 * struct tool_log - how the library's lines are said; data of struct yamp_log
 * @most: the least important level that is said
 * @held: if not NULL, errors are put here, not said
 */
struct tool_log {
	enum yamp_log_level most;
	struct line *held;
};

/** tool_log_line - a library's line, as struct yamp_log.line */
void tool_log_line(void *data, enum yamp_log_level level, const char *text);

/** tool_error - one line on stderr: "yamp: ..." */
__attribute__((format(printf, 1, 2)))
void tool_error(const char *format, ...);

/**
 * tool_bad_option - say what getopt_long(3) found fault with
 * @found: what it returned, '?' or ':'
 */
void tool_bad_option(const char *command, int found, char **argv);

/** tool_common_option - 'h' for help, 'V' for the version, or one that is bad; exit status */
int tool_common_option(int option, const char *usage, const char *command, char **argv);

/** tool_no_words - nothing may follow the options: -1, or the exit status, said */
int tool_no_words(const char *command, int argc, char **argv);

/**
 * tool_signals - SIGINT, SIGTERM and SIGHUP become readable
 *
 * No handler, nothing is interrupted half-way. Returns a descriptor that the caller
 * closes, or -1, said.
 */
int tool_signals(void);

/** tool_signals_and - these, too */
int tool_signals_and(const int *more, size_t count);

/** tool_signals_end - close it; from now on they end the program again, wherever it is */
void tool_signals_end(int fd);

/** tool_status - exit status for -errno of a library call, of sysexits.h */
int tool_status(int error);

/** FOURCC_TEXT - room for a fourcc in letters */
#define FOURCC_TEXT 5

/** fourcc_text - letters without trailing spaces; returns @text */
char *fourcc_text(uint32_t fourcc, char text[FOURCC_TEXT]);

/** parse_fourcc - 1 to 4 letters; 0 or -EINVAL */
int parse_fourcc(const char *text, uint32_t *fourcc);

/** parse_size - WIDTHxHEIGHT in pixels, neither 0; 0 or -EINVAL */
int parse_size(const char *text, uint32_t *width, uint32_t *height);

/** parse_number - decimal, @min to @max; 0 or -EINVAL */
int parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *number);

/** parse_rate - frames per second as 30, 29.97 or 30000/1001; 0 or -EINVAL */
int parse_rate(const char *text, uint32_t *num, uint32_t *den);

/** record_takes - does a consumer take a format, laid out linearly? */
bool record_takes(const struct yamp_constraint *record, uint32_t fourcc);

/** placement_name - of enum yamp_placement; constant */
const char *placement_name(uint32_t placement);

/** tool_now_ms - CLOCK_MONOTONIC_COARSE, which costs no system call */
int64_t tool_now_ms(void);

/** tool_play - "yamp play", which is another program; returns the exit status if there is none */
int tool_play(int argc, char **argv);

/** tool_view - "yamp view"; returns the exit status */
int tool_view(int argc, char **argv);

/** tool_replay - "yamp replay"; returns the exit status */
int tool_replay(int argc, char **argv);

/** tool_record - "yamp record"; returns the exit status */
int tool_record(int argc, char **argv);

/** tool_ls - "yamp ls"; returns the exit status */
int tool_ls(int argc, char **argv);

/** tool_explain - "yamp explain"; returns the exit status */
int tool_explain(int argc, char **argv);

/** tool_top - "yamp top"; returns the exit status */
int tool_top(int argc, char **argv);

/** tool_monitor - "yamp monitor"; returns the exit status */
int tool_monitor(int argc, char **argv);

/** tool_info - "yamp info"; returns the exit status */
int tool_info(int argc, char **argv);

/** tool_selftest - "yamp selftest"; returns the exit status */
int tool_selftest(int argc, char **argv);

#endif /* TOOL_H */
