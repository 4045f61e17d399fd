/* SPDX-License-Identifier: MIT */
/*
 * The layout of every struct of <linux/yamp.h>, held at compile time: each field
 * lies right behind the one before it, so there is no hole for a compiler to
 * fill differently and none through which the kernel could leak a byte. Included
 * by test-vocab.c, and compiled for 32 bits by check-32bit.sh.
 *
 * The sizes are those of the version that brought the struct. They are frozen: a struct grows at its end,
 * and then its new size is added here beside the old one.
 */
#ifndef YAMP_VOCAB_LAYOUT_H
#define YAMP_VOCAB_LAYOUT_H

#include <stddef.h>
#include <linux/yamp.h>

#define END(type, field) (offsetof(struct type, field) + sizeof(((struct type *)0)->field))
#define FIRST(type, field) \
	_Static_assert(offsetof(struct type, field) == 0, #type "." #field " is not first")
#define NEXT(type, before, field) \
	_Static_assert(offsetof(struct type, field) == END(type, before), \
		       "hole or wrong order before " #type "." #field)
#define LAST(type, field, size) \
	_Static_assert(sizeof(struct type) == END(type, field), "hole at the end of " #type); \
	_Static_assert(sizeof(struct type) == (size), "size of " #type " changed"); \
	_Static_assert(sizeof(struct type) % 8 == 0, #type " is not a multiple of 8")

FIRST(yamp_format, fourcc);
NEXT(yamp_format, fourcc, reserved);
NEXT(yamp_format, reserved, modifier);
LAST(yamp_format, modifier, 16);

FIRST(yamp_plane_constraint, stride_align);
NEXT(yamp_plane_constraint, stride_align, stride_min);
NEXT(yamp_plane_constraint, stride_min, stride_max);
NEXT(yamp_plane_constraint, stride_max, offset_align);
NEXT(yamp_plane_constraint, offset_align, height_align);
NEXT(yamp_plane_constraint, height_align, size_pad);
NEXT(yamp_plane_constraint, size_pad, size_min);
NEXT(yamp_plane_constraint, size_min, reserved);
LAST(yamp_plane_constraint, reserved, 32);

FIRST(yamp_constraint, name);
NEXT(yamp_constraint, name, flags);
NEXT(yamp_constraint, flags, contiguity);
NEXT(yamp_constraint, contiguity, cache);
NEXT(yamp_constraint, cache, objects);
NEXT(yamp_constraint, objects, address_mask);
NEXT(yamp_constraint, address_mask, segment_min);
NEXT(yamp_constraint, segment_min, segment_max);
NEXT(yamp_constraint, segment_max, segment_boundary);
NEXT(yamp_constraint, segment_boundary, segments_max);
NEXT(yamp_constraint, segments_max, buffers_min);
NEXT(yamp_constraint, buffers_min, buffers_max);
NEXT(yamp_constraint, buffers_max, width_min);
NEXT(yamp_constraint, width_min, height_min);
NEXT(yamp_constraint, height_min, width_max);
NEXT(yamp_constraint, width_max, height_max);
NEXT(yamp_constraint, height_max, size_align);
NEXT(yamp_constraint, size_align, size_min);
NEXT(yamp_constraint, size_min, formats);
NEXT(yamp_constraint, formats, format_count);
NEXT(yamp_constraint, format_count, reserved);
NEXT(yamp_constraint, reserved, planes);
LAST(yamp_constraint, planes, 280);

FIRST(yamp_conflict, field);
NEXT(yamp_conflict, field, plane);
NEXT(yamp_conflict, plane, first);
NEXT(yamp_conflict, first, second);
NEXT(yamp_conflict, second, first_value);
NEXT(yamp_conflict, first_value, second_value);
NEXT(yamp_conflict, second_value, first_name);
NEXT(yamp_conflict, first_name, second_name);
NEXT(yamp_conflict, second_name, involved);
NEXT(yamp_conflict, involved, reserved);
LAST(yamp_conflict, reserved, 112);

FIRST(yamp_plane, offset);
NEXT(yamp_plane, offset, size);
NEXT(yamp_plane, size, stride);
NEXT(yamp_plane, stride, rows);
NEXT(yamp_plane, rows, object);
NEXT(yamp_plane, object, reserved);
LAST(yamp_plane, reserved, 32);

FIRST(yamp_frame, fourcc);
NEXT(yamp_frame, fourcc, width);
NEXT(yamp_frame, width, height);
NEXT(yamp_frame, height, plane_count);
NEXT(yamp_frame, plane_count, modifier);
NEXT(yamp_frame, modifier, size);
NEXT(yamp_frame, size, object_count);
NEXT(yamp_frame, object_count, color_encoding);
NEXT(yamp_frame, color_encoding, color_range);
NEXT(yamp_frame, color_range, field);
NEXT(yamp_frame, field, reserved);
NEXT(yamp_frame, reserved, planes);
LAST(yamp_frame, planes, 224);

FIRST(yamp_info, version);
NEXT(yamp_info, version, placements);
NEXT(yamp_info, placements, size_max);
NEXT(yamp_info, size_max, quota_bytes);
NEXT(yamp_info, quota_bytes, used_bytes);
NEXT(yamp_info, used_bytes, quota_buffers);
NEXT(yamp_info, quota_buffers, used_buffers);
NEXT(yamp_info, used_buffers, page_size);
NEXT(yamp_info, page_size, count_max);
NEXT(yamp_info, count_max, constraints_max);
NEXT(yamp_info, constraints_max, formats_max);
NEXT(yamp_info, formats_max, dimension_max);
NEXT(yamp_info, dimension_max, reserved);
_Static_assert(offsetof(struct yamp_info, file_quota_bytes) == 64, "version 1 of yamp_info");
NEXT(yamp_info, reserved, file_quota_bytes);
NEXT(yamp_info, file_quota_bytes, file_used_bytes);
NEXT(yamp_info, file_used_bytes, file_quota_buffers);
NEXT(yamp_info, file_quota_buffers, file_used_buffers);
NEXT(yamp_info, file_used_buffers, pool_bytes);
NEXT(yamp_info, pool_bytes, pool_bytes_ready);
NEXT(yamp_info, pool_bytes_ready, pool_bytes_max);
NEXT(yamp_info, pool_bytes_max, pool_hits);
NEXT(yamp_info, pool_hits, pool_misses);
NEXT(yamp_info, pool_misses, pool_zero_ns);
LAST(yamp_info, pool_zero_ns, 136);

FIRST(yamp_alloc, fourcc);
NEXT(yamp_alloc, fourcc, width);
NEXT(yamp_alloc, width, height);
NEXT(yamp_alloc, height, count);
NEXT(yamp_alloc, count, modifier);
NEXT(yamp_alloc, modifier, flags);
NEXT(yamp_alloc, flags, placement);
NEXT(yamp_alloc, placement, color_encoding);
NEXT(yamp_alloc, color_encoding, color_range);
NEXT(yamp_alloc, color_range, field);
NEXT(yamp_alloc, field, fd_flags);
NEXT(yamp_alloc, fd_flags, constraints);
NEXT(yamp_alloc, constraints, constraint_count);
NEXT(yamp_alloc, constraint_count, constraint_size);
NEXT(yamp_alloc, constraint_size, fds);
NEXT(yamp_alloc, fds, fd_count);
NEXT(yamp_alloc, fd_count, reserved);
NEXT(yamp_alloc, reserved, placement_chosen);
NEXT(yamp_alloc, placement_chosen, reserved_out);
NEXT(yamp_alloc, reserved_out, frame);
NEXT(yamp_alloc, frame, conflict);
LAST(yamp_alloc, conflict, 424);

FIRST(yamp_access, total);
NEXT(yamp_access, total, now);
NEXT(yamp_access, now, pid);
NEXT(yamp_access, pid, task);
NEXT(yamp_access, task, who);
LAST(yamp_access, who, 64);

FIRST(yamp_describe, fd);
NEXT(yamp_describe, fd, flags);
NEXT(yamp_describe, flags, trust);
NEXT(yamp_describe, trust, state);
NEXT(yamp_describe, state, size);
NEXT(yamp_describe, size, frame_id);
NEXT(yamp_describe, frame_id, object);
NEXT(yamp_describe, object, placement);
NEXT(yamp_describe, placement, cache);
NEXT(yamp_describe, cache, segments);
NEXT(yamp_describe, segments, segment_largest);
NEXT(yamp_describe, segment_largest, address_mask);
NEXT(yamp_describe, address_mask, pins);
NEXT(yamp_describe, pins, moves);
NEXT(yamp_describe, moves, reserved);
NEXT(yamp_describe, reserved, access);
NEXT(yamp_describe, access, frame);
LAST(yamp_describe, frame, 824);

FIRST(yamp_verify, fd);
NEXT(yamp_verify, fd, flags);
NEXT(yamp_verify, flags, constraint);
NEXT(yamp_verify, constraint, constraint_size);
NEXT(yamp_verify, constraint_size, verdict);
NEXT(yamp_verify, verdict, reserved);
NEXT(yamp_verify, reserved, conflict);
LAST(yamp_verify, conflict, 152);

FIRST(yamp_set_domain, fd);
NEXT(yamp_set_domain, fd, domain);
NEXT(yamp_set_domain, domain, flags);
NEXT(yamp_set_domain, flags, plane);
NEXT(yamp_set_domain, plane, offset);
NEXT(yamp_set_domain, offset, size);
NEXT(yamp_set_domain, size, reserved);
LAST(yamp_set_domain, reserved, 48);

FIRST(yamp_holder, kind);
NEXT(yamp_holder, kind, count);
NEXT(yamp_holder, count, pid);
NEXT(yamp_holder, pid, reserved);
NEXT(yamp_holder, reserved, task);
NEXT(yamp_holder, task, who);
LAST(yamp_holder, who, 64);

FIRST(yamp_holders, fd);
NEXT(yamp_holders, fd, flags);
NEXT(yamp_holders, flags, holders);
NEXT(yamp_holders, holders, holder_count);
NEXT(yamp_holders, holder_count, holder_size);
NEXT(yamp_holders, holder_size, frame_id);
NEXT(yamp_holders, frame_id, object);
NEXT(yamp_holders, object, reserved);
LAST(yamp_holders, reserved, 56);

FIRST(yamp_stat, frame_id);
NEXT(yamp_stat, frame_id, modifier);
NEXT(yamp_stat, modifier, size);
NEXT(yamp_stat, size, resident);
NEXT(yamp_stat, resident, object);
NEXT(yamp_stat, object, placement);
NEXT(yamp_stat, placement, state);
NEXT(yamp_stat, state, uid);
NEXT(yamp_stat, uid, pid);
NEXT(yamp_stat, pid, pins);
NEXT(yamp_stat, pins, attachments);
NEXT(yamp_stat, attachments, maps);
NEXT(yamp_stat, maps, vmaps);
NEXT(yamp_stat, vmaps, mmaps);
NEXT(yamp_stat, mmaps, api_pins);
NEXT(yamp_stat, api_pins, fourcc);
NEXT(yamp_stat, fourcc, width);
NEXT(yamp_stat, width, height);
NEXT(yamp_stat, height, reserved);
NEXT(yamp_stat, reserved, task);
LAST(yamp_stat, task, 112);

FIRST(yamp_stats, flags);
NEXT(yamp_stats, flags, stat_count);
NEXT(yamp_stats, stat_count, stats);
NEXT(yamp_stats, stats, stat_size);
NEXT(yamp_stats, stat_size, reserved);
NEXT(yamp_stats, reserved, after);
NEXT(yamp_stats, after, bytes);
NEXT(yamp_stats, bytes, resident);
NEXT(yamp_stats, resident, purgeable);
NEXT(yamp_stats, purgeable, buffers);
NEXT(yamp_stats, buffers, reserved_out);
LAST(yamp_stats, reserved_out, 64);

FIRST(yamp_event, type);
NEXT(yamp_event, type, size);
NEXT(yamp_event, size, time_ns);
NEXT(yamp_event, time_ns, frame_id);
NEXT(yamp_event, frame_id, object);
NEXT(yamp_event, object, detail);
NEXT(yamp_event, detail, value);
NEXT(yamp_event, value, reserved);
LAST(yamp_event, reserved, 48);

FIRST(yamp_export, fd);
NEXT(yamp_export, fd, flags);
NEXT(yamp_export, flags, fd_flags);
NEXT(yamp_export, fd_flags, new_fd);
NEXT(yamp_export, new_fd, reserved);
LAST(yamp_export, reserved, 32);

FIRST(yamp_advise, fd);
NEXT(yamp_advise, fd, advice);
NEXT(yamp_advise, advice, retained);
NEXT(yamp_advise, retained, reserved);
LAST(yamp_advise, reserved, 32);

FIRST(yamp_revoke, fd);
NEXT(yamp_revoke, fd, flags);
NEXT(yamp_revoke, flags, state);
NEXT(yamp_revoke, state, holder_count);
NEXT(yamp_revoke, holder_count, holders);
NEXT(yamp_revoke, holders, holder_size);
NEXT(yamp_revoke, holder_size, reserved);
LAST(yamp_revoke, reserved, 40);

/* Aligned by themselves also where the compiler would be content with 4. */
_Static_assert(offsetof(struct yamp_constraint, address_mask) % 8 == 0, "address_mask");
_Static_assert(offsetof(struct yamp_alloc, frame) % 8 == 0, "frame in alloc");
_Static_assert(offsetof(struct yamp_describe, frame) % 8 == 0, "frame in describe");

#endif /* YAMP_VOCAB_LAYOUT_H */
