/* SPDX-License-Identifier: MIT */
/* Clients that ask for constraints and mean no good. */
#include "constraints-hostile.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "killed.h"
#include "rest.h"
#include "tap.h"

static pid_t weston;
static struct batch other;

static unsigned int fds_of_weston(void)
{
	return fds_of(weston);
}

static void after_surface(struct connection *connection)
{
	struct wl_surface *surface = wl_compositor_create_surface(connection->compositor);
	struct yamp_surface_v1 *media =
		yamp_manager_v1_get_surface(connection->manager, surface);

	wl_surface_destroy(surface);
	yamp_surface_v1_get_constraints(media);
}

static void test_no_surface(void)
{
	struct connection *connection = connection_open(3);
	const struct wl_interface *interface = NULL;
	uint32_t id, code;

	after_surface(connection);
	tap_ok(wl_display_roundtrip(connection->display) < 0, "asked after the wl_surface went",
	       "the connection lives");
	code = wl_display_get_protocol_error(connection->display, &interface, &id);
	tap_ok(interface && strcmp(interface->name, "yamp_surface_v1") == 0 &&
		       code == YAMP_SURFACE_V1_ERROR_NO_SURFACE,
	       "by the right error", "error %u", code);
	connection_close(connection);
}

/* What goes first: object, media side, surface, manager; answered or not. */
static void test_order(unsigned int round)
{
	struct connection *connection = connection_open(3);
	struct wl_surface *surface = wl_compositor_create_surface(connection->compositor);
	struct yamp_surface_v1 *media = yamp_manager_v1_get_surface(connection->manager, surface);

	batch_begin(&other, connection, yamp_surface_v1_get_constraints(media));
	if (round & 1)
		batch_wait(&other, 1);
	if (round & 2)
		batch_end(&other);
	if (round & 4)
		yamp_surface_v1_destroy(media);
	if (round & 8)
		wl_surface_destroy(surface);
	if (round & 16)
		wl_display_roundtrip(connection->display);
	if (!(round & 2) && round & 8)
		batch_end(&other);
	connection_close(connection);
}

#define FLOOD 400

/* More objects than any client needs: the later ones hear of nothing. */
static void test_flood(void)
{
	struct connection *connection = connection_open(3);
	struct yamp_constraints_v1 *crowd[FLOOD];
	unsigned int i;

	for (i = 0; i < FLOOD; i++) {
		crowd[i] = yamp_manager_v1_get_constraints(connection->manager);
		if (i % 16 == 0)
			wl_display_roundtrip(connection->display);
	}
	batch_begin(&other, connection, yamp_manager_v1_get_constraints(connection->manager));
	tap_ok(batch_wait(&other, 1) && other.count == 0 && other.tables == 0,
	       "one object too many: an empty batch", "%u targets", other.count);
	batch_end(&other);
	for (i = 0; i < FLOOD; i++)
		yamp_constraints_v1_destroy(crowd[i]);
	batch_begin(&other, connection, yamp_manager_v1_get_constraints(connection->manager));
	tap_ok(batch_wait(&other, 1) && other.count > 0, "when they are fewer, all of it again",
	       "%u targets", other.count);
	batch_end(&other);
	connection_close(connection);
}

static void test_churn(void)
{
	struct connection *connection = connection_open(3);
	unsigned int i;

	for (i = 0; i < 5 * FLOOD; i++) {
		yamp_constraints_v1_destroy(yamp_manager_v1_get_constraints(connection->manager));
		if (i % 8 == 0)
			wl_display_roundtrip(connection->display);
	}
	tap_ok(wl_display_roundtrip(connection->display) >= 0, "objects that come and go",
	       "the connection ended");
	connection_close(connection);
}

/* In a process of its own: asks and never reads, until it is killed. */
static void ask_for_ever(void)
{
	struct connection *connection = connection_open(3);

	for (;;) {
		yamp_manager_v1_get_constraints(connection->manager);
		if (wl_display_flush(connection->display) < 0 && errno != EAGAIN)
			pause();
	}
}

void constraints_hostile(pid_t of)
{
	unsigned int before, round;

	weston = of;
	before = at_rest(fds_of_weston);
	test_no_surface();
	for (round = 0; round < 32; round++)
		test_order(round);
	tap_ok(kill(weston, 0) == 0, "everything goes in every order", "the compositor is gone");
	test_flood();
	test_churn();
	killed_while(weston, ask_for_ever, "10 clients that ask and never listen");
	tap_ok(settles(fds_of_weston, before), "the compositor has as many descriptors as before",
	       "%u, now %u", before, fds_of_weston());
}
