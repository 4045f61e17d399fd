// SPDX-License-Identifier: MIT
#include "path.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "node.h"

#define NTH_MAX		20000U

/** struct holdings - what a failure must not change */
struct holdings {
	int fds;
	int dmabufs;
	__u32 buffers;
	__u64 bytes;
};

static struct holdings holdings(void)
{
	struct yamp_info info = node_info();

	return (struct holdings){
		.fds = node_fd_count(),
		.dmabufs = node_buffers(),
		.buffers = info.used_buffers,
		.bytes = info.used_bytes,
	};
}

static bool same(const struct holdings *a, const struct holdings *b)
{
	return a->fds == b->fds && a->dmabufs == b->dmabufs && a->buffers == b->buffers &&
	       a->bytes == b->bytes;
}

/* Some importers let go a little later. */
static bool comes_back_to(const struct holdings *expected, struct holdings *now)
{
	*now = holdings();
	for (int i = 0; i < 1500 && !same(now, expected); i++) {
		usleep(20 * 1000);
		*now = holdings();
	}
	return same(now, expected);
}

/**
 * struct tally - of one path
 * @made: things made to fail
 * @failed: calls that failed for it; the others got over it
 */
struct tally {
	unsigned int made;
	unsigned int failed;
};

static bool for_want_of_memory(const struct path *path, int ret)
{
	return ret == -ENOMEM || ret == -EFAULT || (path->also && ret == path->also);
}

enum round { ROUND_FAILED, ROUND_MORE, ROUND_THROUGH };

/* One round: said what is wrong, made something fail, or got through without. */
static enum round one_round(const struct path *path, unsigned int n, struct tally *tally)
{
	bool injected, acted;
	int ret;

	ret = path->before ? path->before() : 0;
	if (ret) {
		tap_ok(false, path->name, "cannot be prepared: %s", strerror(-ret));
		return ROUND_FAILED;
	}
	fault_arm(n);
	ret = path->act();
	injected = fault_disarm();
	acted = !ret;
	if (path->after)
		path->after(acted);
	tally->made += injected;
	tally->failed += ret != path->result;
	if (ret != path->result && (!injected || !for_want_of_memory(path, ret))) {
		tap_ok(false, path->name, "%s when %s failed, number %u", strerror(-ret),
		       injected ? "one thing" : "nothing", n);
		return ROUND_FAILED;
	}
	if (n == NTH_MAX) {
		tap_ok(false, path->name, "does not get through after %u failures", n);
		return ROUND_FAILED;
	}
	return injected ? ROUND_MORE : ROUND_THROUGH;
}

void path_take(const struct path *path, bool module_is_there)
{
	struct holdings before = {}, now = {};
	struct tally tally = {};
	enum round round = ROUND_MORE;

	if (module_is_there)
		before = holdings();
	for (unsigned int n = 1; round == ROUND_MORE; n++) {
		round = one_round(path, n, &tally);
		if (module_is_there && !comes_back_to(&before, &now)) {
			tap_ok(false, path->name, "failure %u leaves %d fds, %d dma-bufs; "
			       "%d dma-bufs and %lld bytes charged", n, now.fds - before.fds,
			       now.dmabufs - before.dmabufs, (int)(now.buffers - before.buffers),
			       (long long)(now.bytes - before.bytes));
			return;
		}
	}
	if (round == ROUND_FAILED)
		return;
	tap_note("%s: %u failures made, %u seen by the caller", path->name, tally.made,
		 tally.failed);
	tap_ok(tally.made > 0, path->name, "nothing could be made to fail");
}

void path_take_all(const struct path *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		path_take(&list[i], true);
}
