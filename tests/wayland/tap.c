/* SPDX-License-Identifier: MIT */
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static int count;
static int failed;

void tap_ok(bool passed, const char *name, const char *why, ...)
{
	va_list args;

	printf("%sok %d - %s\n", passed ? "" : "not ", ++count, name);
	if (!passed) {
		failed++;
		va_start(args, why);
		printf("# ");
		vprintf(why, args);
		printf("\n");
		va_end(args);
	}
	fflush(stdout);
}

void tap_skip(const char *name, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++count, name, why);
	fflush(stdout);
}

void tap_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("# ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
	fflush(stdout);
}

void tap_bail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("Bail out! ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
	exit(1);
}

int tap_end(void)
{
	printf("1..%d\n", count);
	return failed > 0;
}
