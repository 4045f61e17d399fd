/* SPDX-License-Identifier: MIT */
/*
 * The private structs of the plugin and who offers what to whom.
 *
 *   plugin.c        module start and end, the global, logging: all of libweston
 *   probe.c         learns at start what this Weston's linux-dmabuf offers
 *   formats.c       the formats and modifiers it learnt
 *   params.c        Weston's own implementation of a params object
 *   manager.c       requests and events of yamp_manager_v1
 *   import.c        requests and events of yamp_import_v1
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
#include <sys/types.h>

#include <linux/yamp.h>
#include <wayland-server-core.h>

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
 * probe_create - start to learn what linux-dmabuf offers
 *
 * Ends later, on the event loop, with plugin_probed(). Returns NULL with errno.
 */
struct probe *probe_create(struct plugin *plugin, struct wl_display *display);

/** probe_destroy - @probe may be NULL or unfinished */
void probe_destroy(struct probe *probe);

/** plugin_probed - the probe has ended; @failure is NULL or says why it failed */
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

/** struct client - what a client holds here; exists while it has imports */
struct client {
	struct wl_list link; /* plugin.clients */
	struct wl_client *wl_client;
	uint32_t imports;
	uint32_t fds;
};

/** client_get - count one more import; NULL with errno. Undone by client_put() */
struct client *client_get(struct wl_list *clients, struct wl_client *wl_client);

/** client_put - count one import less; @client may be gone then */
void client_put(struct client *client);

/** client_may_import - false if @client has more import objects than any needs */
bool client_may_import(const struct client *client);

/** client_may_keep - may this descriptor be kept for @client? */
bool client_may_keep(const struct client *client, int fd);

/** descriptor_is_spare - false if this process has few descriptors left */
bool descriptor_is_spare(int fd);

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
	struct wl_list managers; /* links of the resources */
	struct wl_list imports; /* links of the resources */
	struct wl_list clients; /* struct client.link */
};

#endif /* YAMP_PLUGIN_H */
