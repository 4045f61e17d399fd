// SPDX-License-Identifier: MIT
/*
 * Finding out what the compositor can show buffers with.
 *
 *   learnt when           the formats are known; outputs come, go or change; the kernel
 *                         module comes; a client asks and it is not settled which
 *                         planes serve which output
 *   told again when       any of it is different
 */
#include "plugin.h"

#include <string.h>

#include "kms.h"
#include "renderer.h"
#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

#define FIGURE(name) YAMP_CONSTRAINTS_V1_FIGURE_##name

/* A client that asks and asks gets no more looks at the display than one in this time. */
#define SETTLE_US 1000000

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
	if (error) {
		targets_abandon(targets);
		plugin_log("what targets need is not known any better: %s", strerror(-error));
	} else if (targets_adopt(targets)) {
		trace(plugin);
		targets->changed(plugin);
	}
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
