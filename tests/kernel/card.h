/* SPDX-License-Identifier: MIT */
/* DRM devices, which import dma-bufs of ours and export their own. */
#ifndef CARD_H
#define CARD_H

#include <linux/types.h>
#include <stdbool.h>

/** card_load - modprobe @command, a driver and its parameters; false if that fails */
bool card_load(const char *command);

/** card_open - the first device of this driver; -1 if there is none */
int card_open(const char *driver);

/** card_import - a handle for the dma-buf @fd, to be closed; 0 or -errno */
int card_import(int card, int fd, __u32 *handle);

/** card_export - a dma-buf of a new dumb buffer; or -errno */
int card_export(int card, __u32 width, __u32 height);

/** card_close - lets go of a handle */
void card_close(int card, __u32 handle);

#endif /* CARD_H */
