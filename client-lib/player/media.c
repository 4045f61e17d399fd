// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>
#include <gst/gst.h>

#include "media.h"

static char *file_uri(const char *file, struct failure *failure)
{
	GError *error = NULL;
	char *uri = gst_filename_to_uri(file, &error);

	if (uri)
		return uri;
	failure_set(failure, EX_NOINPUT, "%s", error->message);
	g_error_free(error);
	return NULL;
}

/* A colon does not make a URI of a file. */
static char *other_uri(const char *word, struct failure *failure)
{
	char *protocol;

	if (!gst_uri_is_valid(word)) {
		failure_set(failure, EX_NOINPUT, "there is no such file");
		return NULL;
	}
	protocol = gst_uri_get_protocol(word);
	if (gst_uri_protocol_is_supported(GST_URI_SRC, protocol)) {
		g_free(protocol);
		return g_strdup(word);
	}
	failure_set(failure, EX_NOINPUT, "there is no such file, and no GStreamer plugin that reads %s:",
		    protocol);
	g_free(protocol);
	return NULL;
}

char *media_uri(const char *word, struct failure *failure)
{
	struct stat stat_;

	if (stat(word, &stat_)) {
		if (errno == ENOENT)
			return other_uri(word, failure);
		failure_set(failure, errno == EACCES ? EX_NOPERM : EX_NOINPUT, "%s",
			    strerror(errno));
		return NULL;
	}
	if (S_ISDIR(stat_.st_mode)) {
		failure_set(failure, EX_NOINPUT, "is a folder: give files");
		return NULL;
	}
	if (access(word, R_OK)) {
		failure_set(failure, errno == EACCES ? EX_NOPERM : EX_NOINPUT, "%s",
			    strerror(errno));
		return NULL;
	}
	return file_uri(word, failure);
}
