/* SPDX-License-Identifier: MIT */
/* Log scopes, see libweston.h beside this. */
#ifndef STAND_IN_WESTON_LOG_H
#define STAND_IN_WESTON_LOG_H

#include <stdbool.h>
#include <stdio.h>

struct weston_compositor;
struct weston_log_context;
struct weston_log_scope;
struct weston_log_subscriber;
struct weston_log_subscription;

typedef void (*weston_log_scope_cb)(struct weston_log_subscription *subscription, void *data);

struct weston_log_scope *
weston_compositor_add_log_scope(struct weston_compositor *compositor, const char *name,
				const char *description, weston_log_scope_cb new_subscription,
				weston_log_scope_cb destroy_subscription, void *data);
void weston_log_scope_destroy(struct weston_log_scope *scope);
bool weston_log_scope_is_enabled(struct weston_log_scope *scope);
int weston_log_scope_printf(struct weston_log_scope *scope, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct weston_log_scope *weston_log_scopes_iterate(struct weston_log_context *context,
						   struct weston_log_scope *scope);
const char *weston_log_scope_get_name(struct weston_log_scope *scope);
struct weston_log_subscriber *weston_log_subscriber_create_log(FILE *stream);
void weston_log_subscriber_destroy(struct weston_log_subscriber *subscriber);
void weston_log_subscribe(struct weston_log_context *context,
			  struct weston_log_subscriber *subscriber, const char *scope_name);

#endif /* STAND_IN_WESTON_LOG_H */
