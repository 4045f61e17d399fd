// SPDX-License-Identifier: MIT
/* Would a buffer suit a consumer? */
#include <errno.h>

#include <yamp/device.h>

#include "buffer-priv.h"
#include "yamp_solve.h"

/* The kernel's answer for all dma-bufs: the first that does not fit decides. */
static int verify_described(struct yamp_device *device, const struct yamp_buffer *buffer,
			    const struct yamp_constraint *record, struct yamp_conflict *conflict)
{
	int verdict = YAMP_VERDICT_FITS;

	for (uint32_t i = 0; verdict == YAMP_VERDICT_FITS && i < buffer->frame.object_count; i++)
		verdict = yamp_device_verify(device, buffer->objects[i].fd, record, conflict);
	return verdict;
}

static int verify_layout(const struct yamp_buffer *buffer, const struct yamp_constraint *record,
			 struct yamp_conflict *conflict)
{
	const struct yamp_consumer consumer = {
		.record = record,
		.formats = (const struct yamp_format *)(uintptr_t)record->formats,
	};
	__u64 sizes[YAMP_MAX_PLANES] = { 0 };
	struct yamp_conflict unwanted;
	int ret;

	for (uint32_t i = 0; i < buffer->frame.object_count; i++)
		sizes[i] = buffer->objects[i].size;
	ret = yamp_verify(&buffer->frame, sizes, &consumer, conflict ? conflict : &unwanted);
	if (ret == -EDOM)
		return YAMP_VERDICT_FAILS;
	return ret ? ret : YAMP_VERDICT_UNKNOWN;
}

int yamp_buffer_verify(struct yamp_device *device, const struct yamp_buffer *buffer,
		       const struct yamp_constraint *record, struct yamp_conflict *conflict)
{
	if (buffer->described)
		return verify_described(device, buffer, record, conflict);
	return verify_layout(buffer, record, conflict);
}
