/* SPDX-License-Identifier: MIT */
#ifndef DISPLAY_PRIV_H
#define DISPLAY_PRIV_H

#include <time.h>
#include <wayland-client.h>
#include <yamp/display.h>

#include "linux-dmabuf-v1-client-protocol.h"
#include "presentation-time-client-protocol.h"
#include "viewporter-client-protocol.h"
#include "xdg-shell-client-protocol.h"
#include "yamp-v1-client-protocol.h"
#if HAVE_COLOR_REPRESENTATION
#include "color-representation-v1-client-protocol.h"
#endif

#include "log.h"
#include "target.h"

/** struct format_list - formats that the compositor takes in one way */
struct format_list {
	struct yamp_format *formats;
	uint32_t count;
	uint32_t room;
};

/**
 * struct format_table - of a zwp_linux_dmabuf_feedback_v1 or yamp_constraints_v1
 * @map: NULL while there is none
 */
struct format_table {
	struct format_table_entry {
		uint32_t fourcc;
		uint32_t padding;
		uint64_t modifier;
	} *map;
	size_t size;
};

/**
 * struct targets - what the compositor can show buffers with, on all outputs or on a surface's
 * @constraints: NULL if the compositor does not tell
 * @told: of the newest batch that is complete
 * @coming: of the one that is being told
 * @table: formats that they refer to
 * @lost: there was no memory for one that is being told
 * @heard: a batch was complete
 * @serial: batches so far
 */
struct targets {
	struct yamp_constraints_v1 *constraints;
	struct target_list told;
	struct target_list coming;
	struct format_table table;
	bool lost;
	bool heard;
	uint32_t serial;
};

/* How many values enum yamp_color_encoding and enum yamp_color_range have. */
#define DISPLAY_ENCODINGS 4
#define DISPLAY_RANGES 3

/**
 * struct yamp_display - see yamp/display.h
 * @connection: the application's, or ours if @own
 * @wrapper: of @connection, for requests whose objects belong on @queue
 * @queue: of every object here
 * @error: -errno of the connection, 0 while it is well
 * @prepared: to read, by yamp_display_prepare()
 * @introduced: @manager has said what there is
 * @allocator: the compositor can ask the kernel about buffers
 * @placement: it tells what becomes of each frame
 * @has_constraints: it tells what its targets need
 * @said_unverified: one step down is said once, not for every buffer
 * @said_copy: likewise
 * @said_failed: the format of which no path was last said to take it
 * @dmabuf_formats: as advertised
 * @shm_formats: fourccs, modifier linear
 * @offered: what goes into a constraint record
 * @table: of @feedback
 * @targets: of all outputs
 * @colors: encodings and ranges that the compositor can convert
 * @clock: of presentation timestamps
 * @clock_offset_ns: CLOCK_MONOTONIC minus @clock
 * @clock_measured_ns: by @clock, when that was
 * @images: yamp_image.link
 * @outputs: output.link
 * @seats: seat.link
 * @seats_used: some window hears of keys and pointer
 * @windows: yamp_window.link
 */
struct yamp_display {
	struct yamp_log log;
	struct wl_display *connection;
	bool own;
	struct wl_display *wrapper;
	struct wl_event_queue *queue;
	int error;
	bool prepared;

	struct wl_registry *registry;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct wl_subcompositor *subcompositor;
	struct xdg_wm_base *wm_base;
	struct zwp_linux_dmabuf_v1 *dmabuf;
	struct zwp_linux_dmabuf_feedback_v1 *feedback;
	struct wp_presentation *presentation;
	struct wp_viewporter *viewporter;
	struct yamp_manager_v1 *manager;
#if HAVE_COLOR_REPRESENTATION
	struct wp_color_representation_manager_v1 *color_manager;
#endif
	bool introduced;
	bool allocator;
	bool placement;
	bool has_constraints;
	bool said_unverified;
	bool said_copy;
	uint32_t said_failed;

	struct format_list dmabuf_formats;
	struct format_list shm_formats;
	struct format_list offered;
	struct format_table table;
	struct targets targets;
	bool colors[DISPLAY_ENCODINGS][DISPLAY_RANGES];

	clockid_t clock;
	int64_t clock_offset_ns;
	uint64_t clock_measured_ns;

	struct wl_list images;
	struct wl_list outputs;
	struct wl_list seats;
	bool seats_used;
	struct wl_list windows;
};

/**
 * struct output - a wl_output
 * @link: in yamp_display.outputs
 * @global: its number
 * @name: NULL until it is told
 */
struct output {
	struct wl_list link;
	struct wl_output *wl_output;
	uint32_t global;
	char *name;
};

/**
 * struct yamp_image - see yamp/display.h
 * @link: in yamp_display.images
 * @path: that is tried, or that it is ready for
 * @ready: was said to the listener
 * @held: shown and not yet released
 * @orphan: destroyed by its owner while an answer was under way; goes when the
 *	answer comes
 * @import: of the path YAMP_PATH_VERIFIED, until its answer
 * @params: until created or failed
 * @answer: brings the answer of paths that need none of the compositor
 * @inode: of the buffer, for ledgers
 * @wl_buffer: once @ready, but for YAMP_PATH_COPY
 */
struct yamp_image {
	struct wl_list link;
	struct yamp_display *display;
	struct yamp_buffer *buffer;
	const struct yamp_image_listener *listener;
	void *data;
	enum yamp_path path;
	bool ready;
	bool held;
	bool orphan;
	uint64_t inode;
	struct yamp_import_v1 *import;
	struct zwp_linux_buffer_params_v1 *params;
	struct wl_callback *answer;
	struct wl_buffer *wl_buffer;
};

/* display-globals.c */

/** globals_listen - bind what is used of all that is offered; 0 or -ENOMEM */
int globals_listen(struct yamp_display *display);

/** globals_destroy - all that was bound */
void globals_destroy(struct yamp_display *display);

/* display-connection.c; these return the error that ended the connection, too */

/** connection_deadline - of answers that are waited for from now on; CLOCK_MONOTONIC, ms */
int64_t connection_deadline(void);

/** connection_wait - until an event has set @done; 0 or -ETIMEDOUT, said */
int connection_wait(struct yamp_display *display, const bool *done, int64_t deadline_ms);

/** connection_roundtrip - until all that was requested was handled; 0, -ETIMEDOUT, -ENOMEM */
int connection_roundtrip(struct yamp_display *display, int64_t deadline_ms);

/** connection_settle - until events have emptied @list, as long as an answer may take */
void connection_settle(struct yamp_display *display, const struct wl_list *list);

/* display-formats.c */

/** formats_listen_dmabuf - learn what linux-dmabuf takes, in any version */
void formats_listen_dmabuf(struct yamp_display *display);

/** formats_listen_shm - learn what wl_shm takes */
void formats_listen_shm(struct yamp_display *display);

/** formats_finish - everything was heard: make up @offered; 0 or -ENOMEM */
int formats_finish(struct yamp_display *display);

/** formats_destroy - free the lists */
void formats_destroy(struct yamp_display *display);

/**
 * formats_dmabuf_modifier - under which modifier linux-dmabuf takes a format
 * @modifier: in: of the buffer; out: to be stated. Where only implicit
 *	modifiers are known that is what a linear buffer is declared as
 *
 * Returns false if it does not take it.
 */
bool formats_dmabuf_modifier(const struct yamp_display *display, uint32_t fourcc,
			     uint64_t *modifier);

/** formats_has_shm - does wl_shm take a format? */
bool formats_has_shm(const struct yamp_display *display, uint32_t fourcc);

/* display-table.c */

/** table_map - take a table's file, which is closed; without a map if it has none */
void table_map(struct format_table *table, int fd, uint32_t size);

/** table_unmap - let it go */
void table_unmap(struct format_table *table);

/* display-targets.c */

/** targets_listen - hear what targets need; @constraints is taken, NULL: nothing is heard */
void targets_listen(struct targets *targets, struct yamp_constraints_v1 *constraints);

/** targets_finish - forget them */
void targets_finish(struct targets *targets);

/* display-image.c */

/** image_free - forget an image at once, whatever is under way */
void image_free(struct yamp_image *image);

/* display-output.c */

/** outputs_add - one appeared; @global is its number */
void outputs_add(struct yamp_display *display, uint32_t global, uint32_t version);

/** outputs_remove - a global went, which may have been one */
void outputs_remove(struct yamp_display *display, uint32_t global);

/** outputs_destroy - all of them */
void outputs_destroy(struct yamp_display *display);

/** output_name - NULL if it is not known; valid until the next dispatch */
const char *output_name(const struct yamp_display *display, const struct wl_output *wl_output);

#endif /* DISPLAY_PRIV_H */
