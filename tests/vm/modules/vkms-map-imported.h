/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lab addition to vkms. When Mesa renders with llvmpipe on a KMS node it maps every
 * buffer, imported ones too, through DRM_IOCTL_MODE_MAP_DUMB. The default refuses
 * imported objects, Mesa does not check, and the compositor crashes. The mapping
 * itself needs nothing new: drm_gem_shmem_mmap() hands it to the exporter.
 */
#ifndef VKMS_MAP_IMPORTED_H
#define VKMS_MAP_IMPORTED_H

#include <drm/drm_gem.h>
#include <drm/drm_vma_manager.h>

static int vkms_map_imported(struct drm_file *file, struct drm_device *dev,
			     u32 handle, u64 *offset)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	int ret;

	if (!obj)
		return -ENOENT;

	ret = drm_gem_create_mmap_offset(obj);
	if (!ret)
		*offset = drm_vma_node_offset_addr(&obj->vma_node);
	drm_gem_object_put(obj);

	return ret;
}

#endif
