/* SPDX-License-Identifier: MIT */
#include "renderer-look.h"

#include <string.h>

#include "dmabufs.h"
#include "tap.h"

#define XR24 FOURCC('X', 'R', '2', '4')

/* Memory for it, and what is made of that. */
static const struct picture memory = {.fourcc = XR24, .width = 1024, .height = 512};

#define WIDTH 64
#define HEIGHT 13

bool renderer_takes(struct connection *connection, uint32_t stride, uint32_t offset)
{
	struct attempt attempt;
	struct frame frame;
	enum answer answer;
	int error = frame_alloc(&frame, &memory);

	if (error)
		tap_bail("no memory: %s", strerror(-error));
	attempt_begin(&attempt, connection);
	zwp_linux_buffer_params_v1_add(attempt.params, frame.fds[0], 0, offset, stride, 0, 0);
	zwp_linux_buffer_params_v1_create(attempt.params, WIDTH, HEIGHT, XR24, 0);
	answer = attempt_wait(&attempt);
	attempt_end(&attempt);
	frame_free(&frame);
	return answer == ANSWER_CREATED;
}
