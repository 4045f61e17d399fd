/* SPDX-License-Identifier: MIT */
/* The element that shows frames. */
#ifndef PLAYER_SINK_H
#define PLAYER_SINK_H

#include <gst/gst.h>

#include "failure.h"
#include "figures.h"

/**
 * sink_make - a yampsink
 *
 * Of the plugins that GStreamer knows, or else of the one that was installed with this program.
 * The caller owns a reference. NULL: there is none.
 */
GstElement *sink_make(struct failure *failure);

/** sink_look - its statistics. Any thread */
void sink_look(GstElement *sink, struct figures *figures);

#endif /* PLAYER_SINK_H */
