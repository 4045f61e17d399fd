// SPDX-License-Identifier: MIT
#include "foreign.h"

#include <fcntl.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

int foreign_heap(void)
{
	struct dma_heap_allocation_data arg = { .len = FOREIGN_SIZE, .fd_flags = O_RDWR | O_CLOEXEC };
	int heap = open("/dev/dma_heap/system", O_RDWR | O_CLOEXEC);
	int ret = heap < 0 ? -1 : ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &arg);

	close(heap);
	return ret < 0 ? -1 : (int)arg.fd;
}

int foreign_udmabuf(void)
{
	int memory = memfd_create("foreign", MFD_ALLOW_SEALING | MFD_CLOEXEC), ret = -1;
	struct udmabuf_create arg = { .memfd = memory, .flags = UDMABUF_FLAGS_CLOEXEC,
				      .size = FOREIGN_SIZE };
	int node = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);

	if (node >= 0 && !ftruncate(memory, FOREIGN_SIZE) &&
	    !fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK))
		ret = ioctl(node, UDMABUF_CREATE, &arg);
	close(node);
	close(memory);
	return ret;
}
