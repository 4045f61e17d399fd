/* SPDX-License-Identifier: MIT */
/*
 * A file of a card.
 *
 * All but what changes the display it tells whoever opens it. The first to open a card is
 * made its master, and nobody else could become that: it is given back at once.
 */
#include "card.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <xf86drm.h>

#define DRM_MAJOR_NUMBER 226
#define RENDER_NODES_FROM 64
#define RENDER_NODES_END 192

bool kms_is_card(const struct stat *status)
{
	return S_ISCHR(status->st_mode) && major(status->st_rdev) == DRM_MAJOR_NUMBER &&
	       (minor(status->st_rdev) < RENDER_NODES_FROM ||
		minor(status->st_rdev) >= RENDER_NODES_END);
}

static int prepare(struct kms_card *card)
{
	uint64_t value = 0;

	if (drmIsMaster(card->fd))
		drmDropMaster(card->fd);
	if (drmSetClientCap(card->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1) < 0)
		return -errno;
	card->modifiers = drmGetCap(card->fd, DRM_CAP_ADDFB2_MODIFIERS, &value) == 0 && value;
	card->resources = drmModeGetResources(card->fd);
	return card->resources ? 0 : -errno;
}

int kms_card_open(struct kms_card *card)
{
	struct stat status;
	int error;

	card->fd = open(card->node, O_RDWR | O_CLOEXEC);
	if (card->fd < 0)
		return -errno;
	if (fstat(card->fd, &status) < 0 || !kms_is_card(&status) ||
	    (card->device && status.st_rdev != card->device))
		error = -ENODEV;
	else
		error = prepare(card);
	if (error) {
		close(card->fd);
		return error;
	}
	card->device = status.st_rdev;
	return 0;
}

void kms_card_close(struct kms_card *card)
{
	drmModeFreeResources(card->resources);
	close(card->fd);
}
