// SPDX-License-Identifier: MIT
/*
 * Descriptors of buffers, by what /proc tells of them. A program may give a dma-buf a
 * name of its own with newlines in it, but only behind the exporter's line, so the
 * first such line is the kernel's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ls-files.h"

static void read_task(int process, char task[16])
{
	int file = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t size = file < 0 ? 0 : read(file, task, 15);

	if (file >= 0)
		close(file);
	task[size > 0 ? size : 0] = '\0';
	for (char *letter = task; *letter; letter++) {
		if (*letter == '\n')
			*letter = '\0';
		else if (*letter < ' ' || *letter > '~')
			*letter = '?';
	}
}

static int add(struct ls_files *files, const struct ls_file *file)
{
	struct ls_file *larger;

	for (size_t i = files->count; i-- > 0 && files->list[i].pid == file->pid;) {
		if (files->list[i].frame_id == file->frame_id &&
		    files->list[i].object == file->object) {
			files->list[i].count++;
			return 0;
		}
	}
	if (files->count == files->room) {
		files->room = 2 * files->room + 64;
		larger = reallocarray(files->list, files->room, sizeof(*larger));
		if (!larger)
			return -ENOMEM;
		files->list = larger;
	}
	files->list[files->count++] = *file;
	return 0;
}

static int is_dmabuf(int process, const char *number)
{
	char path[64], target[64];
	ssize_t size;

	snprintf(path, sizeof(path), "fd/%.16s", number);
	size = readlinkat(process, path, target, sizeof(target) - 1);
	return size >= 8 && !memcmp(target, "/dmabuf:", 8);
}

/* Is it one of the module's? */
static int read_id(int process, const char *number, struct ls_file *found)
{
	char path[64], text[1024];
	unsigned long long id;
	const char *name;
	ssize_t size;
	int file;

	snprintf(path, sizeof(path), "fdinfo/%.16s", number);
	file = openat(process, path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return 0;
	size = read(file, text, sizeof(text) - 1);
	close(file);
	text[size > 0 ? size : 0] = '\0';
	name = strstr(text, "\nexp_name:\t");
	if (!name || sscanf(name, "\nexp_name:\tyamp id=%llu obj=%u ", &id, &found->object) != 2)
		return 0;
	found->frame_id = id;
	return 1;
}

static int add_process(struct ls_files *files, int process, pid_t pid)
{
	int folder = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret = 0;
	struct ls_file file = { .count = 1, .pid = pid };
	DIR *dir = folder < 0 ? NULL : fdopendir(folder);
	struct dirent *entry;

	if (!dir) {
		if (folder >= 0)
			close(folder);
		return 0;	/* it has ended, or is not the caller's to look into */
	}
	read_task(process, file.task);
	while (!ret && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.' && is_dmabuf(process, entry->d_name) &&
		    read_id(process, entry->d_name, &file))
			ret = add(files, &file);
	}
	closedir(dir);
	return ret;
}

int ls_files_init(struct ls_files *files)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	int ret = 0;

	*files = (struct ls_files){ 0 };
	while (dir && !ret && (entry = readdir(dir))) {
		pid_t pid = atoi(entry->d_name);
		int process;

		if (pid <= 0)
			continue;
		process = openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (process < 0)
			continue;
		ret = add_process(files, process, pid);
		close(process);
	}
	if (dir)
		closedir(dir);
	if (ret)
		ls_files_finish(files);
	return ret;
}

void ls_files_finish(struct ls_files *files)
{
	free(files->list);
	*files = (struct ls_files){ 0 };
}
