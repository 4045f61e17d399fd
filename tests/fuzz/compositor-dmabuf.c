// SPDX-License-Identifier: MIT
/*
 * linux-dmabuf, as strict as Weston's: what ends a client's connection there is fatal
 * here if it was the plugin that asked, since a refusal is never to cost that.
 */
#include "compositor.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "linux-dmabuf-v1-server-protocol.h"

struct params {
	struct wl_resource *resource;
	uint32_t count;
	bool spoilt;
	int fds[YAMP_MAX_PLANES];
	struct yamp_frame frame;
};

bool dmabuf_own_request;
static bool refuses;

void dmabuf_refuse(bool refuse)
{
	refuses = refuse;
}

/* A mistake is the client's own, or one of the plugin's that must never be. */
static void mistake(struct params *params, uint32_t code, const char *what)
{
	require(dmabuf_own_request, what);
	params->spoilt = true;
	wl_resource_post_error(params->resource, code, "%s", what);
}

static void params_free(struct params *params)
{
	unsigned int i;

	for (i = 0; i < YAMP_MAX_PLANES; i++) {
		if (params->fds[i] >= 0)
			close(params->fds[i]);
	}
	free(params);
}

static void on_resource_destroy(struct wl_resource *resource)
{
	struct params *params = wl_resource_get_user_data(resource);

	if (params)
		params_free(params);
}

static void on_destroy(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static void on_add(struct wl_client *client, struct wl_resource *resource, int32_t fd,
		   uint32_t plane, uint32_t offset, uint32_t stride, uint32_t modifier_hi,
		   uint32_t modifier_lo)
{
	struct params *params = wl_resource_get_user_data(resource);
	uint64_t modifier = (uint64_t)modifier_hi << 32 | modifier_lo;

	if (!params) {
		require(dmabuf_own_request, "add to params that were used");
		wl_resource_post_error(resource, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_ALREADY_USED,
				       "used");
		close(fd);
		return;
	}
	if (plane >= YAMP_MAX_PLANES || params->fds[plane] >= 0 ||
	    (params->count && params->frame.modifier != modifier)) {
		mistake(params, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_PLANE_IDX, "such a plane");
		close(fd);
		return;
	}
	params->fds[plane] = fd;
	params->count++;
	params->frame.modifier = modifier;
	params->frame.planes[plane].offset = offset;
	params->frame.planes[plane].stride = stride;
}

/* Weston's checks of a plane; it knows the rows of plane 0 alone. */
static const char *find_fault(const struct params *params, uint32_t plane)
{
	const struct yamp_plane *of = &params->frame.planes[plane];
	uint64_t rows = of->offset + (uint64_t)of->stride * params->frame.height;
	off_t size;

	if (params->fds[plane] < 0)
		return "a hole between planes";
	if (of->offset + of->stride > UINT32_MAX || (plane == 0 && rows > UINT32_MAX))
		return "numbers that overflow";
	size = lseek(params->fds[plane], 0, SEEK_END);
	if (size == -1)
		return NULL;
	if (of->offset >= (uint64_t)size || of->offset + of->stride > (uint64_t)size ||
	    (plane == 0 && rows > (uint64_t)size))
		return "a plane that is not inside its dma-buf";
	return NULL;
}

static const char *find_any_fault(const struct params *params)
{
	const char *fault = params->count ? NULL : "nothing added";
	uint32_t plane;

	for (plane = 0; !fault && plane < params->count; plane++)
		fault = find_fault(params, plane);
	if (!fault && ((int32_t)params->frame.width < 1 || (int32_t)params->frame.height < 1))
		fault = "no width or height";
	return fault;
}

/* What the plugin makes is what the kernel said, and nothing else. */
static void check_plugins(const struct params *params)
{
	uint32_t plane;

	for (plane = 0; plane < params->count; plane++)
		require(kernel_knows(params->fds[plane], plane, &params->frame),
			"a wl_buffer that the kernel does not vouch for");
}

static void make_buffer(struct params *params)
{
	struct wl_client *client = wl_resource_get_client(params->resource);
	struct wl_resource *buffer =
		refuses ? NULL : wl_resource_create(client, &wl_buffer_interface, 1, 0);

	if (!buffer) {
		zwp_linux_buffer_params_v1_send_failed(params->resource);
		return;
	}
	wl_resource_set_implementation(buffer, NULL, NULL, NULL);
	zwp_linux_buffer_params_v1_send_created(params->resource, buffer);
}

static void create(struct wl_resource *resource, int32_t width, int32_t height, uint32_t fourcc)
{
	struct params *params = wl_resource_get_user_data(resource);
	const char *fault;

	require(dmabuf_own_request || params, "params that were used");
	require(dmabuf_own_request || !renderer_aborts, "an import that can end the compositor");
	if (!params) {
		wl_resource_post_error(resource, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_ALREADY_USED,
				       "used");
		return;
	}
	wl_resource_set_user_data(resource, NULL);
	params->frame.width = (uint32_t)width;
	params->frame.height = (uint32_t)height;
	params->frame.fourcc = fourcc;
	params->frame.plane_count = params->count;
	fault = find_any_fault(params);
	if (fault)
		mistake(params, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_INCOMPLETE, fault);
	else if (!dmabuf_own_request)
		check_plugins(params);
	if (!params->spoilt)
		make_buffer(params);
	params_free(params);
}

static void on_create(struct wl_client *client, struct wl_resource *resource, int32_t width,
		      int32_t height, uint32_t format, uint32_t flags)
{
	create(resource, width, height, format);
}

static void on_create_immed(struct wl_client *client, struct wl_resource *resource, uint32_t id,
			    int32_t width, int32_t height, uint32_t format, uint32_t flags)
{
	require(dmabuf_own_request, "create_immed can end the client");
	wl_resource_post_error(resource, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_INVALID_WL_BUFFER, "no");
}

static const struct zwp_linux_buffer_params_v1_interface params_requests = {
	.destroy = on_destroy,
	.add = on_add,
	.create = on_create,
	.create_immed = on_create_immed,
};

static void on_create_params(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	struct params *params = calloc(1, sizeof(*params));

	memset(params->fds, -1, sizeof(params->fds));
	params->resource = wl_resource_create(client, &zwp_linux_buffer_params_v1_interface,
					      wl_resource_get_version(resource), id);
	wl_resource_set_implementation(params->resource, &params_requests, params,
				       on_resource_destroy);
}

static const struct zwp_linux_dmabuf_v1_interface requests = {
	.destroy = on_destroy,
	.create_params = on_create_params,
};

static void on_bind(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	static const uint32_t fourccs[] = {DRM_FORMAT_XRGB8888, DRM_FORMAT_NV12, DRM_FORMAT_YUV420};
	struct wl_resource *resource =
		wl_resource_create(client, &zwp_linux_dmabuf_v1_interface, (int)version, id);
	size_t i;

	wl_resource_set_implementation(resource, &requests, NULL, NULL);
	for (i = 0; version >= 3 && i < sizeof(fourccs) / sizeof(*fourccs); i++)
		zwp_linux_dmabuf_v1_send_modifier(resource, fourccs[i], 0, 0);
}

void dmabuf_begin(void)
{
	refuses = false;
	wl_global_create(compositor->wl_display, &zwp_linux_dmabuf_v1_interface, 3, NULL, on_bind);
}
