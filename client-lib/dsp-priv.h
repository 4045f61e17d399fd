/* SPDX-License-Identifier: MIT */
/* A kind of DSP: a vtable in the array of dsp.c. A new kind is a new file and a line there. */
#ifndef DSP_PRIV_H
#define DSP_PRIV_H

#include <yamp/dsp.h>

#include "log.h"

#define DSP_SIDES 2

struct dsp_ops;

/**
 * struct yamp_dsp - see yamp/dsp.h; the first member of what a kind has
 * @ops: of the kind
 * @formats: what set_format chose, by enum yamp_dsp_side
 */
struct yamp_dsp {
	const struct dsp_ops *ops;
	struct yamp_camera_mode formats[DSP_SIDES];
};

/**
 * struct dsp_ops - one kind
 * @is_mine: does a name mean this kind?
 * @open: NULL and errno, said in one line; others as their namesakes in yamp/dsp.h
 * @is_codec: NULL, as @drain, if none ever is
 * @disconnect: NULL, as @reconnect, of what is never lost
 */
struct dsp_ops {
	bool (*is_mine)(const char *node);
	struct yamp_dsp *(*open)(const char *node, const struct yamp_log *log);
	void (*close)(struct yamp_dsp *dsp);
	const char *(*name)(const struct yamp_dsp *dsp);
	const char *(*node)(const struct yamp_dsp *dsp);
	int (*format_at)(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
			 struct yamp_camera_format *format);
	int (*set_control)(struct yamp_dsp *dsp, const char *name, int32_t value);
	int (*set_format)(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  struct yamp_camera_mode *mode);
	int (*constraint)(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  struct yamp_constraint *record, struct yamp_format *format);
	int (*set_layout)(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  const struct yamp_frame *frame);
	int (*use_buffers)(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			   struct yamp_buffer *const *buffers, uint32_t count);
	void (*drop_buffers)(struct yamp_dsp *dsp, enum yamp_dsp_side side);
	int (*prepare)(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index);
	int (*start)(struct yamp_dsp *dsp);
	void (*stop)(struct yamp_dsp *dsp);
	int (*queue)(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		     const struct yamp_captured *frame);
	void (*pollfd)(const struct yamp_dsp *dsp, struct pollfd *pollfd);
	int (*dequeue)(struct yamp_dsp *dsp, enum yamp_dsp_side side,
		       struct yamp_captured *captured);
	bool (*is_codec)(const struct yamp_dsp *dsp);
	int (*drain)(struct yamp_dsp *dsp);
	void (*disconnect)(struct yamp_dsp *dsp);
	int (*reconnect)(struct yamp_dsp *dsp);
};

/* dsp-same.c: below the kinds, as dsp.c is above them */

/**
 * dsp_set_same_format - set_format of a DSP that delivers what it gets
 * @known: does it take this format at all?
 */
int dsp_set_same_format(const struct yamp_dsp *dsp, const struct yamp_log *log,
			enum yamp_dsp_side side, bool known, struct yamp_camera_mode *mode);

extern const struct dsp_ops dsp_cpu;
extern const struct dsp_ops dsp_soft;
extern const struct dsp_ops dsp_m2m;

#endif /* DSP_PRIV_H */
