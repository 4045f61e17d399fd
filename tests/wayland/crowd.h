/* SPDX-License-Identifier: MIT */
#ifndef CROWD_H
#define CROWD_H

#include "connection.h"

/** crowd - tests: more surfaces than planes; what is told of one that finds none, and gets one */
void crowd(struct connection *connection);

#endif /* CROWD_H */
