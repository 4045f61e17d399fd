// SPDX-License-Identifier: MIT
#include "path.h"

void path_text(const struct yamp_ledger_window *window, struct line *line)
{
	if (!window->presented) {
		line_add(line, "%s, nothing seen yet", yamp_path_name(window->path));
		return;
	}
	line_add(line, "%s", window->on_plane ? "plane" : "composited");
	if (window->output[0])
		line_add(line, " %s", window->output);
	for (uint32_t left = window->reasons, i = 0; !window->on_plane && left; left &= left - 1)
		line_add(line, "%s%s", i++ ? ", " : ": ", yamp_reason_name(left & -left));
	if (window->path != YAMP_PATH_VERIFIED)
		line_add(line, " (%s)", yamp_path_name(window->path));
}
