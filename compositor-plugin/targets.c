/* SPDX-License-Identifier: MIT */
/*
 * What the compositor can show buffers with, and what each needs.
 *
 *   learnt when           the formats are known; outputs come, go or change; the kernel
 *                         module comes; a client asks and it is not settled which
 *                         planes serve which output
 *   told again when       any of it is different
 */
#include "plugin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kms.h"
#include "renderer.h"
#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

#define KIND(name) YAMP_CONSTRAINTS_V1_KIND_##name
#define FIGURE(name) YAMP_CONSTRAINTS_V1_FIGURE_##name
#define SOURCE(name) YAMP_CONSTRAINTS_V1_SOURCE_##name

/* A client that asks and asks gets no more looks at the display than one in this time. */
#define SETTLE_US 1000000

/* ---- all targets ------------------------------------------------------------------- */

/** struct number - who has which, for as long as the compositor runs */
struct number {
	dev_t device;
	uint32_t object;
};

/* Counted from 1 in the order of appearance; 0 if there is no memory. */
static uint32_t number_of(struct targets *targets, dev_t device, uint32_t object)
{
	struct number *number;
	uint32_t count = 0;

	wl_array_for_each(number, &targets->numbers) {
		count++;
		if (number->device == device && number->object == object)
			return count;
	}
	number = wl_array_add(&targets->numbers, sizeof(*number));
	if (!number)
		return 0;
	*number = (struct number){device, object};
	return count + 1;
}

/*
 * Planes that a window needs no luck to get come first, the renderer last. Which planes
 * scale no property of KMS tells, and to try takes the master: overlay planes mostly do.
 */
static unsigned int rank(uint32_t kind)
{
	static const uint32_t order[] = {KIND(OVERLAY_PLANE), KIND(PRIMARY_PLANE), KIND(RENDERER)};
	unsigned int i;

	for (i = 0; i < sizeof(order) / sizeof(*order) && order[i] != kind; i++)
		;
	return i;
}

struct target *targets_add(struct targets *targets, uint32_t kind, dev_t device, uint32_t object)
{
	struct target *target = target_create(kind), *other;

	if (!target)
		return NULL;
	target->number = number_of(targets, device, object);
	if (!target->number) {
		target_destroy(target);
		return NULL;
	}
	wl_list_for_each_reverse(other, &targets->learning, link) {
		if (rank(other->kind) <= rank(kind))
			break;
	}
	wl_list_insert(&other->link, &target->link);
	return target;
}

static void destroy_all(struct wl_list *list)
{
	struct target *target, *next;

	wl_list_for_each_safe(target, next, list, link)
		target_destroy(target);
}

void targets_init(struct targets *targets)
{
	wl_list_init(&targets->list);
	wl_list_init(&targets->learning);
	wl_array_init(&targets->numbers);
	targets->table_fd = -1;
}

void targets_finish(struct targets *targets)
{
	destroy_all(&targets->list);
	wl_array_release(&targets->numbers);
	if (targets->table_fd >= 0)
		close(targets->table_fd);
	targets->table_fd = -1;
}

/* ---- learning ---------------------------------------------------------------------- */

static int learn(struct plugin *plugin, bool *settled)
{
	int error = renderer_add(plugin);

	*settled = false;
	if (!error && plugin->compositor->session_active)
		error = kms_each_plane(plugin, settled);
	if (!error)
		error = targets_make_table(&plugin->targets);
	return error;
}

static void trace(struct plugin *plugin)
{
	const struct target *target;

	wl_list_for_each(target, &plugin->targets.list, link)
		plugin_trace(plugin, "target %u: %s, %zu formats, stride align %u, offset align %u, "
			     "contiguity %u", target->number, target->name,
			     target->indices.size / sizeof(uint16_t),
			     (unsigned int)target->figures[FIGURE(PLANE_STRIDE_ALIGN)].value,
			     (unsigned int)target->figures[FIGURE(PLANE_OFFSET_ALIGN)].value,
			     (unsigned int)target->figures[FIGURE(CONTIGUITY)].value);
}

static void adopt(struct plugin *plugin)
{
	struct targets *targets = &plugin->targets;
	struct target *target;
	uint64_t digest = 0;

	destroy_all(&targets->list);
	wl_list_insert_list(&targets->list, &targets->learning);
	wl_list_init(&targets->learning);
	wl_list_for_each(target, &targets->list, link) {
		target->digest = target_digest(target);
		digest = digest_add(digest, &target->digest, sizeof(target->digest));
	}
	if (digest == targets->digest)
		return;
	targets->digest = digest;
	trace(plugin);
	constraints_changed(plugin);
}

/* While another session has the display, what was known of it goes on to hold. */
void targets_learn(struct plugin *plugin)
{
	struct targets *targets = &plugin->targets;
	int error;

	if (plugin->state != PLUGIN_READY)
		return;
	targets->settled = false;
	targets->learnt_us = now_us();
	if (!plugin->compositor->session_active && !wl_list_empty(&targets->list))
		return;
	error = learn(plugin, &targets->settled);
	if (!error) {
		adopt(plugin);
		return;
	}
	destroy_all(&targets->learning);
	plugin_log("what targets need is not known any better: %s", strerror(-error));
}

void targets_settle(struct plugin *plugin)
{
	const struct targets *targets = &plugin->targets;

	if (!targets->settled && now_us() - targets->learnt_us > SETTLE_US)
		targets_learn(plugin);
}

/* ---- when outputs change ----------------------------------------------------------- */

static void on_idle(void *data)
{
	struct plugin *plugin = data;

	plugin->targets.idle = NULL;
	targets_learn(plugin);
}

/* Later, when Weston is done with its change, and once for several. */
static void learn_later(struct plugin *plugin)
{
	struct wl_event_loop *loop = wl_display_get_event_loop(plugin->display);

	if (!plugin->targets.idle)
		plugin->targets.idle = wl_event_loop_add_idle(loop, on_idle, plugin);
}

static void on_output_change(struct wl_listener *listener, void *data)
{
	struct output_watch *watch = wl_container_of(listener, watch, listener);

	learn_later(watch->plugin);
}

void targets_watch(struct plugin *plugin)
{
	struct weston_compositor *compositor = plugin->compositor;
	struct wl_signal *signals[OUTPUT_WATCHES] = {
		&compositor->output_created_signal,
		&compositor->output_destroyed_signal,
		&compositor->output_heads_changed_signal,
		&compositor->session_signal,
	};
	struct output_watch *watch;
	unsigned int i;

	for (i = 0; i < OUTPUT_WATCHES; i++) {
		watch = &plugin->targets.watches[i];
		watch->plugin = plugin;
		watch->listener.notify = on_output_change;
		wl_signal_add(signals[i], &watch->listener);
	}
}

void targets_unwatch(struct plugin *plugin)
{
	struct output_watch *watch;
	unsigned int i;

	if (plugin->targets.idle)
		wl_event_source_remove(plugin->targets.idle);
	plugin->targets.idle = NULL;
	for (i = 0; i < OUTPUT_WATCHES; i++) {
		watch = &plugin->targets.watches[i];
		if (watch->plugin)
			wl_list_remove(&watch->listener.link);
		watch->plugin = NULL;
	}
}
