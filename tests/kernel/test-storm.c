// SPDX-License-Identifier: MIT
/*
 * Everything at once: threads that use what others close, drop, map and read about.
 * Nothing is known of what any one call gives; it must not cost the kernel anything,
 * show no byte of others, and leave nothing. "test-storm --long" does it 200 times as
 * often.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "both.h"
#include "card.h"
#include "node.h"
#include "touch.h"

#define PAGES		8
#define BYTES		(PAGES * 4096)
#define BUFFERS		6
#define THREADS		8

static unsigned int times = 1;
static __thread sigjmp_buf landing;
static __thread bool flying;
static atomic_int left;		/* rounds that are still to be done, by all threads */
static atomic_uint foreign;	/* bytes of others that were seen */
static int first_guess, card = -1;

static void land(int signal)
{
	if (flying)
		siglongjmp(landing, signal);
	_exit(99);
}

static int new_buffer(unsigned int kind)
{
	struct node_alloc call;

	node_prepare(&call, NODE_XRGB8888, 1024, PAGES);
	call.arg.placement = both_placements[kind % 2];
	return node_run(&call) ? -1 : call.fds[0];
}

/* Reads and writes; what was read is nothing or what a thread here has written. */
static void touch(volatile char *memory, size_t size)
{
	flying = true;
	if (!sigsetjmp(landing, 1)) {
		for (size_t i = 0; i < size; i += 4096)
			foreign += touch_mark(memory + i, 's');
	}
	flying = false;
}

static void use_mapping(int fd)
{
	void *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		return;
	touch(memory, BYTES);
	munmap(memory, BYTES);
}

static void use_export(int fd)
{
	struct yamp_export arg = { .fd = fd, .fd_flags = O_CLOEXEC };

	if (!node_ioctl(node_main, YAMP_IOC_EXPORT, &arg))
		close(arg.new_fd);
}

static void use_card(int fd)
{
	__u32 handle;

	if (card >= 0 && !card_import(card, fd, &handle))
		card_close(card, handle);
}

static void use_verify(int fd)
{
	struct yamp_constraint record = { .name = "storm", .contiguity = YAMP_CONTIGUITY_DMA };
	struct yamp_verify arg = { .fd = fd, .constraint = (uintptr_t)&record,
				   .constraint_size = sizeof(record) };

	node_ioctl(node_main, YAMP_IOC_VERIFY, &arg);
}

static void use_domain(int fd)
{
	struct yamp_set_domain arg = { .fd = fd, .domain = YAMP_DOMAIN_CPU,
				       .flags = YAMP_DOMAIN_READ, .plane = YAMP_PLANE_ALL };

	node_ioctl(node_main, YAMP_IOC_SET_DOMAIN, &arg);
	arg.domain = YAMP_DOMAIN_DEVICE;
	node_ioctl(node_main, YAMP_IOC_SET_DOMAIN, &arg);
}

static void use_lists(int fd)
{
	struct yamp_stat stats[BUFFERS];
	struct yamp_holder list[BUFFERS];
	struct yamp_stats all = { .stats = (uintptr_t)stats, .stat_count = BUFFERS,
				  .stat_size = sizeof(stats[0]) };
	struct yamp_holders holders = { .fd = fd, .holders = (uintptr_t)list,
					.holder_count = BUFFERS, .holder_size = sizeof(list[0]) };

	node_ioctl(node_main, YAMP_IOC_STATS, &all);
	node_ioctl(node_main, YAMP_IOC_HOLDERS, &holders);
}

static void use_describe(int fd)
{
	struct yamp_describe arg;
	char name[128];

	node_describe(fd, &arg);
	node_exp_name(fd, name, sizeof(name));
}

static void use_advise(int fd)
{
	struct yamp_advise arg = { .fd = fd, .advice = YAMP_ADVICE_DONTNEED };

	node_ioctl(node_main, YAMP_IOC_ADVISE, &arg);
	use_mapping(fd);
	arg.advice = YAMP_ADVICE_WILLNEED;
	node_ioctl(node_main, YAMP_IOC_ADVISE, &arg);
}

static void use_revoke(int fd)
{
	struct yamp_revoke arg = { .fd = fd };

	node_ioctl(node_main, YAMP_IOC_REVOKE, &arg);
}

static void (*const uses[])(int fd) = {
	use_mapping, use_export, use_card, use_verify, use_domain, use_lists, use_describe,
	use_advise, use_revoke,
};

#define USES	(sizeof(uses) / sizeof(uses[0]))

/* The next of the descriptors that this storm is about, whatever it is now. */
static int guess(unsigned int *seed)
{
	return first_guess + rand_r(seed) % (3 * BUFFERS);
}

static void *use_guessed(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	while (left-- > 0)
		uses[rand_r(&seed) % USES](guess(&seed));
	return NULL;
}

/* Fills up what is closed. */
static void *allocate(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	while (left > 0) {
		int fd = new_buffer(rand_r(&seed));

		if (fd >= first_guess + 3 * BUFFERS)
			close(fd);
		if (fd < 0)
			sched_yield();
	}
	return NULL;
}

static void *close_guessed(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	while (left > 0) {
		close(guess(&seed));
		sched_yield();
	}
	return NULL;
}

/* In a process of its own, since what it closes may be anybody's. */
static _Noreturn void storm_closed(int rounds)
{
	pthread_t threads[THREADS];

	first_guess = dup(node_main);
	close(first_guess);
	left = rounds;
	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, i < 2 ? allocate : i < 4 ? close_guessed :
			       use_guessed, (void *)(i + 1));
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	_exit(foreign ? 98 : 0);
}

static void in_child(void (*storm)(int), int rounds, const char *name)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid)
		storm(rounds);
	waitpid(pid, &status, 0);
	tap_ok(!status, name, "status %#x; 98: bytes of others were seen, 99: SIGBUS", status);
}

/* The node itself goes while its ioctls run: each round has an open file of its own. */
static void *ioctls_of_node(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	while (left-- > 0)
		uses[rand_r(&seed) % USES](new_buffer(rand_r(&seed)));
	return NULL;
}

/* It may come to the place of a file that another thread reads, which is not to wait for events. */
static void *replace_node(void *unused)
{
	while (left > 0) {
		int fresh = open("/dev/yamp", O_RDWR | O_CLOEXEC | O_NONBLOCK);

		dup3(fresh, node_main, O_CLOEXEC);
		close(fresh);
		sched_yield();
	}
	return NULL;
}

static void *close_above(void *unused)
{
	while (left > 0) {
		for (int fd = first_guess; fd < first_guess + 64; fd++)
			close(fd);
		sched_yield();
	}
	return NULL;
}

static _Noreturn void storm_node(int rounds)
{
	pthread_t threads[THREADS];

	first_guess = dup(node_main);
	close(first_guess);
	left = rounds;
	pthread_create(&threads[0], NULL, replace_node, NULL);
	pthread_create(&threads[1], NULL, close_above, NULL);
	for (uintptr_t i = 2; i < THREADS; i++)
		pthread_create(&threads[i], NULL, ioctls_of_node, (void *)i);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	_exit(foreign ? 98 : 0);
}

static void read_all(const char *path)
{
	char text[4096];
	int file = open(path, O_RDONLY | O_CLOEXEC);

	while (file >= 0 && read(file, text, sizeof(text)) > 0)
		;
	if (file >= 0)
		close(file);
}

/* What the kernel tells of buffers that come and go meanwhile. */
static void *read_about(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;
	char path[64];

	while (left > 0) {
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", guess(&seed));
		read_all(path);
		read_all("/sys/kernel/debug/dma_buf/bufinfo");
		read_all("/proc/self/maps");
		use_lists(guess(&seed));
	}
	return NULL;
}

static void *come_and_go(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	while (left-- > 0) {
		int fd = new_buffer(rand_r(&seed));

		ioctl(fd, _IOW('b', 1, __u64), "of a process");	/* DMA_BUF_SET_NAME */
		if (rand_r(&seed) % 8 == 0)
			use_mapping(fd);
		close(fd);
	}
	return NULL;
}

static _Noreturn void storm_readers(int rounds)
{
	pthread_t threads[6];

	first_guess = dup(node_main);
	close(first_guess);
	left = rounds;
	for (uintptr_t i = 0; i < 6; i++)
		pthread_create(&threads[i], NULL, i < 2 ? read_about : come_and_go,
			       (void *)(i + 1));
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	_exit(foreign ? 98 : 0);
}

static int purged[BUFFERS];

/* Purge against fault, device map and pin: what nobody needs goes at any moment. */
static void *use_purgeable(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	while (left-- > 0) {
		int fd = purged[rand_r(&seed) % BUFFERS];
		struct yamp_advise arg = { .fd = fd, .advice = rand_r(&seed) % 2 };

		node_ioctl(node_main, YAMP_IOC_ADVISE, &arg);
		uses[rand_r(&seed) % 3](fd);	/* mapping, export, card */
		use_lists(fd);
	}
	return NULL;
}

/* Memory of others, soiled, takes the place of what was purged. */
static void *want_memory(void *unused)
{
	int file = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);

	while (left > 0) {
		int fd = new_buffer(left);
		void *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

		if (memory != MAP_FAILED) {
			memset(memory, 0xa5, BYTES);
			munmap(memory, BYTES);
		}
		close(fd);
		if (write(file, "2", 1) != 1)
			break;
	}
	close(file);
	return NULL;
}

static _Noreturn void storm_purge(int rounds)
{
	pthread_t threads[6];

	for (int i = 0; i < BUFFERS; i++)
		purged[i] = new_buffer(i);
	left = rounds;
	for (uintptr_t i = 0; i < 6; i++)
		pthread_create(&threads[i], NULL, i ? use_purgeable : want_memory, (void *)i);
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	_exit(foreign ? 98 : 0);
}

/* A page of the buffer says which it is; a mapping of it shows that, or SIGBUS, or is not. */
static bool shows(const char *memory, unsigned int pages, unsigned int from)
{
	bool right = true;

	flying = true;
	if (!sigsetjmp(landing, 1))
		for (unsigned int i = 0; i < pages; i++)
			right = right && memory[i * 4096] == (char)(from + i + 1);
	flying = false;
	return right;
}

/* Everything mremap can make of @pages pages from @from; true if none shows what is not its. */
static bool remap_all(int fd, unsigned int from, unsigned int pages)
{
	bool right = true;

	for (unsigned int to = 1; to <= PAGES + 2 && right; to++) {
		for (int flags = 0; flags <= MREMAP_MAYMOVE; flags += MREMAP_MAYMOVE) {
			char *old = mmap(NULL, pages * 4096, PROT_READ, MAP_SHARED, fd, from * 4096);
			char *new = mremap(old, pages * 4096, to * 4096, flags);

			right = right && (to <= pages || new == MAP_FAILED);
			if (new != MAP_FAILED)
				right = right && shows(new, to, from);
			munmap(new != MAP_FAILED ? new : old, (new != MAP_FAILED ? to : pages) * 4096);
		}
	}
	return right;
}

/* Half of a mapping, taken out of its middle and put elsewhere. */
static bool remap_part(int fd, unsigned int part)
{
	char *old = mmap(NULL, BYTES, PROT_READ, MAP_SHARED, fd, 0);
	char *room = mmap(NULL, BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *new = mremap(old + part * 4096, 2 * 4096, 2 * 4096, MREMAP_MAYMOVE | MREMAP_FIXED,
			   room + 4096);
	bool right = new == MAP_FAILED || shows(new, 2, part);

	right = right && shows(old, part, 0) &&
		shows(old + (part + 2) * 4096, PAGES - part - 2, part + 2);
	munmap(old, BYTES);
	munmap(room, BYTES);
	return right;
}

static void test_remap(void)
{
	bool right = true;

	for (unsigned int i = 0; i < 2; i++) {
		int fd = new_buffer(i);
		char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

		for (int j = 0; j < PAGES; j++)
			memory[j * 4096] = j + 1;
		munmap(memory, BYTES);
		for (unsigned int from = 0; from < PAGES; from++)
			for (unsigned int pages = 1; from + pages <= PAGES; pages++)
				right = right && remap_all(fd, from, pages);
		for (unsigned int part = 0; part <= PAGES - 2; part++)
			right = right && remap_part(fd, part);
		close(fd);
	}
	tap_ok(right, "mremap of every part to every length", "a mapping shows what is not its");
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = land };

	if (argc > 1 && !strcmp(argv[1], "--long"))
		times = 200;
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	node_open();
	if (card_load("vgem"))
		card = card_open("vgem");
	if (card < 0)
		tap_note("no vgem: no device maps the buffers");
	test_remap();
	in_child(storm_closed, 5000 * times, "every ioctl on descriptors that are being closed");
	in_child(storm_node, 1000 * times, "every ioctl while the node is being closed");
	in_child(storm_readers, 500 * times, "fdinfo, bufinfo and lists while buffers come and go");
	if (geteuid())
		tap_skip("purging while it is mapped and pinned", "asking for memory needs root");
	else
		in_child(storm_purge, 500 * times, "purging while it is mapped and pinned");
	close(card);
	node_nothing_left();
	return tap_end();
}
