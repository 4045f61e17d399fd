/* SPDX-License-Identifier: MIT */
/*
 * Where reasons come from: Weston's own log scopes, while somebody asks.
 *
 *   Weston 14  "drm-backend" is followed from the first question to the last answer
 *   Weston 16  "scene-graph" is read once for each shown frame that is asked about
 *
 * What the text leaves out and public structures tell is added here.
 */
#include "plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reasons.h"
#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

#define REASON(name) YAMP_PLACEMENT_V1_REASON_##name

static ssize_t on_text(void *cookie, const char *text, size_t size)
{
	struct journal *journal = cookie;

	decisions_read(&journal->decisions, text, size);
	return (ssize_t)size;
}

/* To subscribe to a scope that is not there would leave a trace of us in Weston. */
static bool has_scope(struct weston_compositor *compositor, const char *name)
{
	struct weston_log_scope *scope = NULL;

	while ((scope = weston_log_scopes_iterate(compositor->weston_log_ctx, scope))) {
		if (strcmp(weston_log_scope_get_name(scope), name) == 0)
			return true;
	}
	return false;
}

/* Unbuffered, so that each piece that Weston writes arrives as it was written. */
static FILE *open_stream(struct journal *journal)
{
	FILE *stream = fopencookie(journal, "w", (cookie_io_functions_t){.write = on_text});

	if (stream)
		setvbuf(stream, NULL, _IONBF, 0);
	return stream;
}

bool journal_works(const struct plugin *plugin)
{
	const struct weston_output *output;

	wl_list_for_each(output, &plugin->compositor->output_list, link) {
		if (output->assign_planes)
			return has_scope(plugin->compositor, COMPAT_REASONS_SCOPE);
	}
	return true; /* where there are no planes that is the reason */
}

void journal_open(struct plugin *plugin)
{
	struct journal *journal = &plugin->journal;

	if (!COMPAT_REASONS_WHILE_DECIDING || journal->subscriber ||
	    !has_scope(plugin->compositor, COMPAT_REASONS_SCOPE))
		return;
	decisions_forget(&journal->decisions);
	journal->stream = open_stream(journal);
	if (journal->stream)
		journal->subscriber = weston_log_subscriber_create_log(journal->stream);
	if (journal->subscriber)
		weston_log_subscribe(plugin->compositor->weston_log_ctx, journal->subscriber,
				     COMPAT_REASONS_SCOPE);
}

void journal_close(struct plugin *plugin)
{
	struct journal *journal = &plugin->journal;

	if (journal->subscriber)
		weston_log_subscriber_destroy(journal->subscriber);
	if (journal->stream)
		fclose(journal->stream);
	journal->subscriber = NULL;
	journal->stream = NULL;
	free(journal->scene);
	journal->scene = NULL;
}

static bool same_frame(const struct shown *a, const struct shown *b)
{
	return a->sec_hi == b->sec_hi && a->sec_lo == b->sec_lo && a->nsec == b->nsec &&
	       a->seq_hi == b->seq_hi && a->seq_lo == b->seq_lo;
}

static void read_scene(struct plugin *plugin)
{
	struct weston_log_subscriber *subscriber = NULL;
	struct journal *journal = &plugin->journal;
	FILE *stream;
	size_t size;

	free(journal->scene);
	journal->scene = NULL;
	if (!has_scope(plugin->compositor, COMPAT_REASONS_SCOPE))
		return;
	stream = open_memstream(&journal->scene, &size);
	if (stream)
		subscriber = weston_log_subscriber_create_log(stream);
	if (subscriber) {
		weston_log_subscribe(plugin->compositor->weston_log_ctx, subscriber,
				     COMPAT_REASONS_SCOPE);
		weston_log_subscriber_destroy(subscriber);
	}
	if (stream)
		fclose(stream);
}

/* One text for all who ask about the same frame of an output. */
static uint32_t scene_view_reasons(struct plugin *plugin, const struct shown *shown,
				   struct weston_view *view, struct weston_output *output)
{
	struct journal *journal = &plugin->journal;
	char node[REASONS_NAME + 16], name[REASONS_NAME];

	if (!journal->scene || journal->scene_output != output->id ||
	    !same_frame(&journal->scene_frame, shown)) {
		read_scene(plugin);
		journal->scene_frame = *shown;
		journal->scene_output = output->id;
	}
	if (!journal->scene)
		return 0;
	compat_view_name(view, name, sizeof(name));
	snprintf(node, sizeof(node), "%u:%s", output->id, name);
	return scene_reasons(journal->scene, node);
}

/* Of such nothing else matters, and what Weston says of them differs. */
static bool is_never_scanned_out(const struct weston_surface *surface)
{
	const struct weston_buffer *buffer = surface->buffer_ref.buffer;

	return buffer && (buffer->type == WESTON_BUFFER_SHM || buffer->type == WESTON_BUFFER_SOLID);
}

/* Weston 14 says nothing when no plane can do the transform, nor when none is left. */
static uint32_t unsaid_reason(const struct weston_view *view, const struct weston_output *output)
{
	bool turned = view->transform.enabled &&
		      compat_matrix_turns(&view->transform.matrix);

	if (turned || view->surface->buffer_viewport.buffer.transform != output->transform)
		return REASON(TRANSFORM);
	return REASON(NO_PLANE);
}

/* A repaint in which nothing was decided is one that Weston made without planes. */
static uint32_t decided_view_reasons(const struct plugin *plugin, struct weston_view *view,
				     const struct weston_output *output)
{
	char name[REASONS_NAME];
	uint32_t reasons;

	if (!plugin->journal.subscriber)
		return 0;
	compat_view_name(view, name, sizeof(name));
	if (!decisions_of(&plugin->journal.decisions, output->id, name, &reasons))
		return REASON(POLICY);
	return reasons ? reasons : unsaid_reason(view, output);
}

static uint32_t views_reasons(struct plugin *plugin, const struct shown *shown,
			      struct weston_surface *surface, struct weston_output *output)
{
	struct weston_view *view;
	uint32_t reasons = 0;

	wl_list_for_each(view, &surface->views, surface_link) {
		if (!(view->output_mask & 1U << output->id))
			continue;
		if (COMPAT_REASONS_WHILE_DECIDING)
			reasons |= decided_view_reasons(plugin, view, output);
		else
			reasons |= scene_view_reasons(plugin, shown, view, output);
	}
	return reasons;
}

uint32_t journal_reasons(struct plugin *plugin, const struct shown *shown,
			 struct weston_surface *surface, struct weston_output *output)
{
	const struct weston_buffer *buffer = surface ? surface->buffer_ref.buffer : NULL;
	uint32_t reasons = 0, known;

	if (!surface || !output)
		return REASON(UNKNOWN);
	if (!output->assign_planes)
		reasons |= REASON(NO_PLANE);
	if (is_never_scanned_out(surface))
		reasons |= REASON(MEMORY);
	if (!reasons) {
		reasons = views_reasons(plugin, shown, surface, output);
		if (buffer && buffer->type == WESTON_BUFFER_DMABUF)
			reasons |= targets_misfit(&plugin->targets, output, buffer);
	}
	known = reasons & ~(uint32_t)REASON(UNKNOWN);
	return known ? known : REASON(UNKNOWN);
}
