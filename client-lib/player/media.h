/* SPDX-License-Identifier: MIT */
/* From a word of the command line to what GStreamer opens. */
#ifndef PLAYER_MEDIA_H
#define PLAYER_MEDIA_H

#include "failure.h"

/**
 * media_uri - of a file or a URI
 *
 * The caller frees it with g_free(). NULL: there is no such file, or it cannot be read.
 */
char *media_uri(const char *word, struct failure *failure);

#endif /* PLAYER_MEDIA_H */
