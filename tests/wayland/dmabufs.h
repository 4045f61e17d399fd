/* SPDX-License-Identifier: MIT */
/* Descriptors of all kinds: frames of ours, other people's dma-bufs, none at all. */
#ifndef DMABUFS_H
#define DMABUFS_H

#include <stdint.h>

#include <linux/yamp.h>

#define FOURCC(a, b, c, d)                                                                         \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

/** struct frame - one frame of ours; @fds, one per dma-buf, are the holder's */
struct frame {
	struct yamp_frame layout;
	int fds[YAMP_MAX_PLANES];
};

/** struct picture - what to allocate; @objects is an enum yamp_objects */
struct picture {
	uint32_t fourcc;
	uint32_t width;
	uint32_t height;
	uint32_t objects;
	uint64_t modifier;
};

/** frame_alloc - 0, or -errno of the ioctl */
int frame_alloc(struct frame *frame, const struct picture *picture);

/** frame_alloc_for - as these consumers need it; with -EDOM @conflict says who disagrees */
int frame_alloc_for(struct frame *frame, const struct picture *picture,
		    const struct yamp_constraint *records, uint32_t count,
		    struct yamp_conflict *conflict);

/** frame_alloc_from - the same, by this open file of /dev/yamp, which may revoke it */
int frame_alloc_from(int node, struct frame *frame, const struct picture *picture);

/** frame_revoke - take the memory of all its dma-bufs away; 0 or -errno */
int frame_revoke(int node, const struct frame *frame);

/** frame_free - closes what is open */
void frame_free(struct frame *frame);

/** buffers_used - dma-bufs that this user holds, anywhere */
uint32_t buffers_used(void);

/* Each returns a descriptor that the caller closes, or -errno. */
int open_pipe(void);
int open_memfd(void);
int open_null(void);
int open_yamp(void);
int open_udmabuf(void);
int open_udmabuf_forged(void);
int open_heap(void);
int open_heap_of(uint64_t size);

#endif /* DMABUFS_H */
