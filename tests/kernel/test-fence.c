// SPDX-License-Identifier: MIT
/*
 * Fences of others and of a driver of ours in one dma-buf: who waits for whom.
 *
 * A fence that ends when the test says so comes from vgem, through a sync_file. It
 * would end by itself after 10 seconds, with an error.
 */
#include <drm.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/sync_file.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dsp.h"

#define WIDTH	66
#define HEIGHT	34
#define THREADS	6
#define ROUNDS	150

/* drm/vgem_drm.h, which libdrm does not install */
struct vgem_attach {
	__u32 handle, flags, fence, pad;
};

struct vgem_signal {
	__u32 fence, flags;
};

#define VGEM_WRITE	1
#define VGEM_ATTACH	DRM_IOWR(DRM_COMMAND_BASE + 1, struct vgem_attach)
#define VGEM_SIGNAL	DRM_IOW(DRM_COMMAND_BASE + 2, struct vgem_signal)

static int vgem = -1, dsp;

/* A fence that we end: a sync_file of it, and vgem's number. */
struct gate {
	int sync_file;
	__u32 fence;
};

static bool open_vgem(void)
{
	struct drm_version version;
	char name[16], path[32];

	if (system("modprobe vgem 2>/dev/null"))
		return false;
	for (int i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		vgem = open(path, O_RDWR | O_CLOEXEC);
		memset(name, 0, sizeof(name));
		version = (struct drm_version){ .name = name, .name_len = sizeof(name) - 1 };
		if (vgem >= 0 && !ioctl(vgem, DRM_IOCTL_VERSION, &version) && !strcmp(name, "vgem"))
			return true;
		close(vgem);
	}
	return false;
}

static int export_fences(int fd, __u32 flags)
{
	struct dma_buf_export_sync_file export = { .flags = flags };

	if (ioctl(fd, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &export))
		tap_bail("DMA_BUF_IOCTL_EXPORT_SYNC_FILE: %s", strerror(errno));
	return export.fd;
}

static void import_fence(int fd, int sync_file, __u32 flags)
{
	struct dma_buf_import_sync_file import = { .flags = flags, .fd = sync_file };

	if (ioctl(fd, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &import))
		tap_bail("DMA_BUF_IOCTL_IMPORT_SYNC_FILE: %s", strerror(errno));
}

static struct gate gate_create(void)
{
	struct drm_mode_create_dumb dumb = { .width = 16, .height = 16, .bpp = 32 };
	struct vgem_attach attach = { .flags = VGEM_WRITE };
	struct drm_prime_handle prime = { .flags = O_CLOEXEC };
	struct drm_gem_close unused = {};
	struct gate gate;

	if (ioctl(vgem, DRM_IOCTL_MODE_CREATE_DUMB, &dumb))
		tap_bail("vgem: no object: %s", strerror(errno));
	attach.handle = prime.handle = unused.handle = dumb.handle;
	if (ioctl(vgem, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime) ||
	    ioctl(vgem, VGEM_ATTACH, &attach))
		tap_bail("vgem: no fence: %s", strerror(errno));
	gate.fence = attach.fence;
	gate.sync_file = export_fences(prime.fd, DMA_BUF_SYNC_READ);
	close(prime.fd);
	ioctl(vgem, DRM_IOCTL_GEM_CLOSE, &unused);
	return gate;
}

static void gate_open(struct gate *gate)
{
	struct vgem_signal signal = { .fence = gate->fence };

	if (ioctl(vgem, VGEM_SIGNAL, &signal))
		tap_bail("a fence ended before its time: %s", strerror(errno));
	close(gate->sync_file);
}

/* 1 ended, 0 not yet, below 0 ended with that error. */
static int fence_status(int sync_file)
{
	struct sync_file_info info = {};

	if (ioctl(sync_file, SYNC_IOC_FILE_INFO, &info))
		tap_bail("SYNC_IOC_FILE_INFO: %s", strerror(errno));
	return info.status;
}

static struct dsp_frame create(unsigned int seed)
{
	struct dsp_frame frame = dsp_frame_create(NODE_NV12, WIDTH, HEIGHT, 16);

	dsp_frame_fill(&frame, seed);
	return frame;
}

static bool equals(const struct dsp_frame *frame, const unsigned char *expected)
{
	return !memcmp(frame->memory, expected, frame->size);
}

static void wait_idle(int fd, __u32 pins)
{
	struct yamp_describe d;

	for (int i = 0; i < 3000; i++) {
		if (!node_describe(fd, &d) && d.pins <= pins)
			return;
		usleep(10 * 1000);
	}
}

static void test_order(void)
{
	struct dsp_frame src = create(1), mid = create(2), dst = create(3);
	unsigned char *inverted = malloc(mid.size), *blurred = malloc(dst.size);
	struct gate gate = gate_create();
	struct yamp_describe d;
	int ret, done;

	import_fence(src.fd, gate.sync_file, DMA_BUF_SYNC_WRITE);
	ret = dsp_run(dsp, src.fd, mid.fd, YAMP_SOFTDSP_INVERT);
	ret = ret ? ret : dsp_run(dsp, mid.fd, dst.fd, YAMP_SOFTDSP_BLUR);
	done = export_fences(dst.fd, DMA_BUF_SYNC_READ);
	tap_ok(!ret && !fence_status(done) && !dsp_readable(mid.fd, 50) && !dsp_readable(dst.fd, 0),
	       "jobs wait for a fence that was imported", "%s, status %d", strerror(-ret),
	       fence_status(done));
	node_describe(src.fd, &d);
	tap_ok(d.pins == 3 && d.access[YAMP_ACCESS_VMAP].now == 1 &&
	       !strcmp(d.access[YAMP_ACCESS_VMAP].who, "yamp_softdsp") &&
	       !d.access[YAMP_ACCESS_CPU].total, "the driver pins, maps, and does not touch yet",
	       "%u pins, %u maps by '%s', %llu accesses", d.pins, d.access[YAMP_ACCESS_VMAP].now,
	       d.access[YAMP_ACCESS_VMAP].who, d.access[YAMP_ACCESS_CPU].total);
	/* Written while they wait: the jobs must see it. */
	dsp_frame_fill(&src, 4);
	dsp_expect(&src, &mid, YAMP_SOFTDSP_INVERT, inverted);
	gate_open(&gate);
	tap_ok(dsp_readable(dst.fd, -1) && fence_status(done) == 1 && equals(&mid, inverted),
	       "poll() wakes when the last is done", "status %d", fence_status(done));
	memcpy(blurred, dst.memory, dst.size);
	dsp_expect(&mid, &dst, YAMP_SOFTDSP_BLUR, blurred);
	tap_ok(equals(&dst, blurred), "each job saw what the one before wrote", "it did not");
	node_describe(src.fd, &d);
	tap_ok(!strcmp(d.access[YAMP_ACCESS_CPU].who, "softdsp reads"), "the driver's own word",
	       "'%s'", d.access[YAMP_ACCESS_CPU].who);
	wait_idle(src.fd, 1);
	node_describe(src.fd, &d);
	tap_ok(d.pins == 1, "and nothing is pinned any more", "%u pins, of which 1 is ours", d.pins);
	close(done);
	free(inverted);
	free(blurred);
	dsp_frame_destroy(&src);
	dsp_frame_destroy(&mid);
	dsp_frame_destroy(&dst);
}

/* A reader of the destination that is not done holds the job back, too. */
static void test_readers(void)
{
	struct dsp_frame src = create(1), dst = create(2);
	struct gate gate = gate_create();
	struct pollfd poller = { src.fd, POLLOUT, 0 };
	int ret;

	import_fence(dst.fd, gate.sync_file, DMA_BUF_SYNC_READ);
	ret = dsp_run(dsp, src.fd, dst.fd, YAMP_SOFTDSP_INVERT);
	tap_ok(!ret && !dsp_readable(dst.fd, 50) && !poll(&poller, 1, 0),
	       "a job waits for readers of its destination; its source is being read", "%s",
	       strerror(-ret));
	gate_open(&gate);
	tap_ok(dsp_readable(dst.fd, -1) && poll(&poller, 1, -1) == 1, "and both are free afterwards",
	       "%s", strerror(errno));
	dsp_frame_destroy(&src);
	dsp_frame_destroy(&dst);
}

/* Other tasks' fences of the same kind never hold up a reader: two reads go together. */
static void test_two_readers(void)
{
	struct dsp_frame src = create(1), dst = create(2);
	struct gate gate = gate_create();
	int ret;

	import_fence(src.fd, gate.sync_file, DMA_BUF_SYNC_READ);
	ret = dsp_run(dsp, src.fd, dst.fd, YAMP_SOFTDSP_INVERT);
	tap_ok(!ret && dsp_readable(dst.fd, 9000), "a job does not wait for other readers", "%s",
	       strerror(-ret));
	gate_open(&gate);
	dsp_frame_destroy(&src);
	dsp_frame_destroy(&dst);
}

struct syncer {
	int fd;
	atomic_int task;
	atomic_bool done;
};

static void *sync_for_cpu(void *data)
{
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };
	struct syncer *syncer = data;

	syncer->task = syscall(SYS_gettid);
	if (ioctl(syncer->fd, DMA_BUF_IOCTL_SYNC, &sync))
		tap_bail("DMA_BUF_IOCTL_SYNC: %s", strerror(errno));
	syncer->done = true;
	sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ;
	ioctl(syncer->fd, DMA_BUF_IOCTL_SYNC, &sync);
	return NULL;
}

/* In the ioctl, asleep. */
static bool is_waiting(const struct syncer *syncer)
{
	char path[64], line[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", syncer->task);
	file = syncer->task ? fopen(path, "r") : NULL;
	if (file) {
		if (!fgets(line, sizeof(line), file))
			line[0] = '\0';
		fclose(file);
	}
	return atoi(line) == SYS_ioctl;
}

static void test_cpu_access(void)
{
	struct dsp_frame src = create(1), dst = create(2);
	unsigned char *expected = malloc(dst.size);
	struct syncer syncer = { .fd = dst.fd };
	struct gate gate = gate_create();
	pthread_t thread;
	bool early;

	dsp_expect(&src, &dst, YAMP_SOFTDSP_BLUR, expected);
	import_fence(src.fd, gate.sync_file, DMA_BUF_SYNC_WRITE);
	if (dsp_run(dsp, src.fd, dst.fd, YAMP_SOFTDSP_BLUR))
		tap_bail("the job is refused");
	pthread_create(&thread, NULL, sync_for_cpu, &syncer);
	while (!is_waiting(&syncer) && !syncer.done)
		usleep(1000);
	early = syncer.done;
	gate_open(&gate);
	pthread_join(thread, NULL);
	tap_ok(!early && equals(&dst, expected), "begin_cpu_access waits for the driver's fence",
	       early ? "it returned before" : "the picture is wrong");
	free(expected);
	dsp_frame_destroy(&src);
	dsp_frame_destroy(&dst);
}

static void test_limit(void)
{
	int file = dsp_open(O_NONBLOCK), ret = 0, count, full;
	struct dsp_frame src = create(1), dst[YAMP_SOFTDSP_JOBS];
	struct pollfd poller = { file, POLLOUT, 0 };
	struct gate gate = gate_create();

	import_fence(src.fd, gate.sync_file, DMA_BUF_SYNC_WRITE);
	for (count = 0; count < YAMP_SOFTDSP_JOBS; count++) {
		dst[count] = create(count);
		ret = ret ? ret : dsp_run(file, src.fd, dst[count].fd, YAMP_SOFTDSP_INVERT);
	}
	full = dsp_run(file, src.fd, dst[0].fd, YAMP_SOFTDSP_INVERT);
	tap_ok(!ret && full == -EAGAIN && !poll(&poller, 1, 0), "16 jobs of one open file, no more",
	       "16: %s, one more: %s", strerror(-ret), strerror(-full));
	gate_open(&gate);
	ret = poll(&poller, 1, -1);
	tap_ok(ret == 1 && !dsp_run(file, src.fd, dst[0].fd, YAMP_SOFTDSP_INVERT),
	       "there is room when one is over", "%d", ret);
	for (count = 0; count < YAMP_SOFTDSP_JOBS; count++) {
		dsp_readable(dst[count].fd, -1);
		dsp_frame_destroy(&dst[count]);
	}
	dsp_frame_destroy(&src);
	close(file);
}

/* Two open files: closing one ends its job, and the other's that needs the result. */
static void test_close(void)
{
	int first = dsp_open(0), done, next, ret;
	struct dsp_frame src = create(1), mid = create(2), dst = create(3);
	unsigned char *before = malloc(mid.size);
	struct gate gate = gate_create();

	memcpy(before, mid.memory, mid.size);
	import_fence(src.fd, gate.sync_file, DMA_BUF_SYNC_WRITE);
	ret = dsp_run(first, src.fd, mid.fd, YAMP_SOFTDSP_INVERT);
	ret = ret ? ret : dsp_run(dsp, mid.fd, dst.fd, YAMP_SOFTDSP_INVERT);
	if (ret)
		tap_bail("refused: %s", strerror(-ret));
	done = export_fences(mid.fd, DMA_BUF_SYNC_READ);
	next = export_fences(dst.fd, DMA_BUF_SYNC_READ);
	close(first);
	dsp_readable(dst.fd, -1);
	tap_ok(fence_status(done) == -ECANCELED && equals(&mid, before),
	       "closing the file ends a job that waits", "status %d", fence_status(done));
	tap_ok(fence_status(next) == -ECANCELED, "and who needs its result hears of it",
	       "status %d", fence_status(next));
	tap_ok(dsp_unload() == -EWOULDBLOCK, "no removal while a fence is left", "removed");
	gate_open(&gate);
	close(done);
	close(next);
	free(before);
	dsp_frame_destroy(&src);
	dsp_frame_destroy(&mid);
	dsp_frame_destroy(&dst);
}

static void submit_and_sleep(int src, int dst)
{
	int file = dsp_open(0);

	if (dsp_run(file, src, dst, YAMP_SOFTDSP_INVERT))
		_exit(1);
	kill(getpid(), SIGSTOP);
	_exit(0);
}

static void test_killed(void)
{
	struct dsp_frame src = create(1), dst = create(2);
	struct gate gate = gate_create();
	struct yamp_describe d;
	int status, done;
	pid_t pid;

	import_fence(src.fd, gate.sync_file, DMA_BUF_SYNC_WRITE);
	pid = fork();
	if (!pid)
		submit_and_sleep(src.fd, dst.fd);
	waitpid(pid, &status, WUNTRACED);
	if (!WIFSTOPPED(status))
		tap_bail("the child did not submit");
	done = export_fences(dst.fd, DMA_BUF_SYNC_READ);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	dsp_readable(dst.fd, -1);
	wait_idle(dst.fd, 1);
	node_describe(dst.fd, &d);
	tap_ok(fence_status(done) == -ECANCELED && d.pins == 1, "kill -9 leaves no fence, no pin",
	       "status %d, %u pins", fence_status(done), d.pins);
	gate_open(&gate);
	close(done);
	dsp_frame_destroy(&src);
	dsp_frame_destroy(&dst);
}

static struct dsp_frame shared[4];
static atomic_uint storm_wrong, storm_done;

/* Random pairs, from many threads, files closed with jobs in flight. */
static void *storm(void *data)
{
	unsigned int seed = (unsigned int)(size_t)data;
	int file = dsp_open(seed & 1 ? O_NONBLOCK : 0);

	for (int i = 0; i < ROUNDS; i++) {
		int src = rand_r(&seed) % 4, dst = (src + 1 + rand_r(&seed) % 3) % 4;
		int ret = dsp_run(file, shared[src].fd, shared[dst].fd, rand_r(&seed) & 1);

		storm_done += !ret;
		storm_wrong += ret && ret != -EAGAIN;
		if (rand_r(&seed) % 8)
			continue;
		close(file);
		file = dsp_open(seed & 1 ? O_NONBLOCK : 0);
	}
	close(file);
	return NULL;
}

static void test_storm(void)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < 4; i++)
		shared[i] = create(i);
	for (size_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, storm, (void *)(i + 1));
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 4; i++)
		dsp_readable(shared[i].fd, -1);
	tap_note("%u jobs", storm_done);
	tap_ok(!storm_wrong && storm_done, "6 threads on 4 frames: no deadlock, every fence ends",
	       "%u wrong answers", storm_wrong);
	for (int i = 0; i < 4; i++)
		dsp_frame_destroy(&shared[i]);
}

int main(void)
{
	node_open();
	if (!dsp_load() || !open_vgem()) {
		tap_skip("fences", "yamp_softdsp or vgem cannot be loaded here");
		return tap_end();
	}
	dsp = dsp_open(0);
	test_order();
	test_readers();
	test_two_readers();
	test_cpu_access();
	test_limit();
	test_close();
	test_killed();
	test_storm();
	close(dsp);
	close(vgem);
	node_nothing_left();
	for (int i = 0; i < 1500 && dsp_unload(); i++)
		usleep(20 * 1000);
	tap_ok(access("/dev/yamp-softdsp", F_OK) && errno == ENOENT, "the driver leaves",
	       "it is still there");
	if (system("modprobe -r vgem"))
		tap_note("vgem stays loaded");
	return tap_end();
}
