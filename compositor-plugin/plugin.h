/* SPDX-License-Identifier: MIT */
/*
 * The plugin of a compositor, and who offers what to whom.
 *
 *   plugin.c        module start and end, the global
 *   log.c           lines for Weston's log
 *   probe.c         the module as a client of its own compositor; learns the formats
 *   formats.c       the formats and modifiers it learnt
 *   handlers.c      the request handlers of Weston's own objects
 *   params.c        those of a params object make a wl_buffer
 *   observer.c      those of wp_presentation tell what became of a frame
 *   journal.c       why a frame was drawn and not on a plane, by Weston's log scopes
 *   decisions.c     reads what Weston 14 writes there
 *   reasons.c       reads what 16 does
 *   manager.c       requests and events of yamp_manager_v1
 *   import.c        requests and events of yamp_import_v1
 *   surface.c       requests of yamp_surface_v1
 *   placement.c     events of yamp_placement_v1
 *   targets.c       the renderer and the planes, and what each needs of a buffer
 *   target.c        one of them
 *   targets-learn.c   how they are found out, and when again
 *   targets-table.c the formats of all
 *   targets-misfit.c  what of a buffer no plane takes
 *   renderer.c      the renderer
 *   kms.c           the planes of its displays (kms.h)
 *   trials.c        what trials with buffers tell of both
 *   child.c         a program that runs beside the compositor
 *   constraints.c   requests and events of yamp_constraints_v1
 *   verify.c        from descriptors to a description that can be trusted
 *   kernel-query.c  /dev/yamp-query
 *   refusal.c       why something is not done
 *   client.c        what each client holds
 *
 * All that runs in the compositor's one thread, on its event loop; nothing waits.
 * Functions return 0 or -errno. What a display is, and the programs that make trials with
 * buffers, it has in common with the library: client-lib/kms/, see card.h there.
 */
#ifndef YAMP_PLUGIN_H
#define YAMP_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

#include <wayland-server-core.h>

#include "client.h"
#include "formats.h"
#include "journal.h"
#include "kernel-query.h"
#include "log.h"
#include "objects.h"
#include "observer.h"
#include "params.h"
#include "probe.h"
#include "refusal.h"
#include "targets.h"
#include "trials.h"
#include "verify.h"

struct weston_compositor;
struct weston_log_scope;

/** enum plugin_state - imports wait while probing */
enum plugin_state {
	PLUGIN_PROBING,
	PLUGIN_READY,
	PLUGIN_OFF,
};

/**
 * struct plugin - the one of a compositor
 * @off: with PLUGIN_OFF, why
 * @renderer_aborts: an import that fails would end the compositor
 * @logged_refusals: lines of Weston's log they took
 */
struct plugin {
	struct wl_listener compositor_destroy;
	struct weston_compositor *compositor;
	struct wl_display *display;
	struct weston_log_scope *scope;
	struct wl_global *global;
	struct wl_event_source *watch;
	int watch_fd; /* -1: none */
	struct probe *probe;
	enum plugin_state state;
	char off[160];
	bool renderer_aborts;
	uint32_t logged_refusals;
	struct allocator allocator;
	void (*allocator_changed)(struct plugin *plugin);
	struct formats formats;
	struct params_access params;
	struct observer observer;
	struct journal journal;
	struct targets targets;
	struct wl_list managers; /* links of the resources */
	struct wl_list imports; /* links of the resources */
	struct wl_list surfaces; /* links of the resources */
	struct wl_list placements; /* links of the resources */
	struct wl_list constraints; /* links of the resources */
	struct wl_list clients; /* struct client.link */
	struct wl_list trials; /* struct trial.link */
	void (*trial_told)(struct plugin *plugin);
};

#endif /* YAMP_PLUGIN_H */
