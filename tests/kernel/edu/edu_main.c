// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver of QEMU's "edu" device, for the tests of the lab: a device that reaches our
 * buffers by real DMA. It takes part as any driver would: its record is filled from its
 * struct device and registered; buffers are asked whether they suit, and imported.
 *
 * There is one such device, and one node for it.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/yamp.h>

#include "edu.h"

static unsigned int bits = 28;
module_param(bits, uint, 0444);
MODULE_PARM_DESC(bits, "of the addresses that the device can be given (QEMU's dma_mask)");

static struct edu *the_edu;	/* set before the node is there */

static long ioctl_info(struct edu *edu, void __user *user)
{
	struct edu_info info = { .record = edu->record, .mask = dma_get_mask(&edu->pci->dev) };

	return copy_to_user(user, &info, sizeof(info)) ? -EFAULT : 0;
}

static long ioctl_import(struct edu_file *file, void __user *user)
{
	struct edu_import arg;
	long ret;

	if (copy_from_user(&arg, user, sizeof(arg)))
		return -EFAULT;
	ret = edu_import(file, &arg);
	return copy_to_user(user, &arg, sizeof(arg)) ? -EFAULT : ret;
}

static long ioctl_copy(struct edu_file *file, void __user *user)
{
	struct edu_copy arg;

	if (copy_from_user(&arg, user, sizeof(arg)))
		return -EFAULT;
	return edu_import_copy(file, &arg);
}

static long ioctl_cache(void __user *user)
{
	struct edu_cache arg;
	long ret;

	if (copy_from_user(&arg, user, sizeof(arg)))
		return -EFAULT;
	ret = edu_cache(&arg);
	return copy_to_user(user, &arg, sizeof(arg)) ? -EFAULT : ret;
}

static long run(struct edu_file *file, unsigned int cmd, void __user *user)
{
	switch (cmd) {
	case EDU_IOC_INFO:
		return ioctl_info(file->edu, user);
	case EDU_IOC_IMPORT:
		return ioctl_import(file, user);
	case EDU_IOC_COPY:
		return ioctl_copy(file, user);
	case EDU_IOC_LOAD:
		return edu_device_load(file->edu, user);
	case EDU_IOC_STORE:
		return edu_device_store(file->edu, user);
	case EDU_IOC_CACHE:
		return ioctl_cache(user);
	default:
		return -ENOTTY;
	}
}

static long edu_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct edu_file *edu_file = file->private_data;
	long ret;

	mutex_lock(&edu_file->lock);
	ret = run(edu_file, cmd, (void __user *)arg);
	mutex_unlock(&edu_file->lock);
	return ret;
}

static int edu_open(struct inode *inode, struct file *file)
{
	struct edu_file *edu_file = kzalloc(sizeof(*edu_file), GFP_KERNEL);

	if (!edu_file)
		return -ENOMEM;
	edu_file->edu = the_edu;
	edu_import_init(edu_file);
	file->private_data = edu_file;
	return 0;
}

static int edu_release(struct inode *inode, struct file *file)
{
	edu_import_release(file->private_data);
	kfree(file->private_data);
	return 0;
}

static const struct file_operations edu_fops = {
	.owner = THIS_MODULE,
	.open = edu_open,
	.release = edu_release,
	.unlocked_ioctl = edu_ioctl,
};

static struct miscdevice edu_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "yamp-edu",
	.fops = &edu_fops,
	.mode = 0600,
};

static int register_all(struct edu *edu)
{
	int ret;

	strscpy(edu->record.name, "edu", sizeof(edu->record.name));
	edu->record.contiguity = YAMP_CONTIGUITY_DMA;	/* the engine takes one address */
	yamp_constrain(&edu->record, &edu->pci->dev);
	edu->registration = yamp_register(&edu->record, NULL);
	if (IS_ERR(edu->registration))
		return PTR_ERR(edu->registration);
	the_edu = edu;
	ret = misc_register(&edu_node);
	if (ret)
		yamp_unregister(edu->registration);
	return ret;
}

static int edu_probe(struct pci_dev *pci, const struct pci_device_id *id)
{
	struct edu *edu = devm_kzalloc(&pci->dev, sizeof(*edu), GFP_KERNEL);
	int ret;

	if (!edu)
		return -ENOMEM;
	edu->pci = pci;
	mutex_init(&edu->lock);
	pci_set_drvdata(pci, edu);
	ret = edu_device_start(edu, bits);
	if (ret)
		return ret;
	ret = register_all(edu);
	if (ret)
		edu_device_stop(edu);
	return ret;
}

/* The tests close their files before they unload. */
static void edu_remove(struct pci_dev *pci)
{
	struct edu *edu = pci_get_drvdata(pci);

	misc_deregister(&edu_node);
	yamp_unregister(edu->registration);
	edu_device_stop(edu);
}

static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1234, 0x11e8) }, {} };
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver edu_driver = {
	.name = "yamp-edu",
	.id_table = ids,
	.probe = edu_probe,
	.remove = edu_remove,
	.driver.suppress_bind_attrs = true,
};
module_pci_driver(edu_driver);

MODULE_DESCRIPTION("QEMU's edu device as a consumer of yamp's buffers");
MODULE_LICENSE("GPL");
MODULE_INFO(import_ns, "DMA_BUF");
MODULE_INFO(import_ns, "YAMP");
