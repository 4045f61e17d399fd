/* SPDX-License-Identifier: MIT */
#ifndef SELFTEST_SHOW_H
#define SELFTEST_SHOW_H

#include "selftest-report.h"

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

#endif /* SELFTEST_SHOW_H */
