// SPDX-License-Identifier: GPL-2.0-only
/*
 * A DSP in software, and the example of a driver that works on yamp's buffers.
 *
 * What a driver has to do, in the order in which it is done here:
 *
 *   load      yamp_register()   state what the device needs, so that buffers are
 *                               laid out for it before it ever sees one
 *   submit    yamp_get()        descriptor to buffer; ours, or refused
 *             yamp_suits()      the kernel's description against the record: no
 *                               width, stride or offset is taken from the caller
 *             yamp_pin()        pages may be in swap: whoever submits hears of it
 *             yamp_vmap()       (a device would attach and map here instead)
 *             dma_resv          which fences to wait for; publish our own
 *   run       yamp_begin_cpu()  work, yamp_end_cpu(), dma_fence_signal()
 *   finish    yamp_unpin()
 *
 * Rules of fences that shape all this:
 *
 *   - From the moment a fence is published until it is signalled nothing may fail,
 *     allocate memory or take a lock under which somebody allocates or waits for
 *     fences: reclaim may wait for this very fence. So all that can fail comes
 *     before, and what takes the reservation lock (unmapping) comes after, on a
 *     workqueue of its own: behind it no fence may ever be queued.
 *   - A worker never waits for a fence. A callback of the last one that a job
 *     depends on queues the job, so jobs that wait cost no worker and block nobody.
 *   - A fence outlives its job: a sync_file or a reservation object may keep it.
 *     Its functions are in this module, so each fence holds the module. The
 *     reference is dropped in an RCU callback: freeing a module waits for those.
 *   - Jobs end in any order, so each fence is a timeline of its own.
 *   - Closing the file ends what still waits. A fence that is never signalled would
 *     stop others for ever; this one is signalled with an error.
 *
 * What it does not show: a device that goes away while it is open. This one is on no bus,
 * so there is nothing to unbind, and an open file or a fence that somebody keeps holds the
 * module: rmmod answers that it is in use. The remove() of a driver on a bus runs under open
 * files. It ends all jobs as closing the file does, and has later calls answer ENODEV.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/uaccess.h>

#include "softdsp.h"

static const struct yamp_format formats[] = {
	{ .fourcc = DSP_NV12 },
	{ .fourcc = DSP_YUYV },
	{ .fourcc = DSP_XRGB8888 },
	{ .fourcc = DSP_RGB888 },
	{ .fourcc = DSP_BGR888 },
};

/* A real device would fill this from its data sheet and its struct device. */
static const struct yamp_constraint needs = {
	.name = YAMP_SOFTDSP_NAME,
	.cache = YAMP_CACHE_CACHED,
	.objects = YAMP_OBJECTS_SINGLE,
	.width_max = 8192,
	.height_max = 8192,
	.format_count = ARRAY_SIZE(formats),
	.planes = { { .stride_align = 16 }, { .stride_align = 16 } },
};

static int check_pair(const struct dma_buf *src, const struct dma_buf *dst)
{
	struct yamp_properties from, to;
	int ret;

	ret = yamp_properties(src, &from);
	ret = ret ?: yamp_properties(dst, &to);
	if (ret)
		return ret;
	if (!(dst->file->f_mode & FMODE_WRITE))
		return -EACCES;
	if (from.frame_id == to.frame_id || from.frame->fourcc != to.frame->fourcc ||
	    from.frame->width != to.frame->width || from.frame->height != to.frame->height)
		return -EINVAL;
	return 0;
}

static int check_suits(const struct dma_buf *src, const struct dma_buf *dst,
		       struct yamp_softdsp_run *run)
{
	int ret;

	run->refused = 0;
	ret = yamp_suits(src, &needs, formats, &run->conflict);
	if (ret)
		return ret;
	run->refused = 1;
	return yamp_suits(dst, &needs, formats, &run->conflict);
}

static int submit(struct dsp_file *file, struct dma_buf *src, struct dma_buf *dst,
		  struct yamp_softdsp_run *run)
{
	int ret;

	ret = check_suits(src, dst, run);
	ret = ret ?: check_pair(src, dst);
	return ret ?: dsp_job_submit(file, src, dst, run->filter);
}

static int submit_fds(struct dsp_file *file, struct yamp_softdsp_run *run)
{
	struct dma_buf *src, *dst;
	int ret;

	src = yamp_get(run->src);
	if (IS_ERR(src))
		return PTR_ERR(src);
	dst = yamp_get(run->dst);
	if (IS_ERR(dst)) {
		ret = PTR_ERR(dst);
		goto put_src;
	}
	ret = submit(file, src, dst, run);
	dma_buf_put(dst);
put_src:
	dma_buf_put(src);
	return ret;
}

static long ioctl_run(struct file *file, void __user *arg, size_t size)
{
	struct yamp_softdsp_run run;
	int ret;

	ret = copy_struct_from_user(&run, sizeof(run), arg, size);
	if (ret)
		return ret;
	if (run.filter > YAMP_SOFTDSP_BLUR || run.flags || run.reserved[0] || run.reserved[1])
		return -EINVAL;
	ret = dsp_file_take_slot(file->private_data, file->f_flags & O_NONBLOCK);
	if (ret)
		return ret;
	ret = submit_fds(file->private_data, &run);
	if (!ret)
		return 0;	/* the slot is the job's now */
	dsp_file_give_slot(file->private_data);
	run.reserved_out = 0;
	if (ret == -EDOM && copy_to_user(arg, &run, min(size, sizeof(run))))
		return -EFAULT;
	return ret;
}

static long dsp_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (_IOC_TYPE(cmd) != 'Y' || _IOC_NR(cmd) != _IOC_NR(YAMP_SOFTDSP_IOC_RUN) ||
	    _IOC_DIR(cmd) != (_IOC_READ | _IOC_WRITE))
		return -ENOTTY;
	if (_IOC_SIZE(cmd) < sizeof(struct yamp_softdsp_run))
		return -EINVAL;
	return ioctl_run(file, (void __user *)arg, _IOC_SIZE(cmd));
}

static __poll_t dsp_poll(struct file *file, struct poll_table_struct *table)
{
	struct dsp_file *dsp = file->private_data;

	poll_wait(file, &dsp->room, table);
	return atomic_read(&dsp->slots) ? EPOLLOUT | EPOLLWRNORM : 0;
}

static int dsp_open(struct inode *inode, struct file *file)
{
	file->private_data = dsp_file_create();
	return file->private_data ? nonseekable_open(inode, file) : -ENOMEM;
}

static int dsp_release(struct inode *inode, struct file *file)
{
	struct dsp_file *dsp = file->private_data;
	struct dsp_job *job;

	spin_lock(&dsp->lock);
	list_for_each_entry(job, &dsp->jobs, node)
		dsp_job_cancel(job);
	spin_unlock(&dsp->lock);
	dsp_file_put(dsp);
	return 0;
}

static const struct file_operations dsp_fops = {
	.owner = THIS_MODULE,
	.open = dsp_open,
	.release = dsp_release,
	.unlocked_ioctl = dsp_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.poll = dsp_poll,
};

static struct miscdevice dsp_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "yamp-softdsp",
	.fops = &dsp_fops,
	.mode = 0660,
};

static struct yamp_registration *registration;

static int __init dsp_init(void)
{
	int ret;

	ret = dsp_queues_create();
	if (ret)
		return ret;
	registration = yamp_register(&needs, formats);
	if (IS_ERR(registration)) {
		ret = PTR_ERR(registration);
		goto destroy_queues;
	}
	ret = misc_register(&dsp_device);
	if (ret)
		goto unregister;
	return 0;

unregister:
	yamp_unregister(registration);
destroy_queues:
	dsp_queues_destroy();
	return ret;
}

/* No file is open and no fence is left: both hold the module. Jobs may still clean up. */
static void __exit dsp_exit(void)
{
	misc_deregister(&dsp_device);
	yamp_unregister(registration);
	dsp_queues_destroy();
}

module_init(dsp_init);
module_exit(dsp_exit);

MODULE_DESCRIPTION("A DSP in software on yamp's buffers, the example of a driver");
MODULE_LICENSE("GPL");
MODULE_INFO(import_ns, "DMA_BUF");
MODULE_INFO(import_ns, "YAMP");
