// SPDX-License-Identifier: MIT
/* The compositor's log, its scopes, and what they say of its planes. See compositor.h. */
#include "compositor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libweston/version.h>
#include <libweston/weston-log.h>

#define SCOPES 2

/* The plugin's and, for those who ask for reasons, one of Weston's. */
struct weston_log_scope {
	const char *name;
	bool used;
	struct weston_log_subscriber *subscriber;
};

struct weston_log_subscriber {
	FILE *stream;
	struct weston_log_scope *scope;
};

struct weston_log_context {
	struct weston_log_scope scopes[SCOPES];
};

bool log_is_read = true;
unsigned long log_lines;
static char scene[1024];

int weston_log(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	log_lines++;
	return 0;
}

struct weston_log_scope *weston_compositor_add_log_scope(struct weston_compositor *of,
							 const char *name, const char *description,
							 weston_log_scope_cb new_subscription,
							 weston_log_scope_cb destroy_subscription,
							 void *data)
{
	struct weston_log_scope *scope = &of->weston_log_ctx->scopes[0];

	*scope = (struct weston_log_scope){.name = name, .used = true};
	return scope;
}

void weston_log_scope_destroy(struct weston_log_scope *scope)
{
	scope->used = false;
}

bool weston_log_scope_is_enabled(struct weston_log_scope *scope)
{
	return log_is_read;
}

int weston_log_scope_printf(struct weston_log_scope *scope, const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	require(strchr(line, '\n') && !strchr(line, '\n')[1], "a decision is one line");
	return 0;
}

struct weston_log_scope *weston_log_scopes_iterate(struct weston_log_context *context,
						   struct weston_log_scope *scope)
{
	size_t next = scope ? (size_t)(scope - context->scopes) + 1 : 0;

	while (next < SCOPES && !context->scopes[next].used)
		next++;
	return next < SCOPES ? &context->scopes[next] : NULL;
}

const char *weston_log_scope_get_name(struct weston_log_scope *scope)
{
	return scope->name;
}

struct weston_log_subscriber *weston_log_subscriber_create_log(FILE *stream)
{
	struct weston_log_subscriber *subscriber = calloc(1, sizeof(*subscriber));

	if (subscriber)
		subscriber->stream = stream;
	return subscriber;
}

void weston_log_subscriber_destroy(struct weston_log_subscriber *subscriber)
{
	if (subscriber->scope)
		subscriber->scope->subscriber = NULL;
	free(subscriber);
}

/* 16 tells all at once, to who has just subscribed. */
void weston_log_subscribe(struct weston_log_context *context,
			  struct weston_log_subscriber *subscriber, const char *scope_name)
{
	struct weston_log_scope *scope = &context->scopes[1];

	require(scope->used && strcmp(scope->name, scope_name) == 0, "such a scope is there");
	require(!scope->subscriber, "it is followed once");
	scope->subscriber = subscriber;
	subscriber->scope = scope;
	if (WESTON_VERSION_MAJOR >= 16)
		fputs(scene, subscriber->stream);
}

__attribute__((format(printf, 1, 0))) static void tell_line(const char *format, const void *link)
{
	struct weston_log_subscriber *subscriber = compositor->weston_log_ctx->scopes[1].subscriber;
	const struct weston_view *view = link ? wl_container_of(link, view, surface_link) : NULL;
	char line[128];

	snprintf(line, sizeof(line), format, (const void *)view);
	if (subscriber)
		fprintf(subscriber->stream, "%s%s", line, strchr(line, '\n') ? "" : "\n");
}

/* What it says of a surface that is drawn, as far as the plugin reads it. */
static size_t describe_view(struct input *input)
{
	static const char *const why[] = {
		"no plane",
		"fb format incompatible",
		"[plane] not trying plane 3: another view already assigned",
		"[view] couldn't get FB for view: 0x8",
		"[state] cannot propose mixed mode",
		"buffer too big",
	};
	const char *because = why[take(input) % (sizeof(why) / sizeof(*why))];
	const struct weston_surface *surface = surface_newest();

	if (!surface)
		return 0;
	if (WESTON_VERSION_MAJOR >= 16)
		return (size_t)snprintf(
			scene, sizeof(scene),
			"\t\t\tpaint node 0:view:\n\t\t\t\tPlane failure reasons: %s\n", because);
	tell_line("[repaint] preparing state for output x (0)\n", NULL);
	tell_line("\t[view] evaluating view %p\n", surface->views.next);
	tell_line(because, NULL);
	tell_line("[repaint] view %p using renderer composition\n", surface->views.next);
	return 0;
}

/* Words that mean something to the plugin, and others. */
static const char *const words[] = {
	"[repaint] preparing state for output ",
	"(0)",
	"(1)",
	"\t[view] evaluating view ",
	"no plane",
	"[view] couldn't get FB for view: ",
	"0x8",
	"[plane] ",
	"[state] ",
	"another view already assigned",
	"cannot propose mixed mode",
	"\n",
	"\t\t\t\t",
	"\t\t\tpaint node ",
	"Plane failure reasons: ",
	"fb format incompatible",
	"[repaint] view ",
	" using renderer composition",
	"trying mixed",
	"0:view",
	":\n",
	"trying renderer-only",
	"[repaint] Using ",
};

/* Once, or so often that there is no room for it. */
static void tell_scene(struct input *input, FILE *stream)
{
	unsigned int times = take(input) ? 1 : 3000;

	while (times--)
		fputs(scene, stream);
}

/* 14 tells while it decides. */
void journal_write(struct input *input)
{
	struct weston_log_subscriber *subscriber = compositor->weston_log_ctx->scopes[1].subscriber;
	unsigned int count = take(input) % 12;
	size_t used = 0;
	uint8_t word;

	if (count > 6)
		used = describe_view(input);
	while (count-- && used < sizeof(scene) - 64) {
		word = take(input) % (sizeof(words) / sizeof(*words) + 1);
		if (word < sizeof(words) / sizeof(*words))
			used += (size_t)snprintf(scene + used, sizeof(scene) - used, "%s",
						 words[word]);
		else
			used += (size_t)snprintf(scene + used, sizeof(scene) - used, "%c",
						 take(input));
	}
	scene[used] = '\0';
	if (WESTON_VERSION_MAJOR < 16 && subscriber)
		tell_scene(input, subscriber->stream);
}

void log_begin(void)
{
	struct weston_log_context *context = calloc(1, sizeof(*context));

	context->scopes[1] = (struct weston_log_scope){
		.name = WESTON_VERSION_MAJOR < 16 ? "drm-backend" : "scene-graph", .used = true};
	compositor->weston_log_ctx = context;
}

void log_end(void)
{
	free(compositor->weston_log_ctx);
	scene[0] = '\0';
}
