/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lab addition to vkms: limits as displays have them on boards. By themselves they are
 * none; each is a module parameter.
 *
 *   pitch_align     a row begins at a multiple of so many bytes
 *   height_align    behind the picture is memory for rows up to a multiple of so many
 *   contiguous      a framebuffer lies in one piece, as for a device without an IOMMU;
 *		     only where imported memory is mapped (6.12)
 */
#ifndef VKMS_LIMITS_H
#define VKMS_LIMITS_H

#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/version.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_prime.h>

static unsigned int pitch_align;
module_param(pitch_align, uint, 0444);
static unsigned int height_align;
module_param(height_align, uint, 0444);
static bool contiguous;
module_param(contiguous, bool, 0444);

/*
 * What was imported; vkms's own buffers are for the renderer and for consoles. Newer
 * kernels map nothing here, and have no table to look at.
 */
static bool vkms_is_contiguous(struct drm_gem_object *obj)
{
	struct sg_table *table = to_drm_gem_shmem_obj(obj)->sgt;

	return !obj->import_attach || !table ||
	       drm_prime_get_contiguous_size(table) >= obj->size;
}

static bool vkms_suits(const struct drm_framebuffer *fb, unsigned int plane)
{
	u64 rows = height_align ? roundup(fb->height, height_align) : fb->height;

	if (plane)
		rows = DIV_ROUND_UP(rows, fb->format->vsub);
	if (pitch_align && fb->pitches[plane] % pitch_align)
		return false;
	if (fb->obj[plane]->import_attach &&
	    fb->offsets[plane] + rows * fb->pitches[plane] > fb->obj[plane]->size)
		return false;
	return !contiguous || vkms_is_contiguous(fb->obj[plane]);
}

static struct drm_framebuffer *vkms_check_fb(struct drm_framebuffer *fb)
{
	unsigned int plane;

	if (IS_ERR(fb))
		return fb;
	for (plane = 0; plane < fb->format->num_planes; plane++) {
		if (vkms_suits(fb, plane))
			continue;
		drm_framebuffer_put(fb);
		return ERR_PTR(-EINVAL);
	}
	return fb;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
static struct drm_framebuffer *vkms_fb_create(struct drm_device *dev, struct drm_file *file,
					      const struct drm_format_info *info,
					      const struct drm_mode_fb_cmd2 *cmd)
{
	return vkms_check_fb(drm_gem_fb_create(dev, file, info, cmd));
}
#else
static struct drm_framebuffer *vkms_fb_create(struct drm_device *dev, struct drm_file *file,
					      const struct drm_mode_fb_cmd2 *cmd)
{
	return vkms_check_fb(drm_gem_fb_create(dev, file, cmd));
}
#endif

#endif
