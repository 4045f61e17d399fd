// SPDX-License-Identifier: MIT
/*
 * Who asks what a buffer is waits for nobody who uses it. A compositor asks about its
 * clients' buffers in the thread that draws; and a client can be slow on purpose.
 *
 * Here the pages of a frame are in swap, on a network block device whose other end we are:
 * the thread that touches the frame stands inside the module until we answer.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/nbd.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "node.h"

#define DEVICE	"/dev/nbd0"
#define GROUPS	"/tmp/yamp-stall"
#define BLOCK	4096
#define BLOCKS	16384	/* 64 MiB of swap */
#define WIDTH	1024
#define FRAME_BYTES	(WIDTH * WIDTH * 4)

static unsigned char *disk;
static int device = -1, ends[2], told[2], answered[2];
static pthread_t server_thread, device_thread, touch_thread;
static atomic_bool mute;	/* reads are not answered */
static sem_t asked, loud;	/* a read waits for an answer; it may have it */
static unsigned char *memory;
static int buffer = -1;

/* ---- the other end of the block device --------------------------------------------- */

static bool pass(ssize_t (*way)(int, void *, size_t), void *data, size_t size)
{
	while (size) {
		ssize_t done = way(ends[1], data, size);

		if (done <= 0)
			return false;
		data = (char *)data + done;
		size -= done;
	}
	return true;
}

static ssize_t put(int fd, void *data, size_t size)
{
	return write(fd, data, size);
}

static bool serve(const struct nbd_request *request)
{
	unsigned int type = be32toh(request->type) & 0xffff, length = be32toh(request->len);
	struct nbd_reply reply = { .magic = htobe32(NBD_REPLY_MAGIC) };
	unsigned char *data = disk + be64toh(request->from);

	memcpy(&reply.handle, &request->handle, sizeof(reply.handle));
	if (type == NBD_CMD_WRITE && !pass(read, data, length))
		return false;
	if (type == NBD_CMD_READ && mute) {
		sem_post(&asked);
		sem_wait(&loud);
	}
	if (!pass(put, &reply, sizeof(reply)))
		return false;
	return type != NBD_CMD_READ || pass(put, data, length);
}

static void *run_server(void *unused)
{
	struct nbd_request request;

	while (pass(read, &request, sizeof(request)) &&
	       (be32toh(request.type) & 0xffff) != NBD_CMD_DISC && serve(&request))
		;
	return NULL;
}

static void *run_device(void *unused)
{
	ioctl(device, NBD_DO_IT);
	return NULL;
}

static bool device_begin(void)
{
	if (system("modprobe -q nbd") || (device = open(DEVICE, O_RDWR | O_CLOEXEC)) < 0)
		return false;
	disk = mmap(NULL, (size_t)BLOCKS * BLOCK, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (disk == MAP_FAILED || mlockall(MCL_CURRENT) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ||
	    ioctl(device, NBD_SET_BLKSIZE, BLOCK) || ioctl(device, NBD_SET_SIZE_BLOCKS, BLOCKS) ||
	    ioctl(device, NBD_SET_SOCK, ends[0])) {
		tap_note("%s: %s", DEVICE, strerror(errno));
		return false;
	}
	pthread_create(&server_thread, NULL, run_server, NULL);
	pthread_create(&device_thread, NULL, run_device, NULL);
	for (int i = 0; i < 3000 && access("/sys/block/nbd0/pid", F_OK); i++)
		usleep(20000);
	if (system("mkswap " DEVICE " >/dev/null") || swapon(DEVICE, SWAP_FLAG_PREFER | 32767))
		tap_bail("no swap on %s: %s", DEVICE, strerror(errno));
	return true;
}

static void device_end(void)
{
	if (swapoff(DEVICE))
		tap_note("swapoff: %s", strerror(errno));
	ioctl(device, NBD_DISCONNECT);
	ioctl(device, NBD_CLEAR_SOCK);
	pthread_join(device_thread, NULL);
	close(ends[0]);
	shutdown(ends[1], SHUT_RDWR);
	pthread_join(server_thread, NULL);
	close(ends[1]);
	close(device);
	munmap(disk, (size_t)BLOCKS * BLOCK);
}

/* ---- a frame in swap ---------------------------------------------------------------- */

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return written;
}

static __u64 resident(void)
{
	struct yamp_stats arg = {};

	if (node_ioctl(node_main, YAMP_IOC_STATS, &arg))
		tap_bail("YAMP_IOC_STATS: %s", strerror(errno));
	return arg.resident;
}

/* Pages of zeros are never written to swap, nor read from there. */
static void write_frame(void)
{
	unsigned char *bytes = mmap(NULL, FRAME_BYTES, PROT_WRITE, MAP_SHARED, buffer, 0);

	if (bytes == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	memset(bytes, 0x5a, FRAME_BYTES);
	munmap(bytes, FRAME_BYTES);
}

/* Allocated by a group of our own, which then gives memory back: only ours is pushed out. */
static bool push_out(void)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	mkdir(GROUPS, 0700);
	if (mount("none", GROUPS, "cgroup2", 0, NULL) ||
	    !write_text(GROUPS "/cgroup.subtree_control", "+memory") ||
	    mkdir(GROUPS "/one", 0700) || !write_text(GROUPS "/one/cgroup.procs", pid))
		return false;
	buffer = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, WIDTH, WIDTH, O_RDWR);
	write_frame();
	memory = mmap(NULL, FRAME_BYTES, PROT_READ, MAP_SHARED, buffer, 0);
	/* A page is enough. Ten times more: what has just been written is let go by who comes next. */
	for (int i = 0, more = 10; i < 1000 && more; i++) {
		write_text(GROUPS "/one/memory.reclaim", "8M");
		more -= resident() < FRAME_BYTES;
	}
	if (!write_text(GROUPS "/cgroup.procs", pid))
		tap_bail("%s: %s", GROUPS, strerror(errno));
	return memory != MAP_FAILED && resident() < FRAME_BYTES;
}

static void group_end(void)
{
	rmdir(GROUPS "/one");
	umount(GROUPS);
}

static void *touch(void *unused)
{
	return memory[0] ? memory : NULL;
}

/* Another process, as a compositor is: the one that faults can hardly do anything. */
static void run_other(void)
{
	struct yamp_constraint record = { .name = "test" };
	struct yamp_verify verify = { .fd = buffer };
	struct yamp_describe seen;
	char byte;

	verify.constraint = (uintptr_t)&record;
	verify.constraint_size = sizeof(record);
	if (read(told[0], &byte, 1) == 1 && !node_describe(buffer, &seen) &&
	    !node_ioctl(node_query, YAMP_IOC_VERIFY, &verify) &&
	    seen.trust == YAMP_TRUST_OURS && seen.frame.width == WIDTH &&
	    write(answered[1], &byte, 1) == 1)
		_exit(0);
	_exit(1);
}

/* Whether a read is waiting for its answer. */
static bool fault_stands(void)
{
	struct timespec limit;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 60;
	return !sem_timedwait(&asked, &limit);
}

/* The limits are for who waits for ever. */
static void test_describe(void)
{
	struct pollfd waiting = { .events = POLLIN };
	bool stands, answers;
	pid_t other;

	if (pipe(told) || pipe(answered))
		tap_bail("no pipe");
	waiting.fd = answered[0];
	other = fork();
	if (!other)
		run_other();
	mute = true;
	pthread_create(&touch_thread, NULL, touch, NULL);
	stands = fault_stands();
	answers = write(told[1], "", 1) == 1 && poll(&waiting, 1, 60000) == 1;
	mute = false;
	sem_post(&loud);
	pthread_join(touch_thread, NULL);
	waitpid(other, NULL, 0);
	if (stands)
		tap_ok(answers, "DESCRIBE and VERIFY answer while a fault waits for swap",
		       "they wait, too");
	else
		tap_skip("DESCRIBE while a fault waits", "nothing had to be read back");
	for (int i = 0; i < 2; i++) {
		close(told[i]);
		close(answered[i]);
	}
}

int main(void)
{
	node_open();
	sem_init(&asked, 0, 0);
	sem_init(&loud, 0, 0);
	if (geteuid() || !device_begin()) {
		tap_skip("DESCRIBE while a fault waits", "needs root, and nbd");
		return tap_end();
	}
	if (push_out())
		test_describe();
	else
		tap_skip("DESCRIBE while a fault waits", "nothing was pushed into swap");
	if (buffer >= 0) {
		munmap(memory, FRAME_BYTES);
		close(buffer);
	}
	group_end();
	device_end();
	node_nothing_left();
	return tap_end();
}
