/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints: /sys/kernel/tracing/events/yamp. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM yamp

#if !defined(YAMP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define YAMP_TRACE_H

#include <linux/device.h>
#include <linux/tracepoint.h>

#include "yamp_priv.h"

DECLARE_EVENT_CLASS(yamp_buffer,
	TP_PROTO(const struct yamp_buffer *buffer),
	TP_ARGS(buffer),
	TP_STRUCT__entry(
		__field(u64, frame_id)
		__field(u64, size)
		__field(u32, object)
		__field(u32, pins)
		__string(place, buffer->ops->name)
	),
	TP_fast_assign(
		__entry->frame_id = buffer->frame_id;
		__entry->size = yamp_buffer_size(buffer);
		__entry->object = buffer->object;
		__entry->pins = buffer->pins;
		__assign_str(place);
	),
	TP_printk("id=%llu obj=%u size=%llu place=%s pins=%u", __entry->frame_id, __entry->object,
		  __entry->size, __get_str(place), __entry->pins)
);

/* known to programs; and the last of its dma-bufs is gone */
DEFINE_EVENT(yamp_buffer, yamp_alloc, TP_PROTO(const struct yamp_buffer *buffer), TP_ARGS(buffer));
DEFINE_EVENT(yamp_buffer, yamp_free, TP_PROTO(const struct yamp_buffer *buffer), TP_ARGS(buffer));
/* with the number of pins after it */
DEFINE_EVENT(yamp_buffer, yamp_pin, TP_PROTO(const struct yamp_buffer *buffer), TP_ARGS(buffer));
DEFINE_EVENT(yamp_buffer, yamp_unpin, TP_PROTO(const struct yamp_buffer *buffer), TP_ARGS(buffer));
/* content dropped by the shrinker; asked for revocation; and its memory given back */
DEFINE_EVENT(yamp_buffer, yamp_purge, TP_PROTO(const struct yamp_buffer *buffer), TP_ARGS(buffer));
DEFINE_EVENT(yamp_buffer, yamp_revoke, TP_PROTO(const struct yamp_buffer *buffer), TP_ARGS(buffer));
DEFINE_EVENT(yamp_buffer, yamp_gone, TP_PROTO(const struct yamp_buffer *buffer), TP_ARGS(buffer));

#define YAMP_TRACE_FIELD(value) __print_symbolic(value, \
	{ YAMP_FIELD_ID_FORMAT, "format" }, { YAMP_FIELD_ID_MODIFIER, "modifier" }, \
	{ YAMP_FIELD_ID_WIDTH, "width" }, { YAMP_FIELD_ID_HEIGHT, "height" }, \
	{ YAMP_FIELD_ID_STRIDE_ALIGN, "stride_align" }, { YAMP_FIELD_ID_STRIDE, "stride" }, \
	{ YAMP_FIELD_ID_OFFSET_ALIGN, "offset_align" }, \
	{ YAMP_FIELD_ID_HEIGHT_ALIGN, "height_align" }, \
	{ YAMP_FIELD_ID_SIZE_PAD, "size_pad" }, { YAMP_FIELD_ID_SIZE, "size" }, \
	{ YAMP_FIELD_ID_SIZE_ALIGN, "size_align" }, { YAMP_FIELD_ID_OBJECTS, "objects" }, \
	{ YAMP_FIELD_ID_CACHE, "cache" }, { YAMP_FIELD_ID_CONTIGUITY, "contiguity" }, \
	{ YAMP_FIELD_ID_ADDRESS, "address" }, { YAMP_FIELD_ID_SEGMENT, "segment" }, \
	{ YAMP_FIELD_ID_BUFFERS, "buffers" })

/* records that cannot be merged (id=0), or one that a frame does not suit */
TRACE_EVENT(yamp_refuse,
	TP_PROTO(u64 frame_id, const struct yamp_conflict *conflict),
	TP_ARGS(frame_id, conflict),
	TP_STRUCT__entry(
		__field(u64, frame_id)
		__field(u32, field)
		__field(u32, plane)
		__field(u64, first_value)
		__field(u64, second_value)
		__array(char, first_name, YAMP_NAME_LEN)
		__array(char, second_name, YAMP_NAME_LEN)
	),
	TP_fast_assign(
		__entry->frame_id = frame_id;
		__entry->field = conflict->field;
		__entry->plane = conflict->plane;
		__entry->first_value = conflict->first_value;
		__entry->second_value = conflict->second_value;
		memcpy(__entry->first_name, conflict->first_name, YAMP_NAME_LEN);
		memcpy(__entry->second_name, conflict->second_name, YAMP_NAME_LEN);
	),
	TP_printk("id=%llu field=%s plane=%u %.32s=0x%llx %.32s=0x%llx", __entry->frame_id,
		  YAMP_TRACE_FIELD(__entry->field), __entry->plane, __entry->first_name,
		  __entry->first_value, __entry->second_name, __entry->second_value)
);

TRACE_EVENT(yamp_map_fail,
	TP_PROTO(const struct yamp_buffer *buffer, struct device *device, int error),
	TP_ARGS(buffer, device, error),
	TP_STRUCT__entry(
		__field(u64, frame_id)
		__field(u32, object)
		__field(int, error)
		__string(device, dev_name(device))
	),
	TP_fast_assign(
		__entry->frame_id = buffer->frame_id;
		__entry->object = buffer->object;
		__entry->error = error;
		__assign_str(device);
	),
	TP_printk("id=%llu obj=%u device=%s error=%d", __entry->frame_id, __entry->object,
		  __get_str(device), __entry->error)
);

TRACE_EVENT(yamp_limit,
	TP_PROTO(u32 limit, u64 asked),
	TP_ARGS(limit, asked),
	TP_STRUCT__entry(
		__field(u32, limit)
		__field(u64, asked)
	),
	TP_fast_assign(
		__entry->limit = limit;
		__entry->asked = asked;
	),
	TP_printk("limit=%s asked=%llu",
		  __print_symbolic(__entry->limit, { YAMP_LIMIT_USER_BYTES, "user_bytes" },
				   { YAMP_LIMIT_USER_BUFFERS, "user_buffers" },
				   { YAMP_LIMIT_FILE_BYTES, "file_bytes" },
				   { YAMP_LIMIT_FILE_BUFFERS, "file_buffers" },
				   { YAMP_LIMIT_ALL_BYTES, "all_bytes" }), __entry->asked)
);

#endif /* YAMP_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE yamp_trace
#include <trace/define_trace.h>
