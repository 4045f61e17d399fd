// SPDX-License-Identifier: MIT
/*
 * The kernel module and the display, where there is neither: stands for kernel-query.c,
 * kms.c and trials.c. Files are described as the module would, until the fuzzer has them described
 * as no module ever would.
 */
#include "compositor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "kms.h"
#include "plugin.h"
#include "yamp-v1-server-protocol.h"

#define PLANES 4

/* The last kind is the file that was spoilt last. */
#define OWN (FILES - 1)

/** struct file - one that clients give; @described: the kernel knows it */
struct file {
	int fd;
	ino_t inode;
	bool dmabuf;
	struct yamp_describe describe;
};

struct display_plane {
	uint32_t outputs;
	uint32_t figure;
	uint32_t value;
};

static struct file files[OWN];
static unsigned int spoilt;
static struct display_plane planes[PLANES];
static struct plugin *watcher;
static bool loaded;

/* ---- frames ------------------------------------------------------------------------ */

#define PLANE(o, off, s, r)                                                                        \
	{                                                                                          \
		.object = (o), .offset = (off), .stride = (s), .rows = (r), .size = (s) * (r)      \
	}

/* A frame, the object of it that the file is, and the bytes of that. */
static const struct known {
	uint64_t frame_id;
	uint32_t object;
	uint64_t bytes;
	uint32_t trust;
	struct yamp_frame frame;
} known[] = {
#define RGB                                                                                        \
	{                                                                                          \
		.fourcc = DRM_FORMAT_XRGB8888, .width = 64, .height = 48, .plane_count = 1,        \
		.object_count = 1, .size = 12288, .planes = {PLANE(0, 0, 256, 48)},                \
	}
#define SPLIT                                                                                      \
	{                                                                                          \
		.fourcc = DRM_FORMAT_NV12, .width = 64, .height = 48, .plane_count = 2,            \
		.object_count = 2, .size = 8192,                                                   \
		.planes = {PLANE(0, 0, 64, 48), PLANE(1, 0, 64, 24)},                              \
	}
	{1, 0, 12288, YAMP_TRUST_OURS, RGB},
	{2, 0, 4096, YAMP_TRUST_OURS, SPLIT},
	{2, 1, 4096, YAMP_TRUST_OURS, SPLIT},
	{3, 0, 4096, YAMP_TRUST_OURS, SPLIT},
	{4,
	 0,
	 8192,
	 YAMP_TRUST_OURS,
	 {.fourcc = DRM_FORMAT_NV12,
	  .width = 64,
	  .height = 48,
	  .plane_count = 2,
	  .object_count = 1,
	  .size = 8192,
	  .planes = {PLANE(0, 0, 64, 48), PLANE(0, 4096, 64, 24)}}},
	{5,
	 0,
	 12288,
	 YAMP_TRUST_OURS,
	 {.fourcc = DRM_FORMAT_YUV420,
	  .width = 64,
	  .height = 48,
	  .plane_count = 3,
	  .object_count = 1,
	  .size = 12288,
	  .planes = {PLANE(0, 0, 64, 48), PLANE(0, 4096, 32, 24), PLANE(0, 8192, 32, 24)}}},
	{6,
	 0,
	 655360,
	 YAMP_TRUST_OURS,
	 {.fourcc = DRM_FORMAT_XRGB8888,
	  .width = 40000,
	  .height = 4,
	  .plane_count = 1,
	  .object_count = 1,
	  .size = 655360,
	  .planes = {PLANE(0, 0, 160000, 4)}}},
	{0, 0, 12288, YAMP_TRUST_FOREIGN, {0}},
	{7, 0, 12288, YAMP_TRUST_OURS, RGB},
};

#define KNOWN (sizeof(known) / sizeof(*known))

static void make_file(struct file *file, const struct known *from)
{
	struct stat status;

	file->fd = memfd_create("dma-buf", MFD_CLOEXEC);
	require(file->fd >= 0 && ftruncate(file->fd, (off_t)from->bytes) == 0, "a file");
	require(fstat(file->fd, &status) == 0, "its number");
	file->inode = status.st_ino;
	file->dmabuf = true;
	file->describe = (struct yamp_describe){.trust = from->trust,
						.frame_id = from->frame_id,
						.object = from->object,
						.size = from->bytes,
						.frame = from->frame};
}

void kernel_begin(void)
{
	int ends[2];
	size_t i;

	for (i = 0; i < KNOWN; i++)
		make_file(&files[i], &known[i]);
	require(pipe2(ends, O_CLOEXEC) == 0, "a pipe");
	close(ends[1]);
	files[KNOWN].fd = ends[0];
	files[KNOWN + 1].fd = memfd_create("no dma-buf", MFD_CLOEXEC);
	files[KNOWN + 2].fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	loaded = true;
	spoilt = 0;
	memset(planes, 0, sizeof(planes));
	planes[0].outputs = planes[1].outputs = 1;
}

void kernel_end(void)
{
	size_t i;

	for (i = 0; i < OWN; i++)
		close(files[i].fd);
	memset(files, 0, sizeof(files));
}

int kernel_file(unsigned int kind)
{
	return fcntl(files[kind < OWN ? kind : spoilt].fd, F_DUPFD_CLOEXEC, 0);
}

static struct file *file_of(int fd)
{
	struct stat status;
	size_t i;

	require(fstat(fd, &status) == 0, "the plugin gives files that are open");
	for (i = 0; i < OWN; i++) {
		if (files[i].dmabuf && files[i].inode == status.st_ino)
			return &files[i];
	}
	return NULL;
}

void kernel_spoil(struct input *input)
{
	struct file *file = &files[spoilt = take(input) % KNOWN];
	uint8_t at = take(input);
	uint32_t value = take_number(input) << (at & 64 ? 10 : 0);

	if (at % 8 == 0)
		require(ftruncate(file->fd, value % 65536) == 0, "a file that is cut off");
	else if (at % 8 == 1)
		file->describe.object = value;
	else if (at % 8 == 2)
		file->describe.size = value;
	else
		memcpy((char *)&file->describe.frame + at % (sizeof(struct yamp_frame) / 4) * 4,
		       &value, sizeof(value));
}

void kernel_revoke(unsigned int kind)
{
	files[kind].describe.state |= YAMP_STATE_REVOKED;
}

bool kernel_knows(int fd, uint32_t plane, const struct yamp_frame *frame)
{
	const struct file *file = file_of(fd);
	const struct yamp_frame *is;

	if (!file || file->describe.trust != YAMP_TRUST_OURS)
		return false;
	is = &file->describe.frame;
	return is->fourcc == frame->fourcc && is->modifier == frame->modifier &&
	       is->width == frame->width && is->height == frame->height &&
	       is->plane_count == frame->plane_count &&
	       is->planes[plane].offset == frame->planes[plane].offset &&
	       is->planes[plane].stride == frame->planes[plane].stride &&
	       is->planes[plane].object == file->describe.object;
}

/* ---- what the plugin asks ---------------------------------------------------------- */

struct allocator allocator_look(void)
{
	return (struct allocator){.version = loaded, .node_known = loaded, .node = 7};
}

void allocator_watch(struct plugin *plugin, void (*changed)(struct plugin *plugin))
{
	plugin->allocator_changed = changed;
	watcher = plugin;
}

void allocator_unwatch(struct plugin *plugin)
{
	watcher = NULL;
}

void kernel_toggle(uint8_t how)
{
	loaded = how >= 64;
	if (watcher)
		watcher->allocator_changed(watcher);
}

int query_open(struct refusal *refusal)
{
	if (!loaded)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_NO_ALLOCATOR, "no module");
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

int query_describe(int query_fd, int dmabuf_fd, uint32_t plane, struct yamp_describe *describe,
		   struct refusal *refusal)
{
	const struct file *file = file_of(dmabuf_fd);

	if (!file)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_NOT_DMABUF, "plane %u", plane);
	if (file->describe.trust != YAMP_TRUST_OURS)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_NOT_OURS, "plane %u", plane);
	*describe = file->describe;
	return 0;
}

/* ---- the display ------------------------------------------------------------------- */

void planes_change(struct input *input)
{
	struct display_plane *plane = &planes[take(input) % PLANES];

	plane->outputs = take(input) % 8;
	plane->figure = take(input) % YAMP_FIGURES;
	plane->value = take_number(input);
	wl_signal_emit(&compositor->output_heads_changed_signal, NULL);
}

static int add_plane(struct plugin *plugin, const struct display_plane *plane, uint32_t number)
{
	struct target *target = targets_add(&plugin->targets,
					    number ? YAMP_CONSTRAINTS_V1_KIND_OVERLAY_PLANE
						   : YAMP_CONSTRAINTS_V1_KIND_PRIMARY_PLANE,
					    1, number);
	struct weston_head *head;
	int error = 0;

	if (!target)
		return -1;
	snprintf(target->name, sizeof(target->name), "plane %u", number);
	told_add(target->figures, plane->figure, plane->value, YAMP_SOURCE_MEASURED);
	wl_list_for_each(head, &compositor->head_list, compositor_link)
	{
		if (!error && plane->outputs & 1U << head->output->id)
			error = target_serve(target, head->name);
	}
	return error ? error : formats_add(&target->formats, DRM_FORMAT_NV12, plane->value % 3);
}

int kms_each_plane(struct plugin *plugin, bool *settled)
{
	uint32_t number;
	int error = 0;

	*settled = planes[3].outputs == 0;
	for (number = 0; !error && number < PLANES; number++) {
		if (planes[number].outputs)
			error = add_plane(plugin, &planes[number], number);
	}
	return error;
}

/* Nothing is tried here: what planes need is told as it is. */
void trials_init(struct plugin *plugin, void (*told)(struct plugin *plugin))
{
}

void trials_finish(struct plugin *plugin)
{
}

void trials_retry(struct plugin *plugin)
{
}

struct trial *trials_get(struct plugin *plugin, dev_t device, const char *name,
			 const char *program)
{
	require(device || !renderer_aborts, "a trial on a renderer that ends the compositor");
	return NULL;
}

bool trial_is_due(const struct trial *trial)
{
	return false;
}

void trial_start(struct trial *trial, int fd)
{
}

const struct trial_result *trial_told(const struct trial *trial)
{
	return NULL;
}

size_t kms_find_cards(struct kms_card cards[KMS_CARDS_MAX])
{
	return 0;
}

int kms_card_open(struct kms_card *card)
{
	return -ENODEV;
}

void kms_card_close(struct kms_card *card)
{
}
