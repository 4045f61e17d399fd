/* SPDX-License-Identifier: MIT */
#ifndef SELFTEST_REPORT_H
#define SELFTEST_REPORT_H

#include "json.h"
#include "tool.h"

/** enum selftest_state - how a step went */
enum selftest_state {
	SELFTEST_OK = 0,
	SELFTEST_MISSING = 1,	/* something is not there: so it was not tried */
	SELFTEST_FAILED = 2,	/* it is there and does not work */
};

#define SELFTEST_STATES 3

/**
 * struct selftest - what was found out so far
 * @json: say it as one object at the end
 * @color: the terminal shows colours
 * @timeout_ms: to wait for frames of one camera
 * @steps: with @json, what was found
 * @part: what the next steps are about
 * @part_said: its heading was printed
 * @optional: what is missing in the next steps is not needed
 * @counts: steps by enum selftest_state, but for the optional ones that are missing
 * @first_fix: of what is needed; empty if nothing lacks
 * @signal_fd: readable when it is to end
 * @interrupted: it was
 * @said: errors of the library since selftest_listen()
 * @display: NULL without a compositor
 * @provider: the first that gives memory; NULL is none
 * @described: it is the kernel module
 * @verdicts: of each camera in words
 */
struct selftest {
	bool json;
	bool color;
	int timeout_ms;
	struct json_object *steps;
	char part[96];
	bool part_said;
	bool optional;
	uint32_t counts[SELFTEST_STATES];
	char first_fix[256];
	int signal_fd;
	bool interrupted;
	struct tool_log tool_log;
	struct line said;
	struct yamp_log log;
	struct yamp_device *device;
	struct yamp_display *display;
	const char *provider;
	bool described;
	struct line verdicts;
};

/** selftest_part - the next steps are about this */
__attribute__((format(printf, 2, 3)))
void selftest_part(struct selftest *test, const char *format, ...);

/** selftest_ok - a step went well; @format says what was seen */
__attribute__((format(printf, 3, 4)))
void selftest_ok(struct selftest *test, const char *step, const char *format, ...);

/** selftest_missing - it could not be tried; @fix says how to get what is missing, or NULL */
__attribute__((format(printf, 4, 5)))
void selftest_missing(struct selftest *test, const char *step, const char *fix,
		      const char *format, ...);

/** selftest_failed - likewise, it does not work */
__attribute__((format(printf, 4, 5)))
void selftest_failed(struct selftest *test, const char *step, const char *fix,
		     const char *format, ...);

/** selftest_listen - forget what the library has said */
void selftest_listen(struct selftest *test);

/** selftest_heard - what the library said why a call failed with @error; until the next */
const char *selftest_heard(struct selftest *test, int error);

#endif /* SELFTEST_REPORT_H */
