/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of the driver. */
#ifndef EDU_H
#define EDU_H

#include <linux/dma-buf.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#include "yamp_edu.h"

/**
 * struct edu - the device
 * @pci: it
 * @lock: for its engine and memory
 * @registers: mapped
 * @page: EDU_MEMORY bytes that it reaches, to load and store its memory; under @lock
 * @page_address: where the device sees them
 * @record: what it needs of buffers, registered
 */
struct edu {
	struct pci_dev *pci;
	struct mutex lock;	/* its engine and memory */
	void __iomem *registers;
	void *page;
	dma_addr_t page_address;
	struct yamp_constraint record;
	struct yamp_registration *registration;
};

/**
 * struct edu_file - an open file, and what it has imported
 * @lock: for all of it
 * @dmabuf: imported, a reference until the file is closed; NULL if there is none
 * @attachment: NULL before, and when a dynamic importer has let go of it
 * @table: NULL while it is not mapped; protected by the dma-buf's reservation lock
 * @direction: in which it is mapped
 * @told: lets go of what a dynamic importer was told to
 */
struct edu_file {
	struct edu *edu;
	struct mutex lock;	/* all of it */
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attachment;
	struct sg_table *table;
	enum dma_data_direction direction;
	struct work_struct told;
};

/* edu_device.c */
int edu_device_start(struct edu *edu, unsigned int bits);
void edu_device_stop(struct edu *edu);

/** edu_device_copy - between its memory and an address; 0 or -ETIMEDOUT */
int edu_device_copy(struct edu *edu, dma_addr_t address, u32 size, bool from_device);

/** edu_device_load, edu_device_store - its memory from and to the caller's */
int edu_device_load(struct edu *edu, const struct edu_memory __user *user);
int edu_device_store(struct edu *edu, struct edu_memory __user *user);

/* edu_import.c */
void edu_import_init(struct edu_file *file);
int edu_import(struct edu_file *file, struct edu_import *arg);
int edu_import_copy(struct edu_file *file, const struct edu_copy *arg);
void edu_import_release(struct edu_file *file);

/* edu_cache.c */
int edu_cache(struct edu_cache *arg);

#endif /* EDU_H */
