/* SPDX-License-Identifier: MIT */
/* What yamp explain does, one after the other, to a question and its answer. */
#ifndef EXPLAIN_STEPS_H
#define EXPLAIN_STEPS_H

#include "explain-answer.h"

/** explain_measure - by trial, whether the camera takes scattered memory, and how much */
void explain_measure(struct explain *explain, struct explain_consumer *camera);

/** explain_open_cards - for where there is no compositor. Undone by explain_close_cards() */
void explain_open_cards(struct explain *explain);
void explain_close_cards(struct explain *explain);

/** explain_output - walk the names of outputs, the compositor's or the cards'; NULL behind them */
const char *explain_output(const struct explain *explain, uint32_t index);

/**
 * explain_plane_at - walk the planes of the cards that serve the output asked about
 *
 * Returns the card's node; NULL behind the last one.
 */
const char *explain_plane_at(const struct explain *explain, uint32_t index,
			     struct yamp_target *target);

/** explain_card_path - would any of them take a format? @data is a struct explain */
enum yamp_path explain_card_path(const void *data, uint32_t fourcc);

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
