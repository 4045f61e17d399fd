/* SPDX-License-Identifier: MIT */
/*
 * A compositor without a screen, for the plugin to live in: real libwayland-server, the
 * globals that the plugin and its clients use, and what libweston would call.
 *
 *   compositor.c          the compositor, its outputs and surfaces
 *   compositor-log.c      its log
 *   compositor-dmabuf.c   linux-dmabuf, as strict as Weston's
 *   compositor-shown.c    presentation-time
 *   client.c              a client that keeps to the protocol, for who is no fuzzer
 *   kernel-stand-in.c     the kernel module, and the display's planes
 *   input.c               what the fuzzer gives to decide by
 *
 * There is one, begun and ended with each input.
 */
#ifndef FUZZ_COMPOSITOR_H
#define FUZZ_COMPOSITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/yamp.h>
#include <wayland-server-core.h>

#include <libweston/libweston.h>

/* Outputs that come and go. */
#define OUTPUTS 3

/** require - what must never be otherwise ends the program */
void require(bool condition, const char *what);

/** struct input - what is left of the fuzzer's bytes; zeros follow them */
struct input {
	const uint8_t *data;
	size_t size;
};

/* ---- input.c ---- */

uint8_t take(struct input *input);
uint32_t take_number(struct input *input);
void take_bytes(struct input *input, void *bytes, size_t size);

/* ---- compositor.c ---- */

extern struct weston_compositor *compositor;

/** renderer_aborts - it is Weston's Vulkan renderer, which ends with the first import that fails */
extern bool renderer_aborts;

/** compositor_begin - with the plugin in it; compositor_end() takes all away */
void compositor_begin(void);
void compositor_end(void);

/** compositor_run - let the event loop do what there is to do */
void compositor_run(void);

/** output_toggle - plug or unplug it */
void output_toggle(unsigned int output);

/** output_name - of the first one's global; 0: it is not there */
uint32_t output_name(void);

/** session_toggle - to another session and back */
void session_toggle(void);

/** surfaces_change - where surfaces are, and of what kind their buffers */
void surfaces_change(struct input *input);

/** surface_newest - NULL: there is none */
struct weston_surface *surface_newest(void);

/* ---- compositor-log.c ---- */

/** log_is_read - somebody follows the plugin's log scope */
extern bool log_is_read;

/** log_lines - of Weston's log that the plugin wrote */
extern unsigned long log_lines;

void log_begin(void);
void log_end(void);

/** journal_write - what Weston says of its planes, by whatever bytes */
void journal_write(struct input *input);

/* ---- compositor-dmabuf.c ---- */

void dmabuf_begin(void);

/** dmabuf_refuse - the renderer takes no buffer from now on, or does */
void dmabuf_refuse(bool refuse);

/** dmabuf_own_request - a client's own request on a params object is being handled */
extern bool dmabuf_own_request;

/* ---- compositor-shown.c ---- */

void shown_begin(void);

/** shown_commit - a surface has new content, or is gone */
void shown_commit(struct wl_resource *surface);
void shown_forget(struct wl_resource *surface);

/** shown_flip - what was committed is shown with these flags */
void shown_flip(uint32_t flags);

/* ---- kernel-stand-in.c ---- */

/** FILES - kinds of files that clients give */
#define FILES 13

void kernel_begin(void);
void kernel_end(void);

/** kernel_file - one that a client gives; the caller closes it */
int kernel_file(unsigned int kind);

/** kernel_spoil - describe one of them otherwise than before, or cut it off */
void kernel_spoil(struct input *input);

/** kernel_revoke - of this kind, from now on */
void kernel_revoke(unsigned int kind);

/** kernel_toggle - the module goes, or more often comes */
void kernel_toggle(uint8_t how);

/** kernel_knows - is this what the kernel says of the file? */
bool kernel_knows(int fd, uint32_t plane, const struct yamp_frame *frame);

/** planes_change - of the display */
void planes_change(struct input *input);

#endif /* FUZZ_COMPOSITOR_H */
