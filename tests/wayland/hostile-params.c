/* SPDX-License-Identifier: MIT */
/* Params objects in all states, wrong requests, wrong versions. */
#include "hostile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rest.h"
#include "tap.h"

/* ---- params objects in all states -------------------------------------------------- */

/* Plane 0: Weston itself leaks what is added to another one alone. */
static void own_add(struct attempt *attempt, int fd)
{
	zwp_linux_buffer_params_v1_add(attempt->params, fd, 0, 0, 256, 0, 0);
}

static void make_used(struct attempt *attempt, const struct frame *frame)
{
	import_frame(attempt, frame);
	wl_buffer_destroy(attempt->buffer);
	attempt->buffer = NULL;
	attempt_import_again(attempt);
	attempt_add(attempt, frame->fds);
}

static void add_before(struct attempt *attempt, const struct frame *frame)
{
	own_add(attempt, frame->fds[0]);
	attempt_import_again(attempt);
	attempt_add(attempt, frame->fds);
}

static void add_after(struct attempt *attempt, const struct frame *frame)
{
	attempt_add(attempt, frame->fds);
	own_add(attempt, frame->fds[0]);
}

static void add_foreign(struct attempt *attempt, const struct frame *frame)
{
	int fd = open_memfd();

	own_add(attempt, fd);
	close(fd);
	attempt_add(attempt, frame->fds);
}

static void destroy_before_import(struct attempt *attempt, const struct frame *frame)
{
	attempt_add(attempt, frame->fds);
	zwp_linux_buffer_params_v1_destroy(attempt->params);
	attempt->params = NULL;
}

static void destroy_before_add(struct attempt *attempt, const struct frame *frame)
{
	zwp_linux_buffer_params_v1_destroy(attempt->params);
	attempt->params = NULL;
	attempt_add(attempt, frame->fds);
}

static const struct params_case {
	const char *name;
	void (*spoil)(struct attempt *attempt, const struct frame *frame);
} params_cases[] = {
	{"params that made a wl_buffer", make_used},
	{"params to which the client had added", add_before},
	{"params to which the client added later", add_after},
	{"params to which the client added a memfd", add_foreign},
	{"params destroyed before import", destroy_before_import},
	{"params destroyed before add", destroy_before_add},
};

static void test_params(const struct params_case *test)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(&picture_rgb);
	struct attempt attempt;

	attempt_begin(&attempt, connection);
	test->spoil(&attempt, &frame);
	yamp_import_v1_import(attempt.import);
	attempt_wait(&attempt);
	tap_ok(attempt.answer == ANSWER_REJECTED &&
		       attempt.reason == YAMP_IMPORT_V1_REASON_PARAMS_USED,
	       test->name, "%s", attempt_text(&attempt));
	attempt_end(&attempt);
	tap_ok(wl_display_roundtrip(connection->display) >= 0, "its client lives", "%s",
	       test->name);
	frame_free(&frame);
	connection_close(connection);
}

/* Two import objects for one params object: the first takes it. */
static void test_two_imports(void)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(&picture_rgb);
	struct attempt first, second;

	attempt_begin(&first, connection);
	second = first;
	second.import = yamp_manager_v1_create_import(connection->manager, first.params);
	attempt_add(&first, frame.fds);
	attempt_add(&second, frame.fds);
	yamp_import_v1_import(first.import);
	yamp_import_v1_destroy(second.import);
	tap_ok(attempt_wait(&first) == ANSWER_CREATED,
	       "one of two import objects of one params object is destroyed", "%s",
	       attempt_text(&first));
	attempt_end(&first);
	frame_free(&frame);
	connection_close(connection);
}

/* ---- protocol errors --------------------------------------------------------------- */

static void plane_4(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 4, fd);
}

static void plane_huge(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, UINT32_MAX, fd);
}

static void plane_twice(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 0, fd);
	yamp_import_v1_add(attempt->import, 0, fd);
}

static void import_twice(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 0, fd);
	yamp_import_v1_import(attempt->import);
	yamp_import_v1_import(attempt->import);
}

static void add_after_import(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 0, fd);
	yamp_import_v1_import(attempt->import);
	yamp_import_v1_add(attempt->import, 1, fd);
}

static void import_nothing(struct attempt *attempt, int fd)
{
	yamp_import_v1_import(attempt->import);
}

static void import_without_first(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 1, fd);
	yamp_import_v1_import(attempt->import);
}

static void nothing_more(struct attempt *attempt, int fd)
{
}

static const struct error_case {
	const char *name;
	void (*provoke)(struct attempt *attempt, int fd);
	const char *interface;
	uint32_t code;
	uint32_t dmabuf_version;
} error_cases[] = {
	{"plane index 4", plane_4, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_PLANE_INDEX, 3},
	{"plane index 4294967295", plane_huge, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_PLANE_INDEX,
	 3},
	{"a plane twice", plane_twice, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_PLANE_SET, 3},
	{"import twice", import_twice, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_ALREADY_USED, 3},
	{"add after import", add_after_import, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_ALREADY_USED,
	 3},
	{"import of nothing", import_nothing, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_INCOMPLETE, 3},
	{"import without plane 0", import_without_first, "yamp_import_v1",
	 YAMP_IMPORT_V1_ERROR_INCOMPLETE, 3},
	{"params of version 2", nothing_more, "yamp_manager_v1",
	 YAMP_MANAGER_V1_ERROR_PARAMS_VERSION, 2},
	{"params of version 1", nothing_more, "yamp_manager_v1",
	 YAMP_MANAGER_V1_ERROR_PARAMS_VERSION, 1},
};

static void test_error(const struct error_case *test)
{
	struct connection *connection = connection_open(test->dmabuf_version);
	struct frame frame = new_frame(&picture_rgb);
	struct attempt attempt;

	attempt_begin(&attempt, connection);
	test->provoke(&attempt, frame.fds[0]);
	attempt_sync(&attempt);
	tap_ok(attempt.answer == ANSWER_DEAD && attempt.code == test->code &&
		       strcmp(attempt.interface, test->interface) == 0,
	       test->name, "expected error %u of %s: %s", test->code, test->interface,
	       attempt_text(&attempt));
	attempt_end(&attempt);
	frame_free(&frame);
	connection_close(connection);
}

/* ---- versions ---------------------------------------------------------------------- */

static void bind_too_new(struct connection *connection)
{
	wl_registry_bind(connection->registry, connection->manager_name, &yamp_manager_v1_interface,
			 connection->manager_version + 1);
}

static void bind_nothing(struct connection *connection)
{
	wl_registry_bind(connection->registry, connection->manager_name, &yamp_manager_v1_interface,
			 0);
}

static void bind_other(struct connection *connection)
{
	wl_registry_bind(connection->registry, connection->manager_name,
			 &zwp_linux_dmabuf_v1_interface, 1);
}

static void ask_too_old(struct connection *connection)
{
	struct yamp_manager_v1 *old = wl_registry_bind(
		connection->registry, connection->manager_name, &yamp_manager_v1_interface, 1);

	yamp_manager_v1_get_constraints(old);
}

static const struct version_case {
	const char *name;
	void (*provoke)(struct connection *connection);
} version_cases[] = {
	{"a newer manager than is offered", bind_too_new},
	{"a manager of version 0", bind_nothing},
	{"the manager bound as something else", bind_other},
	{"a request that the bound version lacks", ask_too_old},
};

static void test_version(const struct version_case *test)
{
	struct connection *connection = connection_open(3);

	test->provoke(connection);
	tap_ok(wl_display_roundtrip(connection->display) < 0 && kill(weston, 0) == 0, test->name,
	       "the client lives, or the compositor does not");
	connection_close(connection);
}

void test_objects(void)
{
	FOR_EACH(params_cases, test_params);
	test_two_imports();
	FOR_EACH(error_cases, test_error);
	FOR_EACH(version_cases, test_version);
}
