/* SPDX-License-Identifier: MIT */
#ifndef FIGURE_H
#define FIGURE_H

#include <yamp/figure.h>

/**
 * figure_store - put a figure into a record
 * @plane: of figures from 32 on, or YAMP_PLANE_ALL
 *
 * Returns 0, or -EINVAL: no such figure or plane, or the value does not fit.
 */
int figure_store(struct yamp_constraint *record, uint32_t figure, uint32_t plane, uint64_t value);

#endif /* FIGURE_H */
