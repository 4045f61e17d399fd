/* SPDX-License-Identifier: MIT */
/*
 * Where the library's lines go. The library never prints; each context (device,
 * camera, display) is given a handler when it is made and keeps a copy.
 */
#ifndef YAMP_LOG_H
#define YAMP_LOG_H

#ifdef __cplusplus
extern "C" {
#endif

#define YAMP_API __attribute__((visibility("default")))

/** enum yamp_log_level - how much a line matters */
enum yamp_log_level {
	YAMP_LOG_ERROR = 0,	/* the call fails; the line says what to do */
	YAMP_LOG_WARNING = 1,	/* it goes on with less than was asked for */
	YAMP_LOG_INFO = 2,	/* what was chosen and why */
	YAMP_LOG_DEBUG = 3,
};

/**
 * struct yamp_log - a handler for lines
 * @line: called with one line without a newline, valid during the call; may be
 *	NULL, then nothing is said. Runs in the thread that called the library
 *	and must not call it back
 * @data: handed to @line
 *
 * A public function that fails for a reason a person can act on says exactly
 * one line of level error before it returns.
 */
struct yamp_log {
	void (*line)(void *data, enum yamp_log_level level, const char *text);
	void *data;
};

#ifdef __cplusplus
}
#endif

#endif /* YAMP_LOG_H */
