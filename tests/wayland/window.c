/* SPDX-License-Identifier: MIT */
#include "window.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tap.h"

static void on_output(void *data, struct yamp_placement_v1 *placement, struct wl_output *output)
{
	struct told *told = data;

	told->outputs++;
	told->output = output;
}

static void on_scanout(void *data, struct yamp_placement_v1 *placement, uint32_t target)
{
	struct told *told = data;

	told->scanout = true;
}

static void on_composited(void *data, struct yamp_placement_v1 *placement, uint32_t reasons)
{
	struct told *told = data;

	told->composited = true;
	told->reasons = reasons;
}

static void on_discarded(void *data, struct yamp_placement_v1 *placement)
{
	struct told *told = data;

	told->ended = true;
	told_forget(told);
}

static void on_presented(void *data, struct yamp_placement_v1 *placement, uint32_t seconds_hi,
			 uint32_t seconds_lo, uint32_t ns, uint32_t refresh, uint32_t seq_hi,
			 uint32_t seq_lo, uint32_t flags)
{
	struct told *told = data;

	told->presented = true;
	told->seconds = (uint64_t)seconds_hi << 32 | seconds_lo;
	on_discarded(data, placement);
}

static const struct yamp_placement_v1_listener placement_listener = {
	.output = on_output,
	.scanout = on_scanout,
	.composited = on_composited,
	.presented = on_presented,
	.discarded = on_discarded,
};

static void on_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial)
{
	struct tile *tile = data;

	xdg_surface_ack_configure(xdg_surface, serial);
	tile->configured = true;
}

static const struct xdg_surface_listener xdg_surface_listener = {.configure = on_configure};

static void make_toplevel(struct tile *tile)
{
	tile->xdg_surface =
		xdg_wm_base_get_xdg_surface(tile->connection->wm_base, tile->surface);
	xdg_surface_add_listener(tile->xdg_surface, &xdg_surface_listener, tile);
	tile->toplevel = xdg_surface_get_toplevel(tile->xdg_surface);
	wl_surface_commit(tile->surface);
	while (!tile->configured) {
		if (wl_display_dispatch(tile->connection->display) < 0)
			tap_bail("the compositor ended a connection that did nothing wrong");
	}
}

void tile_init(struct tile *tile, struct connection *connection, struct tile *parent)
{
	memset(tile, 0, sizeof(*tile));
	tile->connection = connection;
	tile->surface = wl_compositor_create_surface(connection->compositor);
	tile->media = yamp_manager_v1_get_surface(connection->manager, tile->surface);
	if (parent)
		tile->subsurface = wl_subcompositor_get_subsurface(
			connection->subcompositor, tile->surface, parent->surface);
	else
		make_toplevel(tile);
}

static struct wl_buffer *import_picture(struct connection *connection,
					const struct picture *picture)
{
	struct wl_buffer *buffer = NULL;
	struct attempt attempt;
	struct frame frame;

	if (frame_alloc(&frame, picture))
		tap_bail("no frame from /dev/yamp");
	attempt_begin(&attempt, connection);
	attempt_add(&attempt, frame.fds);
	yamp_import_v1_import(attempt.import);
	if (attempt_wait(&attempt) == ANSWER_CREATED)
		buffer = attempt.buffer;
	else
		tap_note("%s", attempt_text(&attempt));
	attempt.buffer = NULL;
	attempt_end(&attempt);
	frame_free(&frame);
	return buffer;
}

bool tile_use_frames(struct tile *tile, const struct picture *picture)
{
	unsigned int i;

	for (i = 0; i < TILE_BUFFERS; i++) {
		tile->buffers[i] = import_picture(tile->connection, picture);
		if (!tile->buffers[i])
			return false;
	}
	tile->width = picture->width;
	tile->height = picture->height;
	return true;
}

void tile_use_shm(struct tile *tile, uint32_t width, uint32_t height)
{
	int32_t size = (int32_t)(4 * width * height);
	int fd = memfd_create("tile", MFD_CLOEXEC);
	struct wl_shm_pool *pool;
	unsigned int i;

	if (fd < 0 || ftruncate(fd, (off_t)size * TILE_BUFFERS) < 0)
		tap_bail("no shared memory");
	pool = wl_shm_create_pool(tile->connection->shm, fd, size * TILE_BUFFERS);
	for (i = 0; i < TILE_BUFFERS; i++)
		tile->buffers[i] = wl_shm_pool_create_buffer(
			pool, (int32_t)i * size, (int32_t)width, (int32_t)height,
			(int32_t)(4 * width), WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	close(fd);
	tile->width = width;
	tile->height = height;
}

void tile_attach(struct tile *tile)
{
	wl_surface_attach(tile->surface, tile->buffers[tile->next], 0, 0);
	wl_surface_damage_buffer(tile->surface, 0, 0, (int32_t)tile->width, (int32_t)tile->height);
	tile->next = (tile->next + 1) % TILE_BUFFERS;
}

void tile_ask(struct tile *tile, struct told *told)
{
	memset(told, 0, sizeof(*told));
	told->placement = yamp_surface_v1_get_placement(tile->media);
	yamp_placement_v1_add_listener(told->placement, &placement_listener, told);
}

void tile_finish(struct tile *tile)
{
	if (tile->toplevel)
		xdg_toplevel_destroy(tile->toplevel);
	if (tile->xdg_surface)
		xdg_surface_destroy(tile->xdg_surface);
	if (tile->subsurface)
		wl_subsurface_destroy(tile->subsurface);
	if (tile->media)
		yamp_surface_v1_destroy(tile->media);
	if (tile->surface)
		wl_surface_destroy(tile->surface);
	memset(tile, 0, sizeof(*tile));
}

void told_wait(const struct told *told, struct connection *connection)
{
	while (!told->ended && wl_display_dispatch(connection->display) >= 0)
		;
}

void told_forget(struct told *told)
{
	if (told->placement)
		yamp_placement_v1_destroy(told->placement);
	told->placement = NULL;
}

const char *told_text(const struct told *told)
{
	static char text[160];

	snprintf(text, sizeof(text), "%s, %s, reasons 0x%x, %u outputs",
		 !told->ended ? "no answer" : told->presented ? "presented" : "discarded",
		 told->scanout ? "scanout" : told->composited ? "composited" : "no path",
		 told->reasons, told->outputs);
	return text;
}
