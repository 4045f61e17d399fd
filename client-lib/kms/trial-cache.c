/* SPDX-License-Identifier: MIT */
/*
 * What earlier trials have told, in a file: $XDG_CACHE_HOME/yamp/NAME, or
 * ~/.cache/yamp/NAME. It outlives the session, since drivers change less often than
 * that; who has no home has none, and tries at each start. One file for a device:
 *
 *   key KERNEL, DRIVERS, OUR MODULE      compared as a whole
 *   yamp-trial 1                         see trial-answer.c
 *   ...
 *
 * Nobody but the user can have written it, and it is read as if anybody had: by this
 * program alone, not by the compositor.
 */
#include "trial-cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#define FILE_MAX (TRIAL_KEY + TRIAL_ANSWER_MAX)

/* Room for the name of a device, and of its folder below /sys. */
#define NAME 80

/* Room for a build ID, and what comes before it in its note. */
#define BUILD_ID 48
#define NOTE_HEAD 16

/* ---- key --------------------------------------------------------------------------- */

/* One line of a file of the kernel's; empty if there is none. */
static void read_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");

	line[0] = '\0';
	if (!file)
		return;
	if (!fgets(line, (int)size, file))
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	fclose(file);
}

/* The name of the device behind a card, as the kernel has it: 0000:00:02.0, vkms. */
static void device_name(int card, char folder[NAME], char name[NAME])
{
	struct stat status;
	char path[NAME], link[512];
	const char *slash;
	ssize_t length;

	if (fstat(card, &status) < 0)
		return;
	snprintf(folder, NAME, "/sys/dev/char/%u:%u/device", major(status.st_rdev),
		 minor(status.st_rdev));
	snprintf(path, sizeof(path), "%s", folder);
	length = readlink(path, link, sizeof(link) - 1);
	link[length > 0 ? length : 0] = '\0';
	slash = strrchr(link, '/');
	snprintf(name, NAME, "%.64s", slash ? slash + 1 : link);
}

/* The build ID of a module, as hexadecimal digits; empty if it has none. */
static void read_build_id(const char *module, char id[BUILD_ID])
{
	unsigned char note[64];
	char path[NAME + 48];
	size_t i, length;
	FILE *file;

	id[0] = '\0';
	snprintf(path, sizeof(path), "%s/notes/.note.gnu.build-id", module);
	file = fopen(path, "re");
	if (!file)
		return;
	length = fread(note, 1, sizeof(note), file);
	fclose(file);
	for (i = NOTE_HEAD; i < length && 2 * (i - NOTE_HEAD) + 3 < BUILD_ID; i++)
		sprintf(id + 2 * (i - NOTE_HEAD), "%02x", note[i]);
}

/* A kernel that was built anew has another version; a module that was, another build ID. */
static void make_key(char key[TRIAL_KEY], const char *folder, const char *device,
		     const char *drivers)
{
	char driver[BUILD_ID], ours[BUILD_ID], id[64], path[NAME + 32];
	struct utsname kernel = {0};

	uname(&kernel);
	snprintf(path, sizeof(path), "%s/driver/module", folder);
	read_build_id(path, driver);
	snprintf(path, sizeof(path), "%s/modalias", folder);
	read_line(path, id, sizeof(id));
	read_build_id("/sys/module/yamp", ours);
	snprintf(key, TRIAL_KEY - 16, "%.64s %.64s, %.127s %s, %s %s, yamp %s", kernel.release,
		 kernel.version, drivers, driver, device, id, ours);
	key[strcspn(key, "\n")] = '\0';
}

/* ---- place ------------------------------------------------------------------------- */

/* The folder of the user's caches; false if there is none. */
static bool find_folder(char *folder, size_t size)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int length = -1;

	if (cache && *cache == '/')
		length = snprintf(folder, size, "%s", cache);
	else if (home && *home == '/')
		length = snprintf(folder, size, "%s/.cache", home);
	if (length < 0 || (size_t)length >= size)
		return false;
	mkdir(folder, 0700);
	return true;
}

static void find_path(struct trial_cache *cache, const char *subject, const char *device)
{
	char folder[400], *letter;
	int length;

	cache->path[0] = '\0';
	if (!find_folder(folder, sizeof(folder) - 16))
		return;
	strcat(folder, "/yamp");
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return;
	length = snprintf(cache->path, sizeof(cache->path), "%s/trial-%s-%s", folder, subject,
			  device);
	for (letter = cache->path + strlen(folder) + 1; *letter; letter++) {
		if (*letter == '/' || *letter < ' ')
			*letter = '_';
	}
	if ((size_t)length >= sizeof(cache->path))
		cache->path[0] = '\0';
}

void trial_cache_open(struct trial_cache *cache, const char *subject, int card,
		      const char *drivers)
{
	char folder[NAME] = "", device[NAME] = "";

	device_name(card, folder, device);
	make_key(cache->key, folder, device, drivers);
	find_path(cache, subject, device);
}

/* ---- content ----------------------------------------------------------------------- */

/* Of a file that is one, ours alone, and not too large. Returns its bytes, or 0. */
static size_t read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;
	ssize_t length = 0;

	if (fd < 0)
		return 0;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
	    !(status.st_mode & (S_IWGRP | S_IWOTH)))
		length = read(fd, text, size);
	close(fd);
	return length > 0 && (size_t)length < size ? (size_t)length : 0;
}

static size_t write_key(const struct trial_cache *cache, char text[FILE_MAX])
{
	return (size_t)snprintf(text, TRIAL_KEY, "key %s\n", cache->key);
}

int trial_cache_load(const struct trial_cache *cache, struct trial_answer *answer)
{
	char text[FILE_MAX], key[FILE_MAX];
	size_t size, length = write_key(cache, key);

	if (!cache->path[0])
		return -ENOENT;
	size = read_file(cache->path, text, sizeof(text));
	if (size < length || memcmp(text, key, length) != 0 ||
	    trial_answer_read(answer, text + length, size - length) < 0)
		return -ENOENT;
	return 0;
}

/* Another compositor may do the same just now: a file is there as a whole or not. */
static int replace(const char *path, const char *text, size_t size)
{
	char fresh[600];
	int error = 0, fd;

	snprintf(fresh, sizeof(fresh), "%s.%d", path, (int)getpid());
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	if (write(fd, text, size) != (ssize_t)size)
		error = -EIO;
	if (close(fd) < 0 || (!error && rename(fresh, path) < 0))
		error = -errno;
	if (error)
		unlink(fresh);
	return error;
}

void trial_cache_store(const struct trial_cache *cache, const struct trial_answer *answer)
{
	char text[FILE_MAX];
	size_t length;

	if (!cache->path[0])
		return;
	length = write_key(cache, text);
	length += trial_answer_write(answer, text + length);
	if (replace(cache->path, text, length) < 0)
		trial_cache_drop(cache); /* what is there may not hold any more */
}

void trial_cache_drop(const struct trial_cache *cache)
{
	if (cache->path[0])
		unlink(cache->path);
}
