/* SPDX-License-Identifier: MIT */
/*
 * A graph of the media controller, such as an ISP's: entities with pads, and links from
 * source pads to sink pads. A chain is the way of the frames through it, from the sensor to
 * the node that captures them:
 *
 *   sensor [0] ──► [0] debayer [1] ──► [0] scaler [1] ──► [0] capture: /dev/video3
 */
#ifndef V4L2_MEDIA_H
#define V4L2_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

#include "log.h"

#define CHAIN_MAX 16
#define CHAIN_CODES 32
#define CHAIN_NO_PAD UINT32_MAX

/**
 * struct chain_stage - an entity that is not the capture node
 * @name: of the entity
 * @node: of the subdevice, empty if it has none
 * @sink: pad that frames come to, CHAIN_NO_PAD for the sensor
 * @source: pad that they leave from
 */
struct chain_stage {
	char name[64];
	char node[64];
	uint32_t sink;
	uint32_t source;
};

/**
 * struct chain - the way of the frames
 * @stages: from the sensor on; @count of them
 * @capture: node that captures them
 * @codes: of the bus, MEDIA_BUS_FMT_*, that can come out of the last stage; @code_count of
 *	them, found by chain_probe()
 */
struct chain {
	struct chain_stage stages[CHAIN_MAX];
	uint32_t count;
	char capture[64];
	uint32_t codes[CHAIN_CODES];
	uint32_t code_count;
};

/** chain_is_name - is it "media:ENTITY" or "media:/dev/mediaN:ENTITY"? */
bool chain_is_name(const char *name);

/**
 * chain_find - look for an entity and where its frames are captured
 *
 * Of several nodes the one is taken that most entities work for. Returns 0 or -errno, said
 * in one line: ENODEV there is no such entity; ENOLINK no enabled link leads from it to a
 * node that captures.
 */
int chain_find(const char *name, struct chain *chain, const struct yamp_log *log);

#endif /* V4L2_MEDIA_H */
