/* SPDX-License-Identifier: MIT */
/*
 * Which cards the compositor drives.
 *
 * No public call gives Weston's file of a card. It is among the files of this process,
 * its name leads to the card, and on a file of our own the card tells all but what
 * only the master may do. The first to open a card is made its master: that is given
 * back at once, and targets.c asks only while Weston is the one who has it.
 */
#include "kms.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <xf86drm.h>

#define DRM_MAJOR_NUMBER 226
#define RENDER_NODES_FROM 64

static bool is_card(const struct stat *status)
{
	return S_ISCHR(status->st_mode) && major(status->st_rdev) == DRM_MAJOR_NUMBER &&
	       minor(status->st_rdev) < RENDER_NODES_FROM;
}

/* The name under which this process has opened a card; false if that is none. */
static bool find_node(int folder, const char *entry, struct kms_card *card)
{
	struct stat status;
	ssize_t length;

	if (fstatat(folder, entry, &status, 0) < 0 || !is_card(&status))
		return false;
	length = readlinkat(folder, entry, card->node, sizeof(card->node) - 1);
	if (length <= 0)
		return false;
	card->node[length] = '\0';
	card->device = status.st_rdev;
	return true;
}

static bool is_known(const struct kms_card *cards, size_t count, dev_t device)
{
	while (count--) {
		if (cards[count].device == device)
			return true;
	}
	return false;
}

size_t kms_find_cards(struct kms_card cards[KMS_CARDS_MAX])
{
	DIR *folder = opendir("/proc/self/fd");
	const struct dirent *entry;
	size_t count = 0;

	if (!folder)
		return 0;
	while (count < KMS_CARDS_MAX && (entry = readdir(folder))) {
		if (find_node(dirfd(folder), entry->d_name, &cards[count]) &&
		    !is_known(cards, count, cards[count].device))
			count++;
	}
	closedir(folder);
	return count;
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
	if (fstat(card->fd, &status) < 0 || status.st_rdev != card->device)
		error = -ENODEV;
	else
		error = prepare(card);
	if (error)
		close(card->fd);
	return error;
}

void kms_card_close(struct kms_card *card)
{
	drmModeFreeResources(card->resources);
	close(card->fd);
}
