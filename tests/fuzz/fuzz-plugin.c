// SPDX-License-Identifier: MIT
/*
 * libFuzzer on the plugin's request handlers: all of the plugin but what asks the kernel,
 * in a compositor without a screen, with clients that write whatever bytes they like.
 *
 * The input is a list of deeds: mostly a request of a client on one of its objects, made
 * by the signature of the request; now and then bytes that are none; the end of a client;
 * something that happens to the compositor. Beside what the sanitizers see it must hold
 * that nothing the plugin asks of Weston could end a client, that what it makes is what
 * the kernel said, that each decision is logged in one line, and that no descriptor and
 * no memory is left.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz-client.h"
#include "linux-dmabuf-v1-server-protocol.h"
#include "yamp-v1-server-protocol.h"

#define CLIENTS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct client clients[CLIENTS];
static unsigned long requests_handled, errors_raised;

/* ---- deeds ------------------------------------------------------------------------- */

static void happen(struct input *input)
{
	switch (take(input) % 10) {
	case 0:
		output_toggle(take(input));
		break;
	case 1:
		session_toggle();
		break;
	case 2:
		surfaces_change(input);
		break;
	case 3:
		journal_write(input);
		break;
	case 4:
		kernel_toggle(take(input));
		break;
	case 5:
		kernel_spoil(input);
		break;
	case 6:
		planes_change(input);
		break;
	case 7:
		dmabuf_refuse(take(input) % 2);
		break;
	default:
		shown_flip(take(input));
		break;
	}
}

static void do_next(struct input *input)
{
	uint8_t deed = take(input);
	struct client *client = &clients[deed % 16 == 0 ? 1 : deed % 64 == 1 ? 2 : 0];

	if (deed >= 208) {
		happen(input);
		return;
	}
	if (client->fd >= 0 && !client->server_side) {
		client_listen(client);
		close(client->fd);
		client->fd = -1;
		errors_raised++;
	}
	if (client->fd < 0)
		client_begin(client, input);
	else
		client_do(client, input);
}

/* Seen before each request is handled; a client's own use of params is not the plugin's. */
static void on_message(void *data, enum wl_protocol_logger_type type,
		       const struct wl_protocol_logger_message *message)
{
	const char *interface = wl_resource_get_class(message->resource);

	if (type == WL_PROTOCOL_LOGGER_EVENT) {
		if (strcmp(interface, yamp_import_v1_interface.name) == 0)
			dmabuf_own_request = false;
		return;
	}
	requests_handled++;
	dmabuf_own_request = strcmp(interface, zwp_linux_buffer_params_v1_interface.name) == 0;
}

static unsigned int open_files(void)
{
	unsigned int count = 0;
	int fd;

	for (fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void run(struct input *input)
{
	unsigned int i;

	while (input->size) {
		do_next(input);
		if (take(input) % 4 == 0) {
			compositor_run();
			for (i = 0; i < CLIENTS; i++) {
				if (clients[i].fd >= 0)
					client_listen(&clients[i]);
			}
		}
	}
	compositor_run();
}

static void say_nothing(const char *format, va_list args)
{
}

static void print_totals(void)
{
	fprintf(stderr, "requests handled: %lu, clients ended by an error: %lu\n", requests_handled,
		errors_raised);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	struct wl_protocol_logger *logger;
	static unsigned int before;
	unsigned int i;

	if (!before) {
		atexit(print_totals);
		wl_log_set_handler_server(say_nothing);
	}
	before = open_files();
	for (i = 0; i < CLIENTS; i++)
		clients[i].fd = -1;
	renderer_aborts = size && data[size - 1] % 8 == 0;
	kernel_begin();
	compositor_begin();
	logger = wl_display_add_protocol_logger(compositor->wl_display, on_message, NULL);
	run(&input);
	for (i = 0; i < CLIENTS; i++) {
		if (clients[i].fd >= 0 && i % 2)
			client_disconnect(&clients[i]);
	}
	wl_protocol_logger_destroy(logger);
	compositor_end();
	for (i = 0; i < CLIENTS; i++) {
		if (clients[i].fd < 0)
			continue;
		client_listen(&clients[i]);
		close(clients[i].fd);
	}
	kernel_end();
	require(open_files() == before, "a descriptor that is left");
	return 0;
}
