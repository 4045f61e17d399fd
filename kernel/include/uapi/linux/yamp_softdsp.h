/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * yamp_softdsp: a DSP in software, for tests and as the example of a driver.
 *
 *   /dev/yamp-softdsp  0660 group video
 *
 * A job reads one frame and writes another, both dma-bufs of /dev/yamp. The call
 * returns when the job is accepted; that it is done is told by a fence in both
 * dma-bufs: poll() on the destination for POLLIN (no writer left), on the source
 * for POLLOUT (no reader left), or take it with DMA_BUF_IOCTL_EXPORT_SYNC_FILE. A
 * job waits for whatever fences are in the dma-bufs when it is accepted.
 *
 * What the DSP needs of frames it has registered under the name
 * %YAMP_SOFTDSP_NAME: see %YAMP_CONSTRAINT_REGISTERED.
 *
 * The rules at the head of linux/yamp.h hold here too.
 */
#ifndef _UAPI_LINUX_YAMP_SOFTDSP_H
#define _UAPI_LINUX_YAMP_SOFTDSP_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/yamp.h>

#define YAMP_SOFTDSP_NAME	"softdsp"
#define YAMP_SOFTDSP_JOBS	16	/* of one open file, not yet over */

/**
 * enum yamp_softdsp_filter - what is computed for each sample of each component
 * @YAMP_SOFTDSP_INVERT: 255 - sample
 * @YAMP_SOFTDSP_BLUR: (sum of the 3x3 samples + 4) / 9; at an edge the sample at it is
 *	repeated
 *
 * A component is Y, Cb or Cr; samples beside the picture are not written.
 */
enum yamp_softdsp_filter {
	YAMP_SOFTDSP_INVERT		= 0,
	YAMP_SOFTDSP_BLUR		= 1,
};

/**
 * struct yamp_softdsp_run - argument of YAMP_SOFTDSP_IOC_RUN
 * @src: a dma-buf to read
 * @dst: a dma-buf to write, of another frame with equal format, width and height
 * @filter: enum yamp_softdsp_filter
 * @flags: zero
 * @reserved: zero
 * @refused: out with EDOM: 0 the source, 1 the destination
 * @reserved_out: out, zero
 * @conflict: out with EDOM: why it does not suit
 *
 * Waits while %YAMP_SOFTDSP_JOBS jobs of this open file are not over; with
 * O_NONBLOCK that is EAGAIN, and poll() for POLLOUT tells when there is room.
 *
 * When the open file is closed, jobs that have not begun end at once, and their
 * fences tell of ECANCELED. The fence of a job whose source should have been
 * written by something that failed tells of that error. Nothing is written then.
 *
 * Errors: EINVAL bad argument, same frame twice, pictures differ; EBADF, EACCES
 * @dst cannot be written through this descriptor; EMEDIUMTYPE not a dma-buf of
 * yamp; EDOM see @conflict; ENOMEM; EINTR; EAGAIN; EFAULT.
 */
struct yamp_softdsp_run {
	__s32 src;
	__s32 dst;
	__u32 filter;
	__u32 flags;
	__u64 reserved[2];
	__u32 refused;
	__u32 reserved_out;
	struct yamp_conflict conflict;
};

#define YAMP_SOFTDSP_IOC_RUN	_IOWR('Y', 0xc0, struct yamp_softdsp_run)

#endif /* _UAPI_LINUX_YAMP_SOFTDSP_H */
