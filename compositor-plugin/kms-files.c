/* SPDX-License-Identifier: MIT */
/*
 * Which cards the compositor drives.
 *
 * No public call gives Weston's file of a card. It is among the files of this process,
 * and its name leads to the card. targets-learn.c asks only while Weston is its master, so that
 * no file of ours can become that.
 */
#include "kms.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

/* The name under which this process has opened a card; false if that is none. */
static bool find_node(int folder, const char *entry, struct kms_card *card)
{
	struct stat status;
	ssize_t length;

	if (fstatat(folder, entry, &status, 0) < 0 || !kms_is_card(&status))
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
