/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

static int nth = -1;	/* /proc/thread-self/fail-nth */
static int all = -1;	/* /proc/thread-self/make-it-fail */

static bool set(const char *name, const char *value)
{
	char path[128];
	ssize_t written;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s", name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	written = write(fd, value, strlen(value));
	close(fd);
	return written == (ssize_t)strlen(value);
}

/* Each time for as long as it is asked for, of who asks only. */
static bool set_all(const char *probability)
{
	return set("failslab/task-filter", "Y") && set("fail_page_alloc/task-filter", "Y") &&
	       set("failslab/times", "-1") && set("fail_page_alloc/times", "-1") &&
	       set("failslab/probability", probability) &&
	       set("fail_page_alloc/probability", probability);
}

/* Every allocation, not only those that may not wait; silently. */
const char *fault_missing(void)
{
	nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth < 0)
		return errno == ENOENT ? "this kernel has no fault injection" :
		       "/proc/thread-self/fail-nth cannot be opened";
	all = open("/proc/thread-self/make-it-fail", O_WRONLY | O_CLOEXEC);
	if (!set("failslab/ignore-gfp-wait", "N") || !set("failslab/verbose", "0") ||
	    !set("fail_page_alloc/ignore-gfp-wait", "N") ||
	    !set("fail_page_alloc/ignore-gfp-highmem", "N") ||
	    !set("fail_page_alloc/min-order", "0") || !set("fail_page_alloc/verbose", "0") ||
	    !set("fail_usercopy/verbose", "0"))
		return "debugfs has no failslab, fail_page_alloc and fail_usercopy";
	return NULL;
}

void fault_all(bool on)
{
	if (on && !set_all("100"))
		tap_bail("cannot make all allocations fail: %s", strerror(errno));
	if (pwrite(all, on ? "1" : "0", 1, 0) != 1)
		tap_bail("cannot set make-it-fail: %s", strerror(errno));
	if (!on && !set_all("0"))
		tap_bail("cannot let allocations be: %s", strerror(errno));
}

void fault_arm(unsigned int n)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(nth, text, length, 0) != length)
		tap_bail("cannot set fail-nth: %s", strerror(errno));
}

/* These two calls copy, too: when they fail, nothing else had. */
bool fault_disarm(void)
{
	char text[16] = "";
	ssize_t length = pread(nth, text, sizeof(text) - 1, 0);
	bool injected = length > 0 && !atoi(text);

	while (pwrite(nth, "0", 1, 0) != 1)
		if (errno != EFAULT)
			tap_bail("cannot reset fail-nth: %s", strerror(errno));
	return injected;
}
