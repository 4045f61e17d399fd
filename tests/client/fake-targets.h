/* SPDX-License-Identifier: MIT */
/* What the compositor of fake-compositor.h tells by a yamp_constraints_v1. */
#ifndef FAKE_TARGETS_H
#define FAKE_TARGETS_H

#include <wayland-server.h>

#include "fake-compositor.h"

/** fake_targets_tell - its first batch */
void fake_targets_tell(struct wl_resource *to, enum fake_tells tells);

/** fake_targets_change - the batch after that */
void fake_targets_change(struct wl_resource *to, enum fake_tells tells);

/** fake_targets_of_output - for a surface on FAKE-2, as of FAKE_TARGETS */
void fake_targets_of_output(struct wl_resource *to);

#endif /* FAKE_TARGETS_H */
