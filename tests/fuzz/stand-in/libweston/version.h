/* SPDX-License-Identifier: MIT */
/* Which Weston is stood in for, the compiler's arguments say. */
#ifndef STAND_IN_VERSION_H
#define STAND_IN_VERSION_H

#ifndef WESTON_VERSION_MAJOR
#error "say which: -DWESTON_VERSION_MAJOR=14"
#endif

#endif /* STAND_IN_VERSION_H */
