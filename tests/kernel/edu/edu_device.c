// SPDX-License-Identifier: GPL-2.0-only
/* The device: its registers, as QEMU documents them in docs/specs/edu.txt. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/uaccess.h>

#include "edu.h"

#define DMA_SOURCE	0x80
#define DMA_TARGET	0x88
#define DMA_COUNT	0x90
#define DMA_COMMAND	0x98
#define DMA_RUN		BIT(0)
#define DMA_TO_MEMORY	BIT(1)
#define MEMORY		0x40000	/* the device's own, as its engine sees it */

int edu_device_start(struct edu *edu, unsigned int bits)
{
	struct pci_dev *pci = edu->pci;
	int ret;

	ret = pcim_enable_device(pci);
	ret = ret ?: dma_set_mask_and_coherent(&pci->dev, DMA_BIT_MASK(bits));
	if (ret)
		return ret;
	dma_set_max_seg_size(&pci->dev, UINT_MAX);
	edu->registers = pcim_iomap(pci, 0, 0);
	if (!edu->registers)
		return -ENOMEM;
	edu->page = dma_alloc_coherent(&pci->dev, EDU_MEMORY, &edu->page_address, GFP_KERNEL);
	if (!edu->page)
		return -ENOMEM;
	pci_set_master(pci);
	return 0;
}

void edu_device_stop(struct edu *edu)
{
	pci_clear_master(edu->pci);
	dma_free_coherent(&edu->pci->dev, EDU_MEMORY, edu->page, edu->page_address);
}

static int copy(struct edu *edu, dma_addr_t address, u32 size, bool from_device)
{
	u32 command;

	writeq(from_device ? MEMORY : address, edu->registers + DMA_SOURCE);
	writeq(from_device ? address : MEMORY, edu->registers + DMA_TARGET);
	writeq(size, edu->registers + DMA_COUNT);
	writeq(DMA_RUN | (from_device ? DMA_TO_MEMORY : 0), edu->registers + DMA_COMMAND);
	return readl_poll_timeout(edu->registers + DMA_COMMAND, command, !(command & DMA_RUN),
				  2000, 60 * USEC_PER_SEC);
}

int edu_device_copy(struct edu *edu, dma_addr_t address, u32 size, bool from_device)
{
	int ret;

	mutex_lock(&edu->lock);
	ret = copy(edu, address, size, from_device);
	mutex_unlock(&edu->lock);
	return ret;
}

int edu_device_load(struct edu *edu, const struct edu_memory __user *user)
{
	int ret = -EFAULT;

	mutex_lock(&edu->lock);
	if (!copy_from_user(edu->page, user, EDU_MEMORY))
		ret = copy(edu, edu->page_address, EDU_MEMORY, false);
	mutex_unlock(&edu->lock);
	return ret;
}

int edu_device_store(struct edu *edu, struct edu_memory __user *user)
{
	int ret;

	mutex_lock(&edu->lock);
	ret = copy(edu, edu->page_address, EDU_MEMORY, true);
	if (!ret && copy_to_user(user, edu->page, EDU_MEMORY))
		ret = -EFAULT;
	mutex_unlock(&edu->lock);
	return ret;
}
