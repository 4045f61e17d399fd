// SPDX-License-Identifier: MIT
/* What the player makes of GStreamer's errors, and of the words of its command line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>
#include <gst/gst.h>

#include "failure.h"
#include "harness.h"
#include "media.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct failure failure_of(GQuark domain, int code, const char *text, const char *debug,
				 const char *missing)
{
	GError *error = g_error_new_literal(domain, code, text);
	struct failure failure = { 0 };

	failure_from_error(&failure, error, debug, missing);
	g_error_free(error);
	return failure;
}

static void statuses(const void *data)
{
	const struct {
		GQuark domain;
		int code;
		int status;
	} cases[] = {
		{ GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE, EX_DATAERR },
		{ GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND, EX_DATAERR },
		{ GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN, EX_DATAERR },
		{ GST_CORE_ERROR, GST_CORE_ERROR_NEGOTIATION, EX_DATAERR },
		{ GST_CORE_ERROR, GST_CORE_ERROR_FAILED, EX_SOFTWARE },
		{ GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT, EX_SOFTWARE },
		{ GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND, EX_NOINPUT },
		{ GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ, EX_NOINPUT },
		{ GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED, EX_NOPERM },
		{ GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY, EX_TEMPFAIL },
		{ GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, EX_IOERR },
		{ GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE, EX_UNAVAILABLE },
		{ GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_WRITE, EX_UNAVAILABLE },
		{ GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, EX_UNAVAILABLE },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct failure failure = failure_of(cases[i].domain, cases[i].code, "text", NULL,
						    NULL);

		check_equal(failure.status, cases[i].status, g_quark_to_string(cases[i].domain));
		check(!strncmp(failure.text, "text", 4), "%s", failure.text);
	}
}

static void texts(const void *data)
{
	char *usual = gst_error_get_message(GST_STREAM_ERROR, GST_STREAM_ERROR_DEMUX);
	struct failure failure;

	failure = failure_of(GST_STREAM_ERROR, GST_STREAM_ERROR_DEMUX, usual, "a.c(1): f ():\nno index",
			     NULL);
	check(strstr(failure.text, "(no index)"), "what the element adds: %s", failure.text);
	failure = failure_of(GST_STREAM_ERROR, GST_STREAM_ERROR_DEMUX, "It says so.",
			     "a.c(1): f ():\nno index", NULL);
	check(!strcmp(failure.text, "It says so"), "its own words suffice: %s", failure.text);
	failure = failure_of(GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND, "none", NULL,
			     "H.265 decoder");
	check(strstr(failure.text, "no H.265 decoder") && strstr(failure.text, "gstreamer1.0-libav"),
	      "what to install: %s", failure.text);
	failure = failure_of(GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE, "bad", NULL, "H.265 decoder");
	check(!strcmp(failure.text, "bad"), "something else is wrong: %s", failure.text);
	failure = failure_of(GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE, "", NULL, NULL);
	check(!failure.text[0], "no words: %s", failure.text);
	g_free(usual);
}

static void bad_word(const char *word, int status, const char *text)
{
	struct failure failure = { 0 };
	char *uri = media_uri(word, &failure);

	check(!uri, "%s is %s", word, uri);
	check_equal(failure.status, status, word);
	check(strstr(failure.text, text), "%s: %s", word, failure.text);
}

static void words(const void *data)
{
	char folder[] = "/tmp/media.XXXXXX", file[64];
	struct failure failure = { 0 };
	char *uri;

	check(mkdtemp(folder), "a folder");
	snprintf(file, sizeof(file), "%s/a:b c.avi", folder);
	check(!mknod(file, S_IFREG | 0600, 0), "a file");
	uri = media_uri(file, &failure);
	check(uri && !strncmp(uri, "file:///tmp/media.", 18) && strstr(uri, "b%20c.avi"),
	      "a file with a colon: %s", uri);
	g_free(uri);
	bad_word(folder, EX_NOINPUT, "folder");
	unlink(file);
	bad_word(file, EX_NOINPUT, "no such file");
	snprintf(file, sizeof(file), "%s/none/x", folder);
	bad_word(file, EX_NOINPUT, "no such file");
	rmdir(folder);
	bad_word("", EX_NOINPUT, "no such file");
	bad_word("nosuch://x", EX_NOINPUT, "nosuch:");
	uri = media_uri("file:///x.avi", &failure);
	check(uri && !strcmp(uri, "file:///x.avi"), "a URI: %s", uri);
	g_free(uri);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "errors have a status", statuses },
		{ "errors have words", texts },
		{ "files and URIs", words },
	};

	gst_init(NULL, NULL);
	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
