/* SPDX-License-Identifier: MIT */
/* Times within a film, in ns, as people write them. */
#ifndef PLAYER_POSITION_H
#define PLAYER_POSITION_H

#include <stdint.h>

/** POSITION_UNKNOWN - not known; what GStreamer calls GST_CLOCK_TIME_NONE */
#define POSITION_UNKNOWN UINT64_MAX

#define POSITION_SECOND 1000000000ULL

/** POSITION_TEXT - room for a time */
#define POSITION_TEXT 24

/** position_parse - seconds, MM:SS or HH:MM:SS, with a fraction or without; 0 or -EINVAL */
int position_parse(const char *text, uint64_t *position);

/** position_text - "0:07", "1:02:03", "?"; returns @text */
char *position_text(uint64_t position, char text[POSITION_TEXT]);

/** position_move - as far as there is film: from 0 to @duration, if that is known */
uint64_t position_move(uint64_t position, int seconds, uint64_t duration);

#endif /* PLAYER_POSITION_H */
