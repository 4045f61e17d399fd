// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

/** struct search - for proc_each_file() */
struct search {
	const char *prefix;
	int (*found)(void *data, const struct proc_file *file);
	void *data;
};

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

static bool has_prefix(int process, const char *number, const char *prefix)
{
	char path[64], target[64];
	ssize_t size;

	snprintf(path, sizeof(path), "fd/%.16s", number);
	size = readlinkat(process, path, target, sizeof(target) - 1);
	if (size < 0)
		return false;
	target[size] = '\0';
	return !strncmp(target, prefix, strlen(prefix));
}

static int search_process(const struct search *search, int process, pid_t pid)
{
	int folder = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret = 0;
	struct proc_file file = { .process = process, .pid = pid };
	DIR *dir = folder < 0 ? NULL : fdopendir(folder);
	struct dirent *entry;

	if (!dir) {
		if (folder >= 0)
			close(folder);
		return 0;	/* it has ended, or is not the caller's to look into */
	}
	read_task(process, file.task);
	while (!ret && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || !has_prefix(process, entry->d_name, search->prefix))
			continue;
		file.number = entry->d_name;
		ret = search->found(search->data, &file);
	}
	closedir(dir);
	return ret;
}

int proc_each_file(const char *prefix, int (*found)(void *data, const struct proc_file *file),
		   void *data)
{
	const struct search search = { prefix, found, data };
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	int ret = 0;

	while (dir && !ret && (entry = readdir(dir))) {
		pid_t pid = atoi(entry->d_name);
		int process;

		if (pid <= 0)
			continue;
		process = openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (process < 0)
			continue;
		ret = search_process(&search, process, pid);
		close(process);
	}
	if (dir)
		closedir(dir);
	return ret;
}
