/* SPDX-License-Identifier: MIT */
/* What yamp explain does, one after the other, to a question and its answer. */
#ifndef EXPLAIN_STEPS_H
#define EXPLAIN_STEPS_H

#include "explain-answer.h"

/** explain_measure - by trial, whether the camera takes scattered memory, and how much */
void explain_measure(struct explain *explain, struct explain_consumer *camera);

/** explain_ask - fill the consumers; the mode is set. 0 or -errno, said */
int explain_ask(struct explain *explain);

/** explain_solve - from consumers to verdict */
void explain_solve(struct explain *explain);

/** explain_fix - what would mend @conflict */
void explain_fix(struct explain *explain);

/** explain_text - print it for people */
void explain_text(const struct explain *explain);

/** explain_json - print it as one JSON object */
void explain_json(const struct explain *explain);

#endif /* EXPLAIN_STEPS_H */
