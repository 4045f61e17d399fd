// SPDX-License-Identifier: MIT
/* A client that writes whatever bytes it likes, mostly requests on its objects. */
#include "fuzz-client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux-dmabuf-v1-server-protocol.h"
#include "presentation-time-server-protocol.h"
#include "yamp-v1-server-protocol.h"

#define MESSAGE_MAX 512
#define FDS_MAX 64

/* Opcodes, which only the client's header has. */
#define GET_REGISTRY 1
#define BIND 0
#define CREATE_PARAMS 1
#define CREATE_IMPORT 1
#define ADD 1
#define IMPORT 2
#define CREATE_SURFACE 0
#define GET_SURFACE 2
#define GET_PLACEMENT 1
#define SURFACE_GET_CONSTRAINTS 2
#define COMMIT 6

/** struct message - that is being written */
struct message {
	uint32_t words[MESSAGE_MAX / 4];
	size_t size;
	int fd;
	bool lacks; /* an object that the client has not */
};

/* Names are given in the order in which compositor.c makes the globals. The output's
 * changes whenever it comes. */
static const struct global {
	const struct wl_interface *interface;
	uint32_t name, version;
} globals[] = {
	{&wl_compositor_interface, 1, 4},	{&wl_output_interface, 2, 3},
	{&zwp_linux_dmabuf_v1_interface, 3, 3}, {&wp_presentation_interface, 4, 1},
	{&yamp_manager_v1_interface, 5, 3},
};

#define GLOBALS (sizeof(globals) / sizeof(*globals))

/* ---- a client's end of the connection ---------------------------------------------- */

static void on_client_destroy(struct wl_listener *listener, void *data)
{
	struct client *client = wl_container_of(listener, client, destroy);

	client->server_side = NULL;
}

static void client_connect(struct client *client)
{
	int pair[2];

	memset(client, 0, sizeof(*client));
	require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0,
		"a socket");
	client->fd = pair[1];
	client->server_side = wl_client_create(compositor->wl_display, pair[0]);
	client->destroy.notify = on_client_destroy;
	wl_client_add_destroy_listener(client->server_side, &client->destroy);
	client->objects[client->count++] = (struct object){&wl_display_interface, 1, false};
}

void client_disconnect(struct client *client)
{
	close(client->fd);
	client->fd = -1;
	compositor_run();
	require(!client->server_side, "who hangs up is gone");
}

static void close_received(struct msghdr *header)
{
	struct cmsghdr *control;
	size_t i;
	int fd;

	for (control = CMSG_FIRSTHDR(header); control; control = CMSG_NXTHDR(header, control)) {
		for (i = 0; CMSG_LEN((i + 1) * sizeof(fd)) <= control->cmsg_len; i++) {
			memcpy(&fd, CMSG_DATA(control) + i * sizeof(fd), sizeof(fd));
			close(fd);
		}
	}
}

/* Whatever the compositor has said is read and forgotten. */
void client_listen(struct client *client)
{
	char control[CMSG_SPACE(FDS_MAX * sizeof(int))], bytes[8192];
	struct iovec vector = {bytes, sizeof(bytes)};
	struct msghdr header;

	do {
		header = (struct msghdr){.msg_iov = &vector,
					 .msg_iovlen = 1,
					 .msg_control = control,
					 .msg_controllen = sizeof(control)};
		if (recvmsg(client->fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) <= 0)
			return;
		close_received(&header);
	} while (true);
}

static void client_send(struct client *client, const struct message *message)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr header;
	} control = {.header = {.cmsg_level = SOL_SOCKET,
				.cmsg_type = SCM_RIGHTS,
				.cmsg_len = CMSG_LEN(sizeof(int))}};
	struct iovec vector = {(void *)message->words, message->size};
	struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1};

	if (message->fd >= 0) {
		memcpy(CMSG_DATA(&control.header), &message->fd, sizeof(int));
		header.msg_control = &control;
		header.msg_controllen = sizeof(control);
	}
	if (sendmsg(client->fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno == EAGAIN)
		compositor_run();
}

/* ---- requests ---------------------------------------------------------------------- */

static void put(struct message *message, uint32_t word)
{
	if (message->size + sizeof(word) > sizeof(message->words))
		return;
	message->words[message->size / 4] = word;
	message->size += sizeof(word);
}

static void put_bytes(struct message *message, const char *bytes, uint32_t size)
{
	put(message, size);
	if (message->size + size + 4 > sizeof(message->words))
		return;
	memcpy((char *)message->words + message->size, bytes, size);
	message->size += (size + 3) / 4 * 4;
}

static uint32_t new_object(struct client *client, const struct wl_interface *interface,
			   uint32_t version)
{
	if (client->count < OBJECTS)
		client->objects[client->count++] = (struct object){interface, version, false};
	return client->count;
}

/* One of the right interface, the newest more often than others; or any. 0: none. */
static uint32_t choose_object(const struct client *client, const struct wl_interface *interface,
			      struct input *input)
{
	uint8_t how = take(input);
	uint32_t i, skip = how % 4, found = 0;

	if (how >= 252)
		return take(input) % (client->count + 2);
	for (i = client->count; i > 0; i--) {
		if (interface && client->objects[i - 1].interface != interface)
			continue;
		if (client->objects[i - 1].dead && how < 244)
			continue;
		found = i;
		if (!skip--)
			break;
	}
	return found;
}

static void put_bind(struct message *message, struct client *client, const struct global *global,
		     uint32_t version)
{
	uint32_t output = output_name();
	const char *name;

	if (global->interface == &wl_output_interface && !output)
		global = &globals[0]; /* so that other ids are as ever */
	name = global->interface->name;
	put(message, global->interface == &wl_output_interface ? output : global->name);
	put_bytes(message, name, (uint32_t)strlen(name) + 1);
	put(message, version);
	put(message, new_object(client, global->interface, version));
}

static void put_argument(struct message *message, struct client *client, struct object *object,
			 char kind, const struct wl_interface *type, struct input *input)
{
	char text[32];
	uint32_t id;

	switch (kind) {
	case 'n':
		put(message, new_object(client, type, object->version));
		break;
	case 'o':
		id = choose_object(client, type, input);
		message->lacks |= !id && type != &wl_buffer_interface;
		put(message, id);
		break;
	case 'h':
		message->fd = kernel_file(take(input) % FILES);
		break;
	case 's':
	case 'a':
		take_bytes(input, text, sizeof(text));
		put_bytes(message, text, take(input) % sizeof(text));
		break;
	default:
		put(message, take_number(input));
	}
}

static void put_arguments(struct message *message, struct client *client, struct object *object,
			  const struct wl_message *method, struct input *input)
{
	const char *kind;
	unsigned int i = 0;

	for (kind = method->signature; *kind; kind++) {
		if (strchr("iufsonah", *kind))
			put_argument(message, client, object, *kind, method->types[i++], input);
	}
}

/* Some have requests that compositor.c does not know. */
static uint32_t choose_request(const struct wl_interface *interface, struct input *input)
{
	static const uint32_t of_surface[] = {0, 1, 6, 6};
	uint8_t choice = take(input);

	if (interface == &wl_surface_interface)
		return of_surface[choice % 4];
	if (interface == &wl_compositor_interface)
		return 0;
	/* What goes is gone: the others are tried more often. */
	if (choice % 8 && interface->method_count > 1 && interface != &wl_display_interface)
		return 1 + choice % (uint32_t)(interface->method_count - 1);
	return choice % (uint32_t)interface->method_count;
}

static void message_end(struct message *message, uint32_t id, uint32_t request)
{
	message->words[0] = id;
	message->words[1] = (uint32_t)message->size << 16 | request;
}

static void send_request(struct client *client, uint32_t id, struct input *input)
{
	struct object *object = &client->objects[id - 1];
	struct message message = {.size = 8, .fd = -1};
	uint32_t request, count = client->count;
	const struct global *global;

	if (!object->interface->method_count || client->count == OBJECTS ||
	    (object->dead && take(input) < 250))
		return;
	/* A client that uses params itself soon comes to an end, too. */
	if (object->interface == &zwp_linux_buffer_params_v1_interface && take(input) < 200)
		return;
	request = choose_request(object->interface, input);
	if (object->interface == &wl_registry_interface) {
		global = &globals[take(input) % GLOBALS];
		put_bind(&message, client, global, 1 + take(input) % global->version);
	} else {
		put_arguments(&message, client, object, &object->interface->methods[request],
			      input);
	}
	if (message.lacks) {
		client->count = count;
	} else {
		if (strcmp(object->interface->methods[request].name, "destroy") == 0)
			object->dead = true;
		message_end(&message, id, request);
		client_send(client, &message);
	}
	if (message.fd >= 0)
		close(message.fd);
}

static void get_registry(struct client *client)
{
	struct message message = {.size = 8, .fd = -1};

	put(&message, new_object(client, &wl_registry_interface, 1));
	message_end(&message, 1, GET_REGISTRY);
	client_send(client, &message);
}

/* Who has nothing gets nowhere: a client begins with one of each. */
void client_begin(struct client *client, struct input *input)
{
	uint8_t old = take(input);
	uint32_t version;
	size_t i;

	client_connect(client);
	get_registry(client);
	for (i = 0; i < GLOBALS; i++) {
		struct message message = {.size = 8, .fd = -1};

		version = old >= 240 ? 1 + old % globals[i].version : globals[i].version;
		put_bind(&message, client, &globals[i], version);
		message_end(&message, 2, BIND);
		client_send(client, &message);
	}
}

/* On objects whose handlers are all there. */
static void send_garbage(struct client *client, struct input *input)
{
	const struct wl_interface *of =
		take(input) % 2 ? &yamp_import_v1_interface : &yamp_manager_v1_interface;
	struct message message = {.size = 8 + take(input) % 64, .fd = -1};
	uint32_t id = choose_object(client, of, input);

	if (id && id <= client->count &&
	    client->objects[id - 1].interface != &yamp_surface_v1_interface &&
	    client->objects[id - 1].interface != of)
		return;
	take_bytes(input, &message.words[2], message.size - 8);
	message_end(&message, id, take(input) % 6);
	if (take(input) % 4 == 0)
		message.words[1] = take_number(input);
	if (take(input) % 2)
		message.fd = kernel_file(take(input) % FILES);
	client_send(client, &message);
	if (message.fd >= 0)
		close(message.fd);
}

/* Ids as client_begin() makes them. */
#define COMPOSITOR_ID 3
#define DMABUF_ID 5
#define MANAGER_ID 7

static void send_new(struct client *client, uint32_t of, uint32_t request,
		     const struct wl_interface *interface, uint32_t argument)
{
	struct message message = {.size = 8, .fd = -1};

	put(&message, new_object(client, interface, client->objects[of - 1].version));
	if (argument)
		put(&message, argument);
	message_end(&message, of, request);
	client_send(client, &message);
}

static void send_bare(struct client *client, uint32_t of, uint32_t request)
{
	struct message message = {.size = 8, .fd = -1};

	message_end(&message, of, request);
	client_send(client, &message);
}

static void send_add(struct client *client, uint32_t import, uint32_t plane, unsigned int file)
{
	struct message message = {.size = 8, .fd = kernel_file(file)};

	put(&message, plane);
	message_end(&message, import, ADD);
	client_send(client, &message);
	close(message.fd);
}

/* What a client in its right mind does, but for the files: rarely met by chance. */
static void send_import(struct client *client, struct input *input)
{
	uint32_t import, plane, given = 1 + take(input) % 3 / 2;

	if (client->count + 2 >= OBJECTS)
		return;
	send_new(client, DMABUF_ID, CREATE_PARAMS, &zwp_linux_buffer_params_v1_interface, 0);
	send_new(client, MANAGER_ID, CREATE_IMPORT, &yamp_import_v1_interface, client->count);
	import = client->count;
	for (plane = 0; plane < given; plane++)
		send_add(client, import, plane, take(input) % FILES);
	send_bare(client, import, IMPORT);
	client->objects[import - 1].dead = true; /* whatever is sent now ends the client */
}

/* A surface with questions about it, of which some content is committed. */
static void send_surface(struct client *client, struct input *input)
{
	uint32_t surface, media;
	uint8_t how = take(input);

	if (client->count + 4 >= OBJECTS)
		return;
	send_new(client, COMPOSITOR_ID, CREATE_SURFACE, &wl_surface_interface, 0);
	surface = client->count;
	send_new(client, MANAGER_ID, GET_SURFACE, &yamp_surface_v1_interface, surface);
	media = client->count;
	if (how & 1)
		send_new(client, media, SURFACE_GET_CONSTRAINTS, &yamp_constraints_v1_interface, 0);
	if (how & 6)
		send_new(client, media, GET_PLACEMENT, &yamp_placement_v1_interface, 0);
	if (how & 24)
		send_bare(client, surface, COMMIT);
}

void client_do(struct client *client, struct input *input)
{
	uint8_t how = take(input);

	if (how < 2)
		client_disconnect(client);
	else if (how < 4)
		send_garbage(client, input);
	else if (how < 48)
		send_import(client, input);
	else if (how < 72)
		send_surface(client, input);
	else
		send_request(client, 1 + take(input) % client->count, input);
}
