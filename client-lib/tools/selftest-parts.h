/* SPDX-License-Identifier: MIT */
/* Each of those that yamp selftest tries, and the picture with which it does. */
#ifndef SELFTEST_PARTS_H
#define SELFTEST_PARTS_H

#include "selftest-report.h"

/* The format is XR24, which every compositor takes. */
#define SELFTEST_FOURCC 0x34325258
#define SELFTEST_WIDTH 320
#define SELFTEST_HEIGHT 240

/** selftest_memory - the module and the other providers; fills @test->provider */
void selftest_memory(struct selftest *test);

/** selftest_screen - the compositor, and a picture of ours */
void selftest_screen(struct selftest *test);

/** selftest_cameras - each into buffers of ours, and from there to the screen */
void selftest_cameras(struct selftest *test);

#endif /* SELFTEST_PARTS_H */
