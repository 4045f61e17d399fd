// SPDX-License-Identifier: MIT
/*
 * stream ENCODER DECODER: a stateful decoder's input, output and end, step by step. The encoder
 * makes streams of two sizes. The decoder gets one of them: its output begins by itself when the
 * stream has told what it is, each frame comes with the time stamp that it went in with and says
 * how it was coded, and when it is drained it gives what it keeps, then the end. Then a stream
 * that goes on with pictures of another size: those before it come out, and what follows is an
 * error that is said.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/videodev2.h>

#include "stage.h"

#define PICTURES 3	/* of a stream; as many inputs as a stage has, less one */

/** struct stream - compressed pictures */
struct stream {
	struct picture {
		void *data;
		uint32_t bytes;
	} pictures[PICTURES];
};

/* What a processor touches it takes into its hands and gives back. */
static void *copy_from(struct yamp_buffer *buffer, uint32_t bytes)
{
	void *data = malloc(bytes);

	if (!data)
		stage_fail("memory", -ENOMEM);
	stage_try("begin to read", yamp_buffer_cpu_begin(buffer, YAMP_CPU_READ));
	memcpy(data, yamp_buffer_plane(buffer, 0), bytes);
	stage_try("end to read", yamp_buffer_cpu_end(buffer, YAMP_CPU_READ));
	return data;
}

static void copy_to(struct yamp_buffer *buffer, const struct picture *picture)
{
	stage_try("begin to write", yamp_buffer_cpu_begin(buffer, YAMP_CPU_WRITE));
	memcpy(yamp_buffer_plane(buffer, 0), picture->data, picture->bytes);
	stage_try("end to write", yamp_buffer_cpu_end(buffer, YAMP_CPU_WRITE));
}

/* Of black pictures. */
static void encode(const char *node, uint32_t width, uint32_t height, struct stream *stream)
{
	struct yamp_captured out;
	struct stage stage;

	stage_open(&stage, node, "NV12", "FWHT", width, height);
	stage_fill(&stage);
	for (uint32_t i = 0; i < PICTURES; i++) {
		stage_give(&stage, i, i, 0);
		stage_try("encode", stage_wait(&stage, YAMP_DSP_OUTPUT, &out));
		stream->pictures[i] = (struct picture){
			copy_from(stage.buffers[YAMP_DSP_OUTPUT][out.index], out.bytes[0]),
			out.bytes[0],
		};
	}
	stage_close(&stage);
}

static void give(struct stage *stage, uint32_t index, uint32_t number,
		 const struct picture *picture)
{
	copy_to(stage->buffers[YAMP_DSP_INPUT][index], picture);
	stage_give(stage, index, number, picture->bytes);
}

/* Its last frame may itself be the last, or an empty one behind it. */
static void drained(const char *node, const struct stream *stream)
{
	struct yamp_captured out = { 0 };
	uint32_t taken = 0;
	struct stage stage;

	stage_open(&stage, node, "FWHT", "NV12", 640, 480);
	stage_fill(&stage);
	for (uint32_t i = 0; i < PICTURES; i++)
		give(&stage, i, i, &stream->pictures[i]);
	stage_try("drain", yamp_dsp_drain(stage.dsp));
	while (!out.last) {
		stage_try("take a frame", stage_wait(&stage, YAMP_DSP_OUTPUT, &out));
		if (!out.bytes[0])
			continue;
		if (!out.coding || (!taken && out.coding != V4L2_BUF_FLAG_KEYFRAME))
			stage_fail("how a picture was coded", -EPROTO);
		if (out.clock != YAMP_CAMERA_CLOCK_COPIED || out.damaged ||
		    out.timestamp_ns != stage_stamp(taken++))
			stage_fail("a frame's time stamp", -EPROTO);
	}
	if (taken != PICTURES)
		stage_fail("not every frame came before the end", -EPROTO);
	stage_close(&stage);
}

static void changed(const char *node, const struct stream *stream, const struct stream *other)
{
	struct yamp_captured out;
	struct stage stage;
	int ret = 0;

	stage_open(&stage, node, "FWHT", "NV12", 640, 480);
	stage_fill(&stage);
	for (uint32_t i = 0; i < PICTURES; i++)
		give(&stage, i, i, &stream->pictures[i]);
	for (uint32_t i = 0; i < PICTURES; i++)
		stage_take(&stage, i);
	give(&stage, PICTURES, PICTURES, &other->pictures[0]);
	while (!ret)	/* the end of those before it, which has no frame */
		ret = stage_wait(&stage, YAMP_DSP_OUTPUT, &out);
	if (ret != -EOPNOTSUPP || !strstr(stage.said, "pictures of another kind"))
		stage_fail("pictures of another size", ret);
	stage_close(&stage);
}

static void stream_finish(struct stream *stream)
{
	for (uint32_t i = 0; i < PICTURES; i++)
		free(stream->pictures[i].data);
}

int main(int argc, char **argv)
{
	struct stream stream, other;

	if (argc != 3) {
		fprintf(stderr, "usage: stream ENCODER DECODER\n");
		return 2;
	}
	encode(argv[1], 640, 480, &stream);
	encode(argv[1], 1280, 720, &other);
	drained(argv[2], &stream);
	changed(argv[2], &stream, &other);
	stream_finish(&stream);
	stream_finish(&other);
	printf("drained, and another size refused\n");
	return 0;
}
