// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module and its three device nodes. Nothing else outlives a buffer: a dma-buf
 * holds a reference to the module, so it can be removed when the last is gone.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

#include "yamp_caller.h"
#include "yamp_cma.h"
#include "yamp_compat.h"
#include "yamp_linger.h"
#include "yamp_pool.h"
#include "yamp_priv.h"
#include "yamp_shmem.h"
#include "yamp_suit.h"

static const struct file_operations yamp_fops = {
	.owner = THIS_MODULE,
	.open = yamp_owner_open,
	.release = yamp_owner_release,
	.read = yamp_event_read,
	.poll = yamp_event_poll,
	.unlocked_ioctl = yamp_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static const struct file_operations yamp_query_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = yamp_query_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static const struct file_operations yamp_heap_fops = {
	.owner = THIS_MODULE,
	.open = yamp_owner_open,
	.release = yamp_owner_release,
	.unlocked_ioctl = yamp_heap_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice yamp_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "yamp",
	.fops = &yamp_fops,
	.mode = 0660,
};

static struct miscdevice yamp_query_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "yamp-query",
	.fops = &yamp_query_fops,
	.mode = 0666,
};

static struct miscdevice yamp_heap_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "yamp-heap",
	.nodename = "dma_heap/yamp",
	.fops = &yamp_heap_fops,
	.mode = 0660,
};

static int __init yamp_init(void)
{
	int ret;

	yamp_shmem_init();
	ret = yamp_caller_init();
	if (ret)
		goto finish_shmem;
	ret = yamp_linger_init();
	if (ret)
		goto finish_caller;
	ret = yamp_pool_init();
	if (ret)
		goto finish_linger;
	ret = yamp_cma_init();
	if (ret)
		goto finish_pool;
	ret = yamp_region_init();
	if (ret)
		goto finish_cma;
	ret = yamp_probe_init();
	if (ret)
		goto finish_region;
	ret = yamp_purge_init();
	if (ret)
		goto finish_probe;
	ret = misc_register(&yamp_device);
	if (ret)
		goto finish_purge;
	ret = misc_register(&yamp_query_device);
	if (ret)
		goto deregister_device;
	ret = misc_register(&yamp_heap_device);
	if (ret)
		goto deregister_query_device;
	return 0;

deregister_query_device:
	misc_deregister(&yamp_query_device);
deregister_device:
	misc_deregister(&yamp_device);
finish_purge:
	yamp_purge_finish();
finish_probe:
	yamp_probe_finish();
finish_region:
	yamp_region_finish();
finish_cma:
	yamp_cma_finish();
finish_pool:
	yamp_pool_finish();
finish_linger:
	yamp_linger_finish();
finish_caller:
	yamp_caller_finish();
finish_shmem:
	yamp_shmem_finish();
	return ret;
}

static void __exit yamp_exit(void)
{
	misc_deregister(&yamp_heap_device);
	misc_deregister(&yamp_query_device);
	misc_deregister(&yamp_device);
	yamp_purge_finish();
	yamp_probe_finish();
	yamp_region_finish();
	yamp_pool_finish();
	yamp_linger_finish();
	yamp_cma_finish();
	yamp_caller_finish();
	yamp_shmem_finish();
}

module_init(yamp_init);
module_exit(yamp_exit);

MODULE_DESCRIPTION("Frame buffers described by the kernel that allocated them");
MODULE_LICENSE("GPL");
YAMP_IMPORT_NS(DMA_BUF);
