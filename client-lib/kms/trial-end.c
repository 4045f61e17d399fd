/* SPDX-License-Identifier: MIT */
/* What a program was heard to say that has made trials: whatever it did, a sentence. */
#include "trial-end.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "program.h"
#include "trial-answer.h"

__attribute__((format(printf, 2, 3)))
static int fail(char text[TRIAL_END_TEXT], const char *format, ...)
{
	static const char head[] = "what it takes is assumed: the trial with buffers ";
	va_list args;

	strcpy(text, head);
	va_start(args, format);
	vsnprintf(text + strlen(head), TRIAL_END_TEXT - strlen(head), format, args);
	va_end(args);
	return -EIO;
}

static int judge(const struct trial_answer *answer, char text[TRIAL_END_TEXT])
{
	if (answer->error) {
		snprintf(text, TRIAL_END_TEXT, "no buffers could be tried: %s",
			 strerror((int)answer->error));
		return -EAGAIN;
	}
	if (answer->origin == TRIAL_UNFINISHED)
		return fail(text, "did not come to its end at an earlier start; remove "
				  "~/.cache/yamp/trial-* to have it made again");
	snprintf(text, TRIAL_END_TEXT, "buffers were tried%s",
		 answer->origin == TRIAL_KEPT ? " at an earlier start, with the same drivers" : "");
	return 0;
}

int trial_hear(const struct program_end *end, struct trial_answer *answer,
	       char text[TRIAL_END_TEXT])
{
	if (end->late)
		return fail(text, "took too long, and was ended");
	if (end->signal)
		return fail(text, "crashed: %s", strsignal(end->signal));
	if (end->code > 0)
		return fail(text, "ended with status %d", end->code);
	if (end->too_much || trial_answer_read(answer, end->text, end->size) < 0)
		return fail(text, "gave no answer that can be understood");
	return judge(answer, text);
}
