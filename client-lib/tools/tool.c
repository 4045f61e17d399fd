// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/signalfd.h>
#include <drm_fourcc.h>

#include "tool.h"

void line_add(struct line *line, const char *format, ...)
{
	size_t room = sizeof(line->text) - line->used;
	va_list args;
	int wanted;

	va_start(args, format);
	wanted = vsnprintf(line->text + line->used, room, format, args);
	va_end(args);
	line->used += wanted < (int)room ? wanted : (int)room - 1;
}

void tool_log_line(void *data, enum yamp_log_level level, const char *text)
{
	const struct tool_log *log = data;

	if (level == YAMP_LOG_ERROR && log->held) {
		line_add(log->held, "%s", text);
		return;
	}
	if (level > log->most)
		return;
	fprintf(stderr, "yamp: %s%s\n", level == YAMP_LOG_WARNING ? "warning: " : "", text);
}

void tool_error(const char *format, ...)
{
	va_list args;

	fputs("yamp: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void tool_bad_option(const char *command, int found, char **argv)
{
	const char *what = found == ':' ? "needs a value" : "is unknown, or takes no value";

	/* A long option is the word before the next one; a short one is in optopt. */
	if (optopt && optopt < 128)
		tool_error("option -%c %s; yamp %s --help lists the options", optopt, what, command);
	else
		tool_error("option %s %s; yamp %s --help lists the options", argv[optind - 1], what,
			   command);
}

int tool_common_option(int option, const char *usage, const char *command, char **argv)
{
	switch (option) {
	case 'h':
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	case 'V':
		puts("yamp " YAMP_VERSION);
		return EXIT_SUCCESS;
	default:
		tool_bad_option(command, option, argv);
		return EX_USAGE;
	}
}

int tool_no_words(const char *command, int argc, char **argv)
{
	if (optind == argc)
		return -1;
	tool_error("yamp %s takes no %s; yamp %s --help lists the options", command, argv[optind],
		   command);
	return EX_USAGE;
}

static void end_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGHUP);
}

int tool_signals_and(const int *more, size_t count)
{
	sigset_t signals;
	int fd = -1;

	end_signals(&signals);
	for (size_t i = 0; i < count; i++)
		sigaddset(&signals, more[i]);
	if (!sigprocmask(SIG_BLOCK, &signals, NULL))
		fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		tool_error("cannot wait for signals");
	return fd;
}

int tool_signals(void)
{
	return tool_signals_and(NULL, 0);
}

void tool_signals_end(int fd)
{
	sigset_t signals;

	close(fd);
	end_signals(&signals);
	sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

int tool_status(int error)
{
	switch (error) {
	case 0:
		return EXIT_SUCCESS;
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
	case -ENOTTY:
		return EX_NOINPUT;
	case -EACCES:
	case -EPERM:
		return EX_NOPERM;
	case -EBUSY:
		return EX_TEMPFAIL;
	case -EINVAL:
	case -ERANGE:
	case -EDOM:
	case -EOVERFLOW:
	case -EOPNOTSUPP:
	case -ENOBUFS:
	case -EBADMSG:
	case -ENOLINK:
		return EX_DATAERR;
	case -EIO:
	case -EFAULT:
	case -ENOSPC:
		return EX_IOERR;
	case -EPIPE:
	case -ECONNRESET:
	case -ECONNREFUSED:
	case -ETIMEDOUT:
		return EX_UNAVAILABLE;
	case -EPROTO:
		return EX_PROTOCOL;
	default:
		return EX_OSERR;
	}
}

char *fourcc_text(uint32_t fourcc, char text[FOURCC_TEXT])
{
	int used = 0;

	for (int i = 0; i < 4; i++) {
		char letter = fourcc >> 8 * i & 0x7f;	/* the top bit is "big-endian" */

		text[i] = letter >= ' ' && letter <= '~' ? letter : '?';
		if (text[i] != ' ')
			used = i + 1;
	}
	text[used] = '\0';
	return text;
}

int parse_fourcc(const char *text, uint32_t *fourcc)
{
	size_t length = strlen(text);

	if (length < 1 || length > 4)
		return -EINVAL;
	*fourcc = 0;
	for (size_t i = 0; i < 4; i++) {
		unsigned char letter = i < length ? text[i] : ' ';

		if (letter < ' ' || letter > '~')
			return -EINVAL;
		*fourcc |= (uint32_t)letter << 8 * i;
	}
	return 0;
}

/* Decimal digits only: no sign, no space, unlike strtoull. */
static int parse_digits(const char *text, const char **end, uint64_t *number)
{
	char *after;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	*number = strtoull(text, &after, 10);
	*end = after;
	return errno ? -EINVAL : 0;
}

int parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
	const char *end;

	if (parse_digits(text, &end, number) || *end || *number < min || *number > max)
		return -EINVAL;
	return 0;
}

int parse_size(const char *text, uint32_t *width, uint32_t *height)
{
	const char *end;
	uint64_t w, h;

	if (parse_digits(text, &end, &w) || (*end != 'x' && *end != 'X') ||
	    parse_number(end + 1, 1, UINT32_MAX, &h) || w < 1 || w > UINT32_MAX)
		return -EINVAL;
	*width = w;
	*height = h;
	return 0;
}

int parse_rate(const char *text, uint32_t *num, uint32_t *den)
{
	uint64_t whole, part = 0, scale = 1;
	const char *end;

	if (parse_digits(text, &end, &whole) || whole > 1000000)
		return -EINVAL;
	if (*end == '/') {
		if (parse_number(end + 1, 1, 1000000, &scale))
			return -EINVAL;
	} else if (*end == '.') {
		for (end++; *end >= '0' && *end <= '9' && scale < 1000; end++) {
			part = 10 * part + (*end - '0');
			scale *= 10;
		}
		whole = whole * scale + part;
		if (*end)
			return -EINVAL;
	} else if (*end) {
		return -EINVAL;
	}
	*num = whole;
	*den = scale;
	return whole ? 0 : -EINVAL;
}

bool record_takes(const struct yamp_constraint *record, uint32_t fourcc)
{
	const struct yamp_format *formats = (const struct yamp_format *)(uintptr_t)record->formats;

	for (uint32_t i = 0; i < record->format_count; i++) {
		if (formats[i].fourcc == fourcc && formats[i].modifier == DRM_FORMAT_MOD_LINEAR)
			return true;
	}
	return !record->format_count;
}

const char *placement_name(uint32_t placement)
{
	static const char *const names[] = {
		[YAMP_PLACEMENT_ANY] = "any",
		[YAMP_PLACEMENT_SYSTEM] = "system",
		[YAMP_PLACEMENT_CONTIGUOUS] = "contiguous",
		[YAMP_PLACEMENT_REGION] = "region",
	};

	return placement < sizeof(names) / sizeof(names[0]) ? names[placement] : "unknown";
}

int64_t tool_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}
