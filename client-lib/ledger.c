// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger.h"

static bool is_wanted(void)
{
	const char *wanted = getenv("YAMP_LEDGER");

	return !wanted || strcmp(wanted, "0") != 0;
}

/* Sealed: a reader that maps it never meets a page that has gone. */
static int open_memory(size_t size)
{
	int fd = memfd_create(YAMP_LEDGER_NAME, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (!ftruncate(fd, size) && !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW))
		return fd;
	close(fd);
	return -1;
}

void ledger_init(struct ledger *ledger, enum yamp_ledger_kind kind, size_t size)
{
	void *page;

	*ledger = (struct ledger){ .fd = -1 };
	if (!is_wanted())
		return;
	ledger->fd = open_memory(size);
	if (ledger->fd < 0)
		return;
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ledger->fd, 0);
	if (page == MAP_FAILED) {
		close(ledger->fd);
		ledger->fd = -1;
		return;
	}
	ledger->page = page;
	*ledger->page = (struct yamp_ledger){ YAMP_LEDGER_MAGIC, kind, size, 0 };
}

void ledger_finish(struct ledger *ledger)
{
	if (!ledger->page)
		return;
	munmap(ledger->page, ledger->page->size);
	close(ledger->fd);
	*ledger = (struct ledger){ .fd = -1 };
}

void *ledger_begin(struct ledger *ledger)
{
	if (!ledger->page)
		return NULL;
	__atomic_store_n(&ledger->page->turn, ledger->page->turn + 1, __ATOMIC_RELAXED);
	atomic_thread_fence(memory_order_release);
	return ledger->page;
}

void ledger_end(struct ledger *ledger)
{
	__atomic_store_n(&ledger->page->turn, ledger->page->turn + 1, __ATOMIC_RELEASE);
}

void ledger_name(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

uint64_t ledger_inode(const struct yamp_buffer *buffer)
{
	struct stat stat;

	return fstat(yamp_buffer_fd(buffer, 0), &stat) ? 0 : stat.st_ino;
}
