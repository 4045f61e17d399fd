// SPDX-License-Identifier: LGPL-2.1-or-later
#include "failure.h"

/* A closed window has the code that other sinks give it. */
static const struct failure {
	const gchar *reason;
	GstResourceError code;
	const gchar *text;
} failures[] = {
	{ "window-closed", GST_RESOURCE_ERROR_NOT_FOUND, "The window was closed." },
	{ "compositor-gone", GST_RESOURCE_ERROR_WRITE, "The compositor went away." },
	{ "protocol-error", GST_RESOURCE_ERROR_WRITE, "The compositor ended the connection." },
	{ "not-shown", GST_RESOURCE_ERROR_WRITE, "The compositor cannot show the pictures." },
	{ "no-compositor", GST_RESOURCE_ERROR_OPEN_WRITE, "No compositor" },
	{ "no-plugin", GST_RESOURCE_ERROR_NOT_FOUND,
	  "The compositor has no yamp plugin: another sink is as good." },
};

static const struct failure *find(const gchar *reason)
{
	for (guint i = 0; i < G_N_ELEMENTS(failures); i++) {
		if (g_str_equal(failures[i].reason, reason))
			return &failures[i];
	}
	g_return_val_if_reached(&failures[0]);
}

void gst_yamp_failure_tell(GstElement *element, const gchar *reason, gint error)
{
	const struct failure *failure = find(reason);

	gst_element_message_full_with_details(
		element, GST_MESSAGE_ERROR, GST_RESOURCE_ERROR, failure->code,
		g_strdup_printf("%s%s%s", failure->text, error ? ": " : "",
				error ? g_strerror(error) : ""),
		g_strdup_printf("reason=%s", reason), __FILE__, __func__, __LINE__,
		gst_structure_new("yamp-failure", "reason", G_TYPE_STRING, reason, NULL));
}
