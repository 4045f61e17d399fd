// SPDX-License-Identifier: GPL-2.0-only
/*
 * YAMP_IOC_ALLOC: all or nothing.
 *
 *   read arguments -> solve -> place -> reserve fds -> charge -> allocate, export
 *     -> answer the caller -> install fds
 *
 * Installing a descriptor cannot be undone, another thread may use it at once; so
 * it comes last, behind every step that can fail.
 */
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_place.h"
#include "yamp_priv.h"
#include "yamp_quota.h"
#include "yamp_registry.h"
#include "yamp_solve.h"
#include "yamp_trace.h"

/**
 * struct alloc_job - one call on its way
 * @owner: open file that it came through
 * @arg: the argument, later the answer
 * @records: of the consumers, copied: the caller's, then those of drivers; as
 *	record_room() says, NULL if there are none
 * @consumers: for the solver, likewise; the caller's formats are copies of ours
 * @drivers: whose records were added
 * @solution: of the solver
 * @choice: of yamp_place()
 * @object_count: dma-bufs wanted
 * @bytes: charged to owner and user, and not yet a buffer's
 * @buffers: likewise
 * @fd_count: reserved entries of @fds
 * @dmabuf_count: entries of @dmabufs
 * @fds: room for @object_count descriptors of the caller, nothing installed in them yet
 * @dmabufs: likewise, each owns a buffer
 *
 * The tables are only as long as a call needs them: for most a few bytes, and all of
 * them at their longest are pages, whose zeroing takes longer than all else in a call
 * that is answered from the pool.
 */
struct alloc_job {
	struct yamp_owner *owner;
	struct yamp_alloc arg;
	struct yamp_constraint *records;
	struct yamp_consumer *consumers;
	struct yamp_drivers drivers;
	struct yamp_solution solution;
	struct yamp_choice choice;
	u32 object_count;
	u64 bytes;
	u32 buffers;
	u32 fd_count;
	u32 dmabuf_count;
	s32 *fds;
	struct dma_buf **dmabufs;
};

static int check_arg(const struct yamp_alloc *arg)
{
	u32 access = arg->fd_flags & O_ACCMODE;

	if (arg->flags & ~YAMP_ALLOC_TEST_ONLY || arg->reserved)
		return -EINVAL;
	if (arg->fd_flags & ~(O_ACCMODE | O_CLOEXEC) || (access != O_RDONLY && access != O_RDWR))
		return -EINVAL;
	return arg->constraint_count > YAMP_MAX_CONSTRAINTS ? -EINVAL : 0;
}

/* Each of the caller's may name a driver, whose record comes behind. */
static u32 record_room(const struct alloc_job *job)
{
	return min_t(u32, 2 * job->arg.constraint_count, YAMP_MAX_CONSTRAINTS);
}

static int read_records(struct alloc_job *job)
{
	const struct yamp_alloc *arg = &job->arg;
	u32 room = record_room(job);
	int ret = 0;

	if (!room)
		return 0;
	job->records = kcalloc(room, sizeof(*job->records), GFP_KERNEL_ACCOUNT);
	job->consumers = kcalloc(room, sizeof(*job->consumers), GFP_KERNEL_ACCOUNT);
	if (!job->records || !job->consumers)
		return -ENOMEM;
	for (u32 i = 0; !ret && i < arg->constraint_count; i++)
		ret = yamp_consumer_read(&job->consumers[i], &job->records[i],
					 arg->constraints + (u64)i * arg->constraint_size,
					 arg->constraint_size);
	return ret;
}

static u32 consumer_count(const struct alloc_job *job)
{
	return job->arg.constraint_count + job->drivers.count;
}

/* The solver knows pages of 4 KiB, the kernel may have larger ones. */
static void round_objects(struct yamp_solution *solution)
{
	struct yamp_frame *frame = &solution->frame;

	frame->size = 0;
	for (u32 i = 0; i < frame->object_count; i++) {
		solution->object_size[i] = PAGE_ALIGN(solution->object_size[i]);
		frame->size += solution->object_size[i];
	}
}

/* Full lists of formats that have nothing in common take some 0.3 s. */
static void solver_pause(void)
{
	cond_resched();
}

static int solve(struct alloc_job *job)
{
	struct yamp_alloc *arg = &job->arg;
	const struct yamp_request request = {
		.fourcc = arg->fourcc,
		.modifier = arg->modifier,
		.width = arg->width,
		.height = arg->height,
		.count = arg->count,
		.color_encoding = arg->color_encoding,
		.color_range = arg->color_range,
		.field = arg->field,
		.pause = solver_pause,
	};
	int ret;

	ret = yamp_solve(&request, job->consumers, consumer_count(job), &job->solution,
			 &arg->conflict);
	if (ret)
		return ret;
	round_objects(&job->solution);
	if (job->solution.frame.size > yamp_size_max())
		return -EOVERFLOW;
	return yamp_place(arg->placement, job->records, consumer_count(job), &job->solution,
			  &job->choice, &arg->conflict);
}

static void prepare_answer(struct alloc_job *job)
{
	struct yamp_alloc *arg = &job->arg;
	const struct yamp_frame *frame = &job->solution.frame;

	job->object_count = arg->count * frame->object_count;
	arg->placement_chosen = job->choice.placement;
	arg->reserved_out = 0;
	arg->frame = *frame;
	memset(&arg->conflict, 0, sizeof(arg->conflict));
}

static int reserve_fds(struct alloc_job *job)
{
	int fd;

	job->fds = kcalloc(job->object_count, sizeof(*job->fds), GFP_KERNEL_ACCOUNT);
	job->dmabufs = kcalloc(job->object_count, sizeof(*job->dmabufs), GFP_KERNEL_ACCOUNT);
	if (!job->fds || !job->dmabufs)
		return -ENOMEM;
	while (job->fd_count < job->object_count) {
		fd = get_unused_fd_flags(job->arg.fd_flags & O_CLOEXEC);
		if (fd < 0)
			return fd;
		job->fds[job->fd_count++] = fd;
	}
	return 0;
}

static int allocate_object(struct alloc_job *job, const struct yamp_spec *spec)
{
	struct yamp_buffer *buffer;
	struct dma_buf *dmabuf;

	buffer = yamp_buffer_create(spec);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	job->bytes -= spec->charge[spec->object];	/* the buffer owns its charge now */
	job->buffers--;
	dmabuf = yamp_dmabuf_export(buffer, job->arg.fd_flags & O_ACCMODE);
	if (IS_ERR(dmabuf)) {
		yamp_buffer_put(buffer);
		return PTR_ERR(dmabuf);
	}
	job->dmabufs[job->dmabuf_count++] = dmabuf;	/* and owns the buffer now */
	return 0;
}

static int allocate_frame(struct alloc_job *job, struct yamp_spec *spec)
{
	const struct yamp_solution *solution = &job->solution;
	int ret = 0;

	spec->frame_id = yamp_frame_id_new();
	for (u32 i = 0; !ret && i < solution->frame.object_count; i++) {
		spec->object = i;
		ret = allocate_object(job, spec);
	}
	return ret;
}

static int allocate(struct alloc_job *job)
{
	struct yamp_spec spec = {
		.frame = &job->solution.frame,
		.object_size = job->solution.object_size,
		.placement = job->choice.placement,
		.cache = job->choice.cache,
		.address_mask = job->solution.merged.address_mask,
		.limits = job->choice.limits,
		.owner = job->owner,
	};
	int ret = 0;

	job->bytes = yamp_spec_charge(&spec) * job->arg.count;
	job->buffers = job->object_count;
	spec.user = yamp_quota_charge(job->owner, job->bytes, job->buffers);
	if (IS_ERR(spec.user))
		return PTR_ERR(spec.user);
	if (!yamp_placement_allows(spec.placement, job->bytes))
		ret = -ENOMEM;	/* before the first page, not at the last */
	for (u32 i = 0; !ret && i < job->arg.count; i++)
		ret = allocate_frame(job, &spec);
	if (job->buffers)
		yamp_quota_uncharge(job->owner, spec.user, job->bytes, job->buffers);
	return ret;
}

static int answer(struct alloc_job *job, void __user *arg, size_t size)
{
	if (copy_to_user(u64_to_user_ptr(job->arg.fds), job->fds,
			 job->fd_count * sizeof(job->fds[0])))
		return -EFAULT;
	return yamp_answer(arg, &job->arg, sizeof(job->arg), size);
}

static void install(struct alloc_job *job)
{
	for (u32 i = 0; i < job->fd_count; i++) {
		yamp_buffer_publish(yamp_dmabuf_buffer(job->dmabufs[i]));
		fd_install(job->fds[i], job->dmabufs[i]->file);	/* belongs to the caller now */
	}
}

static void give_up(struct alloc_job *job)
{
	while (job->dmabuf_count)
		dma_buf_put(job->dmabufs[--job->dmabuf_count]);
	while (job->fd_count)
		put_unused_fd(job->fds[--job->fd_count]);
}

static int run_job(struct alloc_job *job, void __user *arg, size_t size)
{
	struct yamp_alloc __user *user = arg;
	u32 room = job->arg.fd_count;
	int ret;

	ret = solve(job);
	if (ret == -EDOM) {
		yamp_drivers_name(&job->drivers, &job->arg.conflict);
		trace_yamp_refuse(0, &job->arg.conflict);
	}
	if (ret == -EDOM && copy_to_user(&user->conflict, &job->arg.conflict,
					 sizeof(job->arg.conflict)))
		return -EFAULT;
	if (ret)
		return ret;
	prepare_answer(job);
	job->arg.fd_count = job->object_count;
	if (job->arg.flags & YAMP_ALLOC_TEST_ONLY)
		return yamp_answer(arg, &job->arg, sizeof(job->arg), size);
	if (room < job->object_count)
		return put_user(job->object_count, &user->fd_count) ?: -ENOSPC;

	ret = reserve_fds(job);
	ret = ret ?: allocate(job);
	ret = ret ?: answer(job, arg, size);
	if (ret)
		give_up(job);
	else
		install(job);
	return ret;
}

static void job_destroy(struct alloc_job *job)
{
	yamp_drivers_finish(&job->drivers, job->consumers);
	for (u32 i = 0; job->consumers && i < record_room(job); i++)
		yamp_consumer_finish(&job->consumers[i]);
	kfree(job->consumers);
	kfree(job->records);
	kfree(job->dmabufs);
	kfree(job->fds);
	kfree(job);
}

long yamp_ioctl_alloc(struct yamp_owner *owner, void __user *arg, size_t size)
{
	struct alloc_job *job = kzalloc(sizeof(*job), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!job)
		return -ENOMEM;
	job->owner = owner;
	ret = copy_struct_from_user(&job->arg, sizeof(job->arg), arg, size);
	ret = ret ?: check_arg(&job->arg);
	ret = ret ?: read_records(job);
	ret = ret ?: yamp_drivers_add(&job->drivers, job->records, job->consumers,
				      job->arg.constraint_count);
	ret = ret ?: run_job(job, arg, size);
	job_destroy(job);
	return ret;
}
