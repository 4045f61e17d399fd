// SPDX-License-Identifier: GPL-2.0-only
/*
 * One job: submitted, waiting, running, finished; softdsp_main.c says why so.
 */
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "softdsp.h"

/* signals fences: nothing on it may wait for a fence, an allocation or such a lock */
static struct workqueue_struct *run_queue;
/* gives pins back; takes reservation locks */
static struct workqueue_struct *finish_queue;

int dsp_queues_create(void)
{
	run_queue = alloc_workqueue("yamp_softdsp", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!run_queue)
		return -ENOMEM;
	finish_queue = alloc_workqueue("yamp_softdsp_finish", WQ_UNBOUND, 0);
	if (finish_queue)
		return 0;
	destroy_workqueue(run_queue);
	return -ENOMEM;
}

void dsp_queues_destroy(void)
{
	destroy_workqueue(run_queue);
	destroy_workqueue(finish_queue);
	rcu_barrier();	/* fence_free() may still be on its way out */
}

static const char *fence_driver_name(struct dma_fence *fence)
{
	return "yamp_softdsp";
}

static const char *fence_timeline_name(struct dma_fence *fence)
{
	return "job";
}

static void fence_free(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct dsp_fence, base.rcu));
	module_put(THIS_MODULE);
}

static void fence_release(struct dma_fence *fence)
{
	call_rcu(&fence->rcu, fence_free);
}

static const struct dma_fence_ops fence_ops = {
	.get_driver_name = fence_driver_name,
	.get_timeline_name = fence_timeline_name,
	.release = fence_release,
};

static struct dsp_fence *fence_create(void)
{
	struct dsp_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL_ACCOUNT);

	if (!fence)
		return NULL;
	__module_get(THIS_MODULE);	/* put by fence_free() */
	spin_lock_init(&fence->lock);
	dma_fence_init(&fence->base, &fence_ops, &fence->lock, dma_fence_context_alloc(1), 1);
	return fence;
}

/* Takes a half-built job that was not published; its slot stays with the caller. */
static void job_destroy(struct dsp_job *job)
{
	for (int i = 0; i < ARRAY_SIZE(job->waits); i++)
		dma_fence_put(job->waits[i].fence);
	if (job->fence)
		dma_fence_put(&job->fence->base);
	yamp_unpin(job->src.pin);
	yamp_unpin(job->dst.pin);
	kfree(job);
}

static void job_finish(struct work_struct *work)
{
	struct dsp_job *job = container_of(work, struct dsp_job, finish);
	struct dsp_file *file = job->file;

	spin_lock(&file->lock);
	list_del(&job->node);
	spin_unlock(&file->lock);
	job_destroy(job);
	dsp_file_give_slot(file);
	dsp_file_put(file);
}

/* Why there is nothing to compute; 0 if there is. */
static int job_error(const struct dsp_job *job)
{
	struct dma_fence *writers = job->waits[0].fence;
	int status = writers ? dma_fence_get_status(writers) : 0;

	if (READ_ONCE(job->canceled))
		return -ECANCELED;
	return min(status, 0);
}

static void job_run(struct work_struct *work)
{
	struct dsp_job *job = container_of(work, struct dsp_job, run);
	bool cookie = dma_fence_begin_signalling();
	int error = job_error(job);

	if (error) {
		dma_fence_set_error(&job->fence->base, error);
	} else {
		yamp_begin_cpu(job->src.pin);
		yamp_begin_cpu(job->dst.pin);
		dsp_filter(job);
		yamp_end_cpu(job->dst.pin, DMA_TO_DEVICE);
		yamp_end_cpu(job->src.pin, DMA_FROM_DEVICE);
	}
	dma_fence_signal(&job->fence->base);
	dma_fence_end_signalling(cookie);
	queue_work(finish_queue, &job->finish);
}

/* One thing less to wait for. The job may be gone afterwards. */
static void job_proceed(struct dsp_job *job)
{
	if (atomic_dec_and_test(&job->pending))
		queue_work(run_queue, &job->run);
}

/* In any context, under the lock of the other fence. */
static void wait_over(struct dma_fence *fence, struct dma_fence_cb *callback)
{
	job_proceed(container_of(callback, struct dsp_wait, callback)->job);
}

/* Published: from here on nothing fails. */
static void job_start(struct dsp_job *job)
{
	struct dsp_file *file = job->file;

	kref_get(&file->ref);
	spin_lock(&file->lock);
	list_add(&job->node, &file->jobs);
	spin_unlock(&file->lock);
	for (int i = 0; i < ARRAY_SIZE(job->waits); i++) {
		struct dsp_wait *wait = &job->waits[i];

		if (!wait->fence || dma_fence_add_callback(wait->fence, &wait->callback, wait_over))
			job_proceed(job);	/* not our last one: that is below */
	}
	job_proceed(job);
}

/* A callback that was running has finished when its removal returns. */
void dsp_job_cancel(struct dsp_job *job)
{
	WRITE_ONCE(job->canceled, true);
	for (int i = 0; i < ARRAY_SIZE(job->waits); i++) {
		struct dsp_wait *wait = &job->waits[i];

		if (wait->fence && dma_fence_remove_callback(wait->fence, &wait->callback))
			job_proceed(job);
	}
}

/* Both reservation locks, in whatever order does not deadlock. */
static int lock_both(struct dma_resv *one, struct dma_resv *other, struct ww_acquire_ctx *context)
{
	int ret;

	ww_acquire_init(context, &reservation_ww_class);
	ret = dma_resv_lock_interruptible(one, context);
	while (!ret) {
		ret = dma_resv_lock_interruptible(other, context);
		if (!ret)
			return 0;
		dma_resv_unlock(one);
		if (ret != -EDEADLK)
			break;
		ret = dma_resv_lock_slow_interruptible(other, context);
		swap(one, other);
	}
	ww_acquire_fini(context);
	return ret;
}

static void unlock_both(struct dma_resv *one, struct dma_resv *other,
			struct ww_acquire_ctx *context)
{
	dma_resv_unlock(one);
	dma_resv_unlock(other);
	ww_acquire_fini(context);
}

/* Both reservation locks are held. */
static int collect_fences(struct dsp_job *job, struct dma_resv *src, struct dma_resv *dst)
{
	int ret;

	ret = dma_resv_get_singleton(src, dma_resv_usage_rw(false), &job->waits[0].fence);
	if (ret)
		return ret;
	ret = dma_resv_get_singleton(dst, dma_resv_usage_rw(true), &job->waits[1].fence);
	if (ret)
		return ret;
	ret = dma_resv_reserve_fences(src, 1);
	return ret ?: dma_resv_reserve_fences(dst, 1);
}

static int job_publish(struct dsp_job *job, struct dma_resv *src, struct dma_resv *dst)
{
	struct ww_acquire_ctx context;
	int ret;

	ret = lock_both(src, dst, &context);
	if (ret)
		return ret;
	ret = collect_fences(job, src, dst);
	if (!ret) {
		dma_resv_add_fence(src, &job->fence->base, DMA_RESV_USAGE_READ);
		dma_resv_add_fence(dst, &job->fence->base, DMA_RESV_USAGE_WRITE);
	}
	unlock_both(src, dst, &context);
	return ret;
}

static struct dsp_job *job_create(struct dsp_file *file, u32 filter)
{
	struct dsp_job *job = kzalloc(sizeof(*job), GFP_KERNEL_ACCOUNT);

	if (!job)
		return NULL;
	job->fence = fence_create();
	if (!job->fence) {
		kfree(job);
		return NULL;
	}
	job->file = file;
	job->filter = filter;
	atomic_set(&job->pending, ARRAY_SIZE(job->waits) + 1);
	for (int i = 0; i < ARRAY_SIZE(job->waits); i++)
		job->waits[i].job = job;
	INIT_WORK(&job->run, job_run);
	INIT_WORK(&job->finish, job_finish);
	return job;
}

/* The description lives as long as the dma-buf, which the pin keeps. */
static int side_prepare(struct dsp_side *side, struct dma_buf *dmabuf, const char *tag)
{
	struct yamp_properties properties;
	struct yamp_pin *pin;
	int ret;

	ret = yamp_properties(dmabuf, &properties);
	if (ret)
		return ret;
	pin = yamp_pin(dmabuf, tag);
	if (IS_ERR(pin))
		return PTR_ERR(pin);
	side->frame = properties.frame;
	side->pin = pin;	/* unpinned with the job */
	return yamp_vmap(pin, &side->map);
}

int dsp_job_submit(struct dsp_file *file, struct dma_buf *src, struct dma_buf *dst, u32 filter)
{
	struct dsp_job *job = job_create(file, filter);
	int ret;

	if (!job)
		return -ENOMEM;
	ret = side_prepare(&job->src, src, "softdsp reads");
	ret = ret ?: side_prepare(&job->dst, dst, "softdsp writes");
	ret = ret ?: job_publish(job, src->resv, dst->resv);
	if (ret)
		job_destroy(job);
	else
		job_start(job);
	return ret;
}
