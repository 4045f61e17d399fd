// SPDX-License-Identifier: MIT
/* Cases that go wrong in every way the harness must notice; see check-harness.sh. */
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "harness.h"

static void pass(const void *data)
{
	check(data, "no data");
	check_equal(2 + 2, 4, "sum");
}

static void fail(const void *data)
{
	check(!data, "it said %s", (const char *)data);
}

static void differ(const void *data)
{
	check_equal(3, 4, "sum");
}

static void leak(const void *data)
{
	check(open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0, "/dev/null cannot be opened");
}

static void lose(const void *data)
{
	close(STDIN_FILENO);
}

static void die(const void *data)
{
	kill(getpid(), SIGKILL);
}

static void skip(const void *data)
{
	test_skip("no %s here", (const char *)data);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "pass", pass, "data" },
		{ "fail", fail, "no" },
		{ "differ", differ, NULL },
		{ "leak", leak, NULL },
		{ "lose", lose, NULL },
		{ "die", die, NULL },
		{ "skip", skip, "device" },
		{ "pass again", pass, "data" },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
