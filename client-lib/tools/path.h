/* SPDX-License-Identifier: MIT */
#ifndef PATH_H
#define PATH_H

#include "tool.h"

/** path_text - how the frames of a window are shown: "plane Virtual-1" */
void path_text(const struct yamp_ledger_window *window, struct line *line);

#endif /* PATH_H */
