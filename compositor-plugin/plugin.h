/* SPDX-License-Identifier: MIT */
/*
 * The private structs of the plugin and who offers what to whom.
 *
 *   plugin.c        module start and end, the global, logging: all of libweston
 *   probe.c         the module as a client of its own compositor; learns the formats
 *   formats.c       the formats and modifiers it learnt
 *   handlers.c      the request handlers of Weston's own objects
 *   params.c        those of a params object make a wl_buffer
 *   observer.c      those of wp_presentation tell what became of a frame
 *   journal.c       why a frame was drawn and not on a plane, by Weston's log scopes
 *   reasons.c       reads what is written there
 *   manager.c       requests and events of yamp_manager_v1
 *   import.c        requests and events of yamp_import_v1
 *   surface.c       requests of yamp_surface_v1
 *   placement.c     events of yamp_placement_v1
 *   targets.c       the renderer and the planes, and what each needs of a buffer
 *   kms.c           the planes, as the display's driver reports them (kms.h)
 *   kms-trial.c     trials with buffers on the display
 *   trial.c         ... and the search for what it takes (trial.h)
 *   constraints.c   requests and events of yamp_constraints_v1
 *   verify.c        from descriptors to a description that can be trusted
 *   kernel-query.c  /dev/yamp-query
 *   client.c        what each client holds
 *
 * Everything runs in the compositor's one thread, on its event loop; nothing
 * waits. Functions return 0 or -errno.
 */
#ifndef YAMP_PLUGIN_H
#define YAMP_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <linux/yamp.h>
#include <wayland-server-core.h>

#include "reasons.h"

struct weston_compositor;
struct weston_head;
struct weston_log_subscriber;
struct weston_output;
struct weston_surface;
struct wp_presentation_interface;
struct zwp_linux_buffer_params_v1_interface;
struct probe;
struct plugin;

/**
 * struct refusal - why something is not done
 * @reason: enum yamp_import_v1_reason
 * @detail: one line for people
 */
struct refusal {
	uint32_t reason;
	char detail[256];
};

/** refuse - fills @refusal; always returns -EPERM, for the caller to return */
int refuse(struct refusal *refusal, uint32_t reason, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- plugin.c: logging ---- */

/** plugin_log - one line of Weston's log; the prefix and the newline are added */
void plugin_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** plugin_trace - one line for those who read the log scope "yamp" */
void plugin_trace(struct plugin *plugin, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** plugin_is_traced - does anybody read it? */
bool plugin_is_traced(const struct plugin *plugin);

/** now_us - monotonic time, for differences */
uint64_t now_us(void);

/* ---- formats.c ---- */

/**
 * struct formats - what linux-dmabuf offers
 * @entries: of struct yamp_format
 */
struct formats {
	struct wl_array entries;
};

void formats_init(struct formats *formats);
void formats_finish(struct formats *formats);

/** formats_add - returns 0 or -ENOMEM */
int formats_add(struct formats *formats, uint32_t fourcc, uint64_t modifier);

/** formats_check - refuses what is not offered, naming what is */
int formats_check(const struct formats *formats, uint32_t fourcc, uint64_t modifier,
		  struct refusal *refusal);

/** struct format_text - a format and its modifier, readable: "NV12 LINEAR (0x0)" */
struct format_text {
	char text[96];
};

struct format_text format_text(uint32_t fourcc, uint64_t modifier);

/* ---- handlers.c ---- */

/**
 * handlers_find - the request handlers of an object that Weston implements
 * @interface: what the object is expected to be
 * @count: handlers that will be used, from the first on
 * @failure: set to what is not as expected, if anything is
 *
 * Returns the table, an array of functions in the order of the requests, or NULL.
 */
const void *handlers_find(struct wl_resource *resource, const struct wl_interface *interface,
			  unsigned int count, const char **failure);

/* ---- params.c ---- */

/**
 * struct params_access - the way to Weston's own implementation of params objects
 * @requests: its request handlers; NULL until the self-test has passed
 * @logger: sees the requests of clients on params objects
 * @busy: the params object that is being used right now, or NULL
 * @busy_created: its wl_buffer was created
 */
struct params_access {
	const struct zwp_linux_buffer_params_v1_interface *requests;
	struct wl_protocol_logger *logger;
	struct wl_resource *busy;
	bool busy_created;
};

int params_init(struct params_access *access, struct wl_display *display);
void params_finish(struct params_access *access);

/**
 * params_self_test - is a params object made as this file believes?
 * @params: of linux-dmabuf, fresh
 *
 * Returns NULL and fills @access->requests, or says what is not as expected.
 */
const char *params_self_test(struct params_access *access, struct wl_resource *params);

/** params_check - refuses an object that was used, or that is not Weston's */
int params_check(const struct params_access *access, struct wl_resource *params,
		 struct refusal *refusal);

/**
 * params_create_buffer - make the wl_buffer; created or failed goes to the client
 * @params: one that params_check() has just accepted
 * @frame: verified
 * @fds: one per colour plane; they are Weston's from here on
 *
 * Returns whether it was created.
 */
bool params_create_buffer(struct params_access *access, struct wl_resource *params,
			  const struct yamp_frame *frame, const int *fds);

/* ---- probe.c ---- */

/**
 * probe_create - become a client of this compositor and learn what linux-dmabuf offers
 *
 * Calls plugin_probed() later, from the event loop. Stays a client for the observer.
 * Returns NULL with errno.
 */
struct probe *probe_create(struct plugin *plugin, struct wl_display *display);

/** probe_destroy - @probe may be NULL or unfinished */
void probe_destroy(struct probe *probe);

/** plugin_probed - the formats are known; @failure is NULL or says why they are not */
void plugin_probed(struct plugin *plugin, const char *failure);

/* ---- kernel-query.c ---- */

/**
 * struct allocator - what is known of the kernel module
 * @version: newest UAPI version that both sides know; 0: there is no module
 * @node: of /dev/yamp, if @node_known
 */
struct allocator {
	uint32_t version;
	bool node_known;
	dev_t node;
};

/** allocator_look - ask now; never fails, see @version */
struct allocator allocator_look(void);

/**
 * allocator_watch - call managers_allocator_changed() whenever our nodes come or go
 *
 * Where the system cannot say, it is never called. Undone by allocator_unwatch().
 */
void allocator_watch(struct plugin *plugin);
void allocator_unwatch(struct plugin *plugin);

/**
 * query_open - the node that describes dma-bufs
 *
 * It is opened for each import and closed behind it, so that the module can be
 * removed and replaced while the compositor runs. Returns a descriptor that the
 * caller closes, or refuses.
 */
int query_open(struct refusal *refusal);

/**
 * query_describe - what the kernel knows of a descriptor that a client gave
 * @plane: where the client gave it, for the text of a refusal
 */
int query_describe(int query_fd, int dmabuf_fd, uint32_t plane, struct yamp_describe *describe,
		   struct refusal *refusal);

/* ---- verify.c ---- */

/*
 * Weston and pixman reckon in 16.16 fixed point. The limits of the GPU and of planes
 * are lower, but no public call tells the GPU's: above those, Weston answers "failed".
 */
#define VERIFY_DIMENSION_MAX 32767

/**
 * struct verified - a frame that can be shown
 * @frame: the kernel's description
 * @frame_id: the kernel's name of it
 * @plane_of_object: where each dma-buf of the frame was given
 */
struct verified {
	struct yamp_frame frame;
	uint64_t frame_id;
	uint32_t plane_of_object[YAMP_MAX_PLANES];
};

/**
 * verify - ask the kernel what was given and check all of it
 * @fds: by colour plane, -1 where none was given; they stay the caller's
 */
int verify(const int *fds, const struct formats *formats, struct verified *verified,
	   struct refusal *refusal);

/* ---- client.c ---- */

/** struct client - what a client holds here; exists while it has @users */
struct client {
	struct wl_list link; /* plugin.clients */
	struct wl_client *wl_client;
	uint32_t users;
	uint32_t imports;
	uint32_t fds;
	uint32_t placements;
	uint32_t constraints;
};

/** client_get - one more user of it; NULL with errno. Undone by client_put() */
struct client *client_get(struct wl_list *clients, struct wl_client *wl_client);

/** client_put - one user less; @client may be gone then */
void client_put(struct client *client);

/** client_may_place - false if @client waits for more placements than any needs */
bool client_may_place(const struct client *client);

/** client_may_ask - false if @client has more constraints objects than any needs */
bool client_may_ask(const struct client *client);

/** client_may_import - false if @client has more import objects than any needs */
bool client_may_import(const struct client *client);

/** client_may_keep - may this descriptor be kept for @client? */
bool client_may_keep(const struct client *client, int fd);

/** descriptor_is_spare - false if this process has few descriptors left */
bool descriptor_is_spare(int fd);

/* ---- observer.c ---- */

/**
 * struct observer - the module's own presentation-time
 * @client: the module as a client; NULL: nothing can be observed
 * @presentation: its wp_presentation
 * @requests: the handlers of that
 * @logger: sees the events to @client
 * @made: the resource of @client that was created last
 */
struct observer {
	struct wl_client *client;
	struct wl_resource *presentation;
	const struct wp_presentation_interface *requests;
	struct wl_protocol_logger *logger;
	struct wl_listener created;
	struct wl_resource *made;
};

/** struct shown - arguments of wp_presentation_feedback.presented */
struct shown {
	uint32_t sec_hi, sec_lo, nsec;
	uint32_t refresh;
	uint32_t seq_hi, seq_lo;
	uint32_t flags;
};

/**
 * struct observation - of one content update
 * @ended: called once: with @presented, or the update was discarded. Runs inside
 *	Weston's own handling of it; @observation may be freed there
 * @presented: it was shown, @shown is filled
 * @head: with @presented, of the output; valid in @ended; NULL if not told
 */
struct observation {
	struct wl_resource *feedback;
	struct wl_listener destroy;
	void (*ended)(struct observation *observation);
	bool presented;
	struct shown shown;
	struct weston_head *head;
};

/**
 * observer_start - @presentation is the resource of the module's own wp_presentation
 *
 * Returns NULL, or why nothing can be observed.
 */
const char *observer_start(struct observer *observer, struct wl_display *display,
			   struct wl_resource *presentation);

/** observer_stop - all observations must have ended, or end with their client */
void observer_stop(struct observer *observer);

/** observer_works - can anything be observed? */
bool observer_works(const struct observer *observer);

/**
 * observer_watch - watch what the next commit of @surface makes
 * @observation: zeroed but for @ended
 *
 * Returns false if it cannot be watched; @ended is not called then.
 */
bool observer_watch(struct observer *observer, struct observation *observation,
		    struct wl_resource *surface);

/** observation_cancel - watch no longer; @ended is not called */
void observation_cancel(struct observation *observation);

/* ---- journal.c ---- */

/**
 * struct journal - what Weston wrote of its decisions
 * @subscriber: while it is followed
 * @stream: where that goes
 * @decisions: what was read from it
 * @scene: or else the text about one frame, NULL if none; of
 * @scene_frame: this frame, on
 * @scene_output: the output of this number
 */
struct journal {
	struct weston_log_subscriber *subscriber;
	FILE *stream;
	struct decisions decisions;
	char *scene;
	struct shown scene_frame;
	uint32_t scene_output;
};

/** journal_works - can reasons be told? */
bool journal_works(const struct plugin *plugin);

/** journal_open - follow it from now on, if it is not yet */
void journal_open(struct plugin *plugin);

/** journal_close - nobody asks any more */
void journal_close(struct plugin *plugin);

/**
 * journal_reasons - why was a frame drawn and not put on a plane?
 * @shown: the frame; right after it was shown, before the next repaint
 * @surface: NULL if it is gone
 * @output: likewise
 *
 * Returns bits of enum yamp_placement_v1_reason, at least one.
 */
uint32_t journal_reasons(struct plugin *plugin, const struct shown *shown,
			 struct weston_surface *surface, struct weston_output *output);

/* ---- manager.c ---- */

/** manager_create - make the object that a client binds */
void manager_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		    uint32_t id);

/** managers_greet - send every manager object all events, after the probe */
void managers_greet(struct plugin *plugin);

/** managers_allocator_changed - tell every manager object of plugin.allocator */
void managers_allocator_changed(struct plugin *plugin);

/* ---- import.c ---- */

/**
 * import_create - make an import object that names @params, which may go at any time
 */
void import_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		   uint32_t id, struct wl_resource *params);

/** imports_resume - answer those that came before the probe had ended */
void imports_resume(struct plugin *plugin);

/* ---- surface.c ---- */

/** surface_exists - has this wl_surface a yamp_surface_v1? */
bool surface_exists(struct wl_resource *wl_surface);

/** surface_create - make one; @wl_surface may go at any time */
void surface_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		    uint32_t id, struct wl_resource *wl_surface);

/* ---- placement.c ---- */

/** placement_create - tell the client what becomes of the next commit of @wl_surface */
void placement_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		      uint32_t id, struct wl_resource *wl_surface);

/* ---- targets.c ---- */

/** TARGET_FIGURES - how many values enum yamp_constraints_v1_figure covers */
#define TARGET_FIGURES 39

/** TARGET_PLANE_FIGURES - the first that is one of a colour plane */
#define TARGET_PLANE_FIGURES 32

/** struct target_figure - enum yamp_constraints_v1_source says how it is known */
struct target_figure {
	uint32_t told;
	uint32_t source;
	uint64_t value;
};

/** struct output_name - as of wl_output.name */
struct output_name {
	char text[64];
};

/**
 * struct target - something that shows buffers
 * @link: in targets.list
 * @number: not 0, the same for ever
 * @kind: enum yamp_constraints_v1_kind
 * @device: of the display; 0 if it is not known
 * @name: for people
 * @figures: by enum yamp_constraints_v1_figure
 * @formats: best first
 * @formats_source: how they are known
 * @indices: of uint16_t, where they are in the table
 * @outputs: of struct output_name, that it serves; none is all
 * @digest: of all this
 */
struct target {
	struct wl_list link;
	uint32_t number;
	uint32_t kind;
	dev_t device;
	char name[YAMP_NAME_LEN];
	struct target_figure figures[TARGET_FIGURES];
	struct formats formats;
	uint32_t formats_source;
	struct wl_array indices;
	struct wl_array outputs;
	uint64_t digest;
};

/** OUTPUT_WATCHES - signals of Weston's after which targets may be others */
#define OUTPUT_WATCHES 4

struct output_watch {
	struct wl_listener listener;
	struct plugin *plugin; /* NULL: not listening */
};

/**
 * struct targets - all of them
 * @list: best first
 * @learning: those that are being learnt, empty otherwise
 * @numbers: who has which number
 * @trials: what displays take, of kms.c
 * @digest: of the list
 * @table_fd: the sealed table of formats, -1 if there is none
 * @table_size: bytes
 * @table_digest: of its content
 * @settled: nothing is expected to turn out otherwise
 * @learnt_us: when they were learnt last
 * @idle: they are learnt anew when the event loop has time; or NULL
 */
struct targets {
	struct wl_list list; /* struct target.link */
	struct wl_list learning; /* struct target.link */
	struct wl_array numbers;
	struct wl_array trials;
	uint64_t digest;
	int table_fd;
	uint32_t table_size;
	uint64_t table_digest;
	bool settled;
	uint64_t learnt_us;
	struct wl_event_source *idle;
	struct output_watch watches[OUTPUT_WATCHES];
};

void targets_init(struct targets *targets);
void targets_finish(struct targets *targets);

/** targets_watch - learn again whenever outputs change. Undone by targets_unwatch() */
void targets_watch(struct plugin *plugin);
void targets_unwatch(struct plugin *plugin);

/** targets_learn - find out what there is, and tell the clients if it is different */
void targets_learn(struct plugin *plugin);

/** targets_settle - the same if more may be known by now */
void targets_settle(struct plugin *plugin);

/**
 * targets_add - one more target, while they are learnt
 * @device: of the object
 * @object: who it is on its device
 *
 * Returns NULL if there is no memory.
 */
struct target *targets_add(struct targets *targets, uint32_t kind, dev_t device, uint32_t object);

/** target_tell - a figure of it, see enum yamp_constraints_v1_figure and _source */
void target_tell(struct target *target, uint32_t figure, uint64_t value, uint32_t source);

/** target_serve - it serves this output; 0 or -ENOMEM */
int target_serve(struct target *target, const char *output);

/** target_serves - does it? NULL is no output in particular, which all serve */
bool target_serves(const struct target *target, const struct weston_output *output);

/** digest_add - a number that stands for bytes; @digest is 0 or what it returned before */
uint64_t digest_add(uint64_t digest, const void *data, size_t size);

/* ---- constraints.c ---- */

/**
 * constraints_create - tell the client what targets need
 * @wl_surface: only those that it can reach; it may go at any time. NULL: all
 */
void constraints_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
			uint32_t id, struct wl_resource *wl_surface);

/** constraints_changed - tell those for whom it is different now */
void constraints_changed(struct plugin *plugin);

/* ---- plugin.c ---- */

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
};

#endif /* YAMP_PLUGIN_H */
