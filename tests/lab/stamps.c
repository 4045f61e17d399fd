// SPDX-License-Identifier: MIT
/*
 * stamps NODE INPUT OUTPUT [coding]: does a DSP carry through what is told of a frame? It gets
 * frames with timestamps that no clock tells, not even in order, and each must come out with the
 * one that it went in with, in the order in which they went in, and marked as copied; with
 * "coding" also with how it was told to have been coded. INPUT and OUTPUT are pixel formats, of
 * 640x480. (stream.c does the same with a decoder.)
 */
#include <stdio.h>

#include "stage.h"

#define FRAMES 12

/* Two frames are under way, as in a pipeline. */
static void run(struct stage *stage)
{
	struct yamp_captured in;
	uint32_t sent = 0;

	stage_fill(stage);
	for (; sent < 2; sent++)
		stage_give(stage, sent, sent, 0);
	for (uint32_t i = 0; i < FRAMES; i++) {
		stage_take(stage, i);
		stage_try("take an input", stage_wait(stage, YAMP_DSP_INPUT, &in));
		if (sent < FRAMES)
			stage_give(stage, in.index, sent++, 0);
	}
}

int main(int argc, char **argv)
{
	struct stage stage;

	if (argc < 4 || argc > 5) {
		fprintf(stderr, "usage: stamps NODE INPUT OUTPUT [coding]\n");
		return 2;
	}
	stage_open(&stage, argv[1], argv[2], argv[3], 640, 480);
	stage.carries_coding = argc == 5;
	run(&stage);
	stage_close(&stage);
	printf("%u frames with their time stamps\n", FRAMES);
	return 0;
}
