/* SPDX-License-Identifier: MIT */
/*
 * Clients that give the compositor what they should not, by what they do:
 *
 *   hostile.c         begins, and looks at what is left
 *   hostile-files.c   files and frames that are refused
 *   hostile-params.c  params objects in all states, wrong requests, wrong versions
 *   hostile-revoke.c  frames whose memory they take back
 *   hostile-crowd.c   too much of everything, everything in any order, sudden death
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "connection.h"
#include "dmabufs.h"
#include "window.h"

#define XR24 FOURCC('X', 'R', '2', '4')
#define NV12 FOURCC('N', 'V', '1', '2')
#define NONE -1

extern const struct picture picture_rgb;
extern const struct picture picture_split; /* in two dma-bufs */
extern pid_t weston;

/** new_frame - of ours; ends the program if there is none */
struct frame new_frame(const struct picture *picture);

/** import_frame - was it created? */
bool import_frame(struct attempt *attempt, const struct frame *frame);

/** show_frame - in a window of its own, and wait until it is told what became of it */
void show_frame(struct tile *tile, struct connection *connection, struct told *told);

/** fds_of_weston - descriptors that the compositor has */
unsigned int fds_of_weston(void);

#define FOR_EACH(cases, run)                                                                       \
	do {                                                                                       \
		size_t i_;                                                                         \
		for (i_ = 0; i_ < sizeof(cases) / sizeof(*(cases)); i_++)                          \
			run(&(cases)[i_]);                                                         \
	} while (0)

void test_files(void);
void test_objects(void);
void test_crowds(void);

/* These leave frames with the renderer, which keeps some until it draws again. */
void test_revoked(void);
void test_in_use(void);

#endif /* HOSTILE_H */
