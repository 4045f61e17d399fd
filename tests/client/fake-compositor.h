/* SPDX-License-Identifier: MIT */
/*
 * A compositor that behaves as told, for what no compositor in the lab does:
 * linux-dmabuf version 4, refusals of every kind, a death in between. It runs in
 * a process of its own and ends with its client.
 */
#ifndef FAKE_COMPOSITOR_H
#define FAKE_COMPOSITOR_H

#include <stdbool.h>
#include <stdint.h>

/** enum fake_import - what yamp_manager_v1 does */
enum fake_import { FAKE_NO_MANAGER, FAKE_NO_ALLOCATOR, FAKE_VERIFIES, FAKE_REJECTS };

/**
 * enum fake_tells - what it tells of its targets
 *
 * FAKE_TARGETS: an overlay plane on FAKE-2 that takes NV12 alone, one on FAKE-1 with
 * strides of 256 up to 4096 bytes and memory in one piece, and a renderer; when a
 * surface is committed, the renderer alone. FAKE_PLANE_COMES: the renderer alone, then what
 * FAKE_TARGETS begins with. FAKE_NONSENSE: targets that are all against
 * the protocol, and one that is not.
 */
enum fake_tells { FAKE_SILENCE, FAKE_TARGETS, FAKE_NO_TARGETS, FAKE_NONSENSE,
		  FAKE_PLANE_COMES };

/**
 * struct fake_options - how it behaves
 * @dmabuf_version: 0 is without linux-dmabuf
 * @dmabuf_modifier: of the one format, XRGB8888
 * @create_fails: every zwp_linux_buffer_params_v1.create
 * @manager_version: of yamp_manager_v1; 0 is 1
 * @places: it tells placements: composited because of format and occlusion
 * @tai: its presentation times are CLOCK_TAI, decades after CLOCK_MONOTONIC
 * @silent: it answers nothing at all
 * @without_windows: no xdg_wm_base
 * @die_after: commits, then it goes; 0 is never
 * @changes_after: commits, then it tells its targets anew; 0 is the first
 * @user: after so many commits somebody uses pointer and keyboard (fake-user.h); 0 is never
 * @watcher: likewise, looks at the pointer
 * @tells: needs @manager_version 3, but for FAKE_SILENCE
 */
struct fake_options {
	enum fake_import import;
	uint32_t dmabuf_version;
	uint64_t dmabuf_modifier;
	bool create_fails;
	uint32_t manager_version;
	bool places;
	bool tai;
	bool silent;
	bool without_windows;
	uint32_t die_after;
	uint32_t changes_after;
	uint32_t user;
	uint32_t watcher;
	enum fake_tells tells;
};

/** fake_start - in a child process; returns the client's end of the connection */
int fake_start(const struct fake_options *options);

#endif /* FAKE_COMPOSITOR_H */
