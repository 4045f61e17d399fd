// SPDX-License-Identifier: MIT
/* What yamp selftest says: a line for each step, and a line below it for what would mend it. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "selftest-report.h"

static const struct {
	const char *name;
	const char *color;
} states[SELFTEST_STATES] = {
	[SELFTEST_OK] = { "ok", "\033[32m" },
	[SELFTEST_MISSING] = { "missing", "\033[33m" },
	[SELFTEST_FAILED] = { "failed", "\033[31m" },
};

void selftest_part(struct selftest *test, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(test->part, sizeof(test->part), format, args);
	va_end(args);
	test->part_said = false;
	test->optional = false;
}

static void say_json(struct selftest *test, enum selftest_state state, const char *step,
		     const char *fix, const char *detail)
{
	struct json_object *object = json_object_new_object();

	json_text(object, "part", test->part);
	json_text(object, "step", step);
	json_text(object, "state", states[state].name);
	json_object_object_add(object, "needed", json_object_new_boolean(!test->optional));
	json_text(object, "detail", detail);
	json_text(object, "fix", fix);
	json_object_array_add(test->steps, object);
}

static void say_text(struct selftest *test, enum selftest_state state, const char *step,
		     const char *fix, const char *detail)
{
	if (!test->part_said)
		printf("%s\n", test->part);
	test->part_said = true;
	printf("  %s%-8s%s %-20s %s\n", test->color ? states[state].color : "",
	       states[state].name, test->color ? "\033[0m" : "", step, detail);
	if (fix)
		printf("  %-8s %-20s -> %s\n", "", "", fix);
	fflush(stdout);
}

static void say(struct selftest *test, enum selftest_state state, const char *step,
		const char *fix, const char *format, va_list args)
{
	char detail[512];

	vsnprintf(detail, sizeof(detail), format, args);
	if (state != SELFTEST_MISSING || !test->optional)
		test->counts[state]++;
	if (fix && !test->optional && !test->first_fix[0])
		snprintf(test->first_fix, sizeof(test->first_fix), "%s", fix);
	if (test->json)
		say_json(test, state, step, fix, detail);
	else
		say_text(test, state, step, fix, detail);
}

void selftest_ok(struct selftest *test, const char *step, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(test, SELFTEST_OK, step, NULL, format, args);
	va_end(args);
}

void selftest_missing(struct selftest *test, const char *step, const char *fix,
		      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(test, SELFTEST_MISSING, step, fix, format, args);
	va_end(args);
}

void selftest_failed(struct selftest *test, const char *step, const char *fix,
		     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(test, SELFTEST_FAILED, step, fix, format, args);
	va_end(args);
}

void selftest_listen(struct selftest *test)
{
	test->said = (struct line){ 0 };
}

const char *selftest_heard(struct selftest *test, int error)
{
	return test->said.used ? test->said.text : strerror(-error);
}
