// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <gst/gst.h>

#include "failure.h"

void failure_set(struct failure *failure, int status, const char *format, ...)
{
	va_list args;

	failure->status = status;
	va_start(args, format);
	vsnprintf(failure->text, sizeof(failure->text), format, args);
	va_end(args);
}

void failure_missing(struct failure *failure, const char *missing)
{
	failure_set(failure, EX_DATAERR,
		    "there is no %s here: install a GStreamer plugin that has one (Debian: "
		    "gstreamer1.0-libav, or gstreamer1.0-plugins-good, -bad or -ugly)", missing);
}

bool failure_is_missing(const GError *error)
{
	return g_error_matches(error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN) ||
	       g_error_matches(error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND);
}

/* Sources are read, sinks are written to: those of sound and of video. */
static int resource_status(int code)
{
	switch (code) {
	case GST_RESOURCE_ERROR_NOT_FOUND:
	case GST_RESOURCE_ERROR_OPEN_READ:
		return EX_NOINPUT;
	case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
		return EX_NOPERM;
	case GST_RESOURCE_ERROR_BUSY:
		return EX_TEMPFAIL;
	case GST_RESOURCE_ERROR_OPEN_WRITE:
	case GST_RESOURCE_ERROR_WRITE:
	case GST_RESOURCE_ERROR_SETTINGS:	/* nobody gives memory */
		return EX_UNAVAILABLE;
	default:
		return EX_IOERR;
	}
}

static int error_status(const GError *error)
{
	if (error->domain == GST_STREAM_ERROR)
		return EX_DATAERR;
	if (error->domain == GST_RESOURCE_ERROR)
		return resource_status(error->code);
	if (failure_is_missing(error) ||
	    g_error_matches(error, GST_CORE_ERROR, GST_CORE_ERROR_NEGOTIATION))
		return EX_DATAERR;
	return EX_SOFTWARE;
}

/* What an element adds, where its words are only those that GStreamer has for the code. */
static const char *detail(const GError *error, const char *debug)
{
	char *usual = gst_error_get_message(error->domain, error->code);
	const char *line = debug ? strrchr(debug, '\n') : NULL;

	if (!g_str_equal(usual, error->message))
		line = NULL;
	g_free(usual);
	return line && line[1] ? line + 1 : NULL;
}

static const char *advice(const GError *error)
{
	if (g_error_matches(error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) ||
	    g_error_matches(error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE))
		return ": it is no film, or its beginning is damaged";
	if (g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS))
		return ": yamp selftest tells whether there is memory for frames";
	if (g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_WRITE))
		return ": is there a Wayland session, and WAYLAND_DISPLAY its name?";
	return "";
}

void failure_from_error(struct failure *failure, const GError *error, const char *debug,
			const char *missing)
{
	const char *more = detail(error, debug);
	size_t length = strlen(error->message);

	if (missing && failure_is_missing(error)) {
		failure_missing(failure, missing);
		return;
	}
	if (length && error->message[length - 1] == '.')
		length--;
	failure_set(failure, error_status(error), "%.*s%s%s%s%s", (int)length, error->message,
		    more ? " (" : "", more ? more : "", more ? ")" : "", advice(error));
}
