// SPDX-License-Identifier: MIT
/* Frames in a window, what is told of them, what a user does there, and its sudden end. */
#include <limits.h>

#include "session.h"

static void frames(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4 };
	struct session session;

	session_open(&session, &options);
	check_equal(-session_show(&session, 30), 0, "show");
	check_equal(session.heard.presented, 30, "presented");
	check_equal(session.heard.zero_copy, 30, "on a plane");
	check_equal(session.heard.released, 29, "released, but for the one on the screen");
	check_equal(session.heard.sequence, 29, "the last one");
	session_close(&session);
}

/* Whatever clock the compositor tells times by, an application gets those of CLOCK_MONOTONIC. */
static void clocks(const void *data)
{
	const bool *places = data;
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = *places ? 2 : 1,
					.places = *places, .tai = true };
	struct session session;

	session_open(&session, &options);
	check_equal(-session_show(&session, 5), 0, "show");
	check_equal(session.heard.presented, 5, "presented");
	session_close(&session);
}

/* What a window hears of fake_user_acts(). */
#define POINTED "0,0 16,12 +3@16,12 w0,2@16,12 w0,-0.4@16,12 "
#if HAVE_XKBCOMMON
#define TYPED "+Left -Left +Q -Q +q -q +Left -Left "
#else
#define TYPED ""
#endif

/* A user, at a window that hears of it. Keys have names only with libxkbcommon. */
static void user(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .user = 2 };
	struct session session;

	session_open(&session, &options);
	check_equal(-session_show(&session, 4), 0, "show");
	check(!strcmp(session.heard.input, POINTED TYPED), "heard: %s", session.heard.input);
	session_close(&session);
}

/* It is seen, goes while frames come, and is seen again: see fake_user_watches(). */
static void pointer(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .watcher = 2 };
	struct session session;

	session_open(&session, &options);
	session.until = "+3";
	check_equal(-session_show(&session, INT_MAX), 0, "show");
	check(!strcmp(session.heard.input, "0,0 20,10 +3@20,10 "), "heard: %s", session.heard.input);
	session_close(&session);
}

static void placements(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 2, .places = true };
	struct session session;

	session_open(&session, &options);
	check_equal(-session_show(&session, 30), 0, "show");
	check_equal(session.heard.presented, 30, "presented");
	check_equal(session.heard.zero_copy, 0, "on a plane");
	check_equal(session.heard.reasons, YAMP_REASON_FORMAT | YAMP_REASON_OCCLUDED, "why not");
	check(!strcmp(session.heard.output, "FAKE-1"), "where: %s", session.heard.output);
	session_close(&session);
}

/* A plugin that has the requests and tells nothing is not asked. */
static void no_placements(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 2 };
	struct session session;

	session_open(&session, &options);
	check_equal(-session_show(&session, 5), 0, "show");
	check_equal(session.heard.zero_copy, 5, "told by presentation-time");
	check_equal(session.heard.reasons, 0, "reasons");
	session_close(&session);
}

static void death(const void *data)
{
	struct fake_options options = { FAKE_NO_MANAGER, 3, .die_after = 5 };
	struct session session;
	int ret;

	session_open(&session, &options);
	ret = session_show(&session, 30);
	check(ret == -EPIPE || ret == -ECONNRESET, "it is told: %s", strerror(-ret));
	check_equal(-yamp_display_dispatch(session.display), -ret, "the same for ever after");
	check_equal(-yamp_display_flush(session.display), -ret, "the same for ever after");
	check_equal(session.heard.errors, 1, "said once");
	check(strstr(session.heard.last_error, "compositor"), "%s", session.heard.last_error);
	session_close(&session);
}

int main(int argc, char **argv)
{
	static const bool no = false, yes = true;
	static const struct test_case cases[] = {
		{ "thirty frames", frames },
		{ "thirty frames with placements", placements },
		{ "times by another clock", clocks, &no },
		{ "placements by another clock", clocks, &yes },
		{ "keys and a pointer", user },
		{ "how the pointer looks", pointer },
		{ "a plugin that tells no placements", no_placements },
		{ "the compositor dies", death },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
