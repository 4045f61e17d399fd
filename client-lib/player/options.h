/* SPDX-License-Identifier: MIT */
/* The command line of yamp play. */
#ifndef PLAYER_OPTIONS_H
#define PLAYER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct play_options
 * @start: where the first file begins, in ns
 * @json: an object a line instead of words
 * @quiet: errors only
 * @words: files and URIs, of argv
 * @count: of them, at least 1
 */
struct play_options {
	uint64_t start;
	bool fullscreen;
	bool mute;
	bool loop;
	bool json;
	bool quiet;
	char *const *words;
	int count;
};

/** play_parse - false: the program is to end with *@status, and what there was to say is said */
bool play_parse(struct play_options *options, int argc, char **argv, int *status);

#endif /* PLAYER_OPTIONS_H */
