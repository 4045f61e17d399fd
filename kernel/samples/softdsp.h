/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the sample driver share.
 *
 *   softdsp_main.c    the node, loading: begin to read there
 *   softdsp_file.c    an open file, and how many jobs it may have
 *   softdsp_job.c     one job from submission to its end, and its fence
 *   softdsp_filter.c  the arithmetic
 */
#ifndef SOFTDSP_H
#define SOFTDSP_H

#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/iosys-map.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/yamp.h>
#include <uapi/linux/yamp_softdsp.h>

#define DSP_FOURCC(a, b, c, d)	((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)
#define DSP_NV12		DSP_FOURCC('N', 'V', '1', '2')
#define DSP_YUYV		DSP_FOURCC('Y', 'U', 'Y', 'V')
#define DSP_XRGB8888		DSP_FOURCC('X', 'R', '2', '4')
#define DSP_RGB888		DSP_FOURCC('R', 'G', '2', '4')
#define DSP_BGR888		DSP_FOURCC('B', 'G', '2', '4')

/**
 * struct dsp_file - one open file
 * @ref: of the file and of each job
 * @lock: protects @jobs
 * @jobs: of struct dsp_job, by its node: published and not yet finished
 * @slots: jobs that may still be submitted
 * @room: woken when @slots grows
 */
struct dsp_file {
	struct kref ref;
	spinlock_t lock;	/* protects jobs */
	struct list_head jobs;
	atomic_t slots;
	wait_queue_head_t room;
};

/**
 * struct dsp_fence - told when a job is over; may outlive it
 * @base: first, see fence_free()
 * @lock: of @base
 */
struct dsp_fence {
	struct dma_fence base;
	spinlock_t lock;	/* of base */
};

/**
 * struct dsp_wait - one fence that a job depends on
 * @callback: called when @fence is signalled
 * @fence: owned, NULL for none
 * @job: that waits
 */
struct dsp_wait {
	struct dma_fence_cb callback;
	struct dma_fence *fence;
	struct dsp_job *job;
};

/**
 * struct dsp_side - one of the two frames of a job
 * @frame: its description
 * @pin: keeps it, mapped
 * @map: the mapping
 */
struct dsp_side {
	const struct yamp_frame *frame;
	struct yamp_pin *pin;
	struct iosys_map map;
};

/**
 * struct dsp_job - one frame to compute
 * @node: in dsp_file.jobs
 * @file: that submitted it, referenced once it is published
 * @src: to read
 * @dst: to write
 * @filter: enum yamp_softdsp_filter
 * @fence: what we owe the world, referenced
 * @waits: for the writers of the source, and for all users of the destination
 * @pending: of @waits, plus one until the job is submitted
 * @canceled: nobody wants the result any more
 * @run: on the queue that signals fences
 * @finish: on the queue that cleans up
 */
struct dsp_job {
	struct list_head node;
	struct dsp_file *file;
	struct dsp_side src;
	struct dsp_side dst;
	u32 filter;
	struct dsp_fence *fence;
	struct dsp_wait waits[2];
	atomic_t pending;
	bool canceled;
	struct work_struct run;
	struct work_struct finish;
};

/* softdsp_file.c */

/** dsp_file_create - one without jobs, with a reference; NULL if there is no memory */
struct dsp_file *dsp_file_create(void);

/** dsp_file_put - drop a reference */
void dsp_file_put(struct dsp_file *file);

/** dsp_file_take_slot - for one job; 0, -EINTR, or -EAGAIN if it would have to wait */
int dsp_file_take_slot(struct dsp_file *file, bool nonblock);

/** dsp_file_give_slot - a job is over, or was none */
void dsp_file_give_slot(struct dsp_file *file);

/* softdsp_job.c */

/** dsp_queues_create - the workqueues of all jobs; 0 or -ENOMEM */
int dsp_queues_create(void);

/** dsp_queues_destroy - once every job has gone past its fence */
void dsp_queues_destroy(void);

/**
 * dsp_job_submit - accept one job
 * @file: its slot is the job's on success, and stays the caller's on failure
 * @src: suits the driver, is not of the frame of @dst
 * @dst: likewise, can be written, has the picture's format and size of @src
 * @filter: enum yamp_softdsp_filter
 *
 * Waits for reservation locks and for memory, never for a fence.
 *
 * Return: 0 or -errno.
 */
int dsp_job_submit(struct dsp_file *file, struct dma_buf *src, struct dma_buf *dst, u32 filter);

/** dsp_job_cancel - end it before it begins; under dsp_file.lock, which keeps it */
void dsp_job_cancel(struct dsp_job *job);

/* softdsp_filter.c */

/** dsp_filter - compute the destination; both frames are mapped */
void dsp_filter(const struct dsp_job *job);

#endif /* SOFTDSP_H */
