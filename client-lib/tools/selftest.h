/* SPDX-License-Identifier: MIT */
#ifndef SELFTEST_H
#define SELFTEST_H

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

/** selftest_fourcc - that the tests of memory alone use */
#define SELFTEST_FOURCC 0x34325258	/* XR24, which every compositor takes */
#define SELFTEST_WIDTH 320
#define SELFTEST_HEIGHT 240

/** selftest_memory - the module and the other providers; fills @test->provider */
void selftest_memory(struct selftest *test);

/** selftest_screen - the compositor, and a picture of ours */
void selftest_screen(struct selftest *test);

/** selftest_cameras - each into buffers of ours, and from there to the screen */
void selftest_cameras(struct selftest *test);

/**
 * struct selftest_show - frames on the screen
 * @released: the compositor does not need a buffer any more; may be called from
 *	selftest_show_frame()
 * @data: for @released
 * @ready: images that can be shown
 * @refused: images that cannot
 * @path: enum yamp_path
 * @shown: given to the compositor
 * @presented: that it showed
 * @plane: of these, from a plane
 * @reasons: enum yamp_reason why the last was composited
 * @output: where; empty if that is not known
 * @latency_ns: capture to light of the last one
 */
struct selftest_show {
	struct selftest *test;
	struct yamp_window *window;
	struct selftest_image {
		struct selftest_show *show;
		uint32_t index;
		struct yamp_image *image;
		bool ready;
	} images[YAMP_MAX_COUNT];
	uint32_t count;
	void (*released)(void *data, uint32_t index, bool drained);
	void *data;
	uint32_t ready;
	uint32_t refused;
	enum yamp_path path;
	uint32_t shown;
	uint32_t presented;
	uint32_t plane;
	uint32_t reasons;
	char output[32];
	int64_t latency_ns;
	bool closed;
};

/** selftest_show_init - make @count buffers known, open a window; 0 or -errno */
int selftest_show_init(struct selftest_show *show, struct selftest *test,
		       struct yamp_buffer *const *buffers, uint32_t count);

/** selftest_show_finish - also after a failed init */
void selftest_show_finish(struct selftest_show *show);

/** selftest_show_settled - the compositor has answered for all of them */
bool selftest_show_settled(const struct selftest_show *show);

/** selftest_show_done - enough was seen, or no more will be */
bool selftest_show_done(const struct selftest_show *show);

/** selftest_show_frame - 0, -EAGAIN if not now, or another -errno */
int selftest_show_frame(struct selftest_show *show, uint32_t index, uint64_t sequence,
			uint64_t capture_ns);

/** selftest_show_report - the steps "compositor's import" and "on the screen" */
void selftest_show_report(struct selftest_show *show, const char *subject);

/** selftest_now_ms - CLOCK_MONOTONIC */
int64_t selftest_now_ms(void);

#endif /* SELFTEST_H */
