/* SPDX-License-Identifier: MIT */
/* Why something is not done. */
#ifndef YAMP_REFUSAL_H
#define YAMP_REFUSAL_H

#include <stdint.h>

/**
 * struct refusal - why something is not done
 * @reason: enum yamp_import_v1_reason
 * @detail: one line for people
 */
struct refusal {
	uint32_t reason;
	char detail[256];
};

/** refuse - fills @refusal; always returns -EPERM, for the caller to return */
int refuse(struct refusal *refusal, uint32_t reason, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* YAMP_REFUSAL_H */
