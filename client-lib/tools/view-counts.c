// SPDX-License-Identifier: MIT
/* What became of frames, in numbers. */
#include "view.h"

uint64_t view_drops(const struct view_counts *counts)
{
	return counts->lost_camera + counts->lost_damaged + counts->lost_dsp +
	       counts->lost_compositor + counts->lost_here;
}

double view_rate(const struct view *view, const struct view_counts *counts, int64_t ms)
{
	uint64_t frames = view->all.presented ? counts->presented : counts->shown;

	return ms > 0 ? frames * 1000.0 / ms : 0;
}

void view_counts_add(struct view_counts *all, const struct view_counts *more)
{
	all->shown += more->shown;
	all->presented += more->presented;
	all->plane += more->plane;
	all->composited += more->composited;
	all->lost_camera += more->lost_camera;
	all->lost_damaged += more->lost_damaged;
	all->lost_dsp += more->lost_dsp;
	all->lost_compositor += more->lost_compositor;
	all->lost_here += more->lost_here;
	histogram_merge(&all->latency, &more->latency);
}
