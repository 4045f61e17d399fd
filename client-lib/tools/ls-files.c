// SPDX-License-Identifier: MIT
/*
 * Descriptors of buffers, by what /proc tells of them. A program may give a dma-buf a
 * name of its own with newlines in it, but only behind the exporter's line, so the
 * first such line is the kernel's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ls-files.h"
#include "proc.h"

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

static int add_file(void *data, const struct proc_file *proc)
{
	struct ls_file file = { .count = 1, .pid = proc->pid };

	memcpy(file.task, proc->task, sizeof(file.task));
	return read_id(proc->process, proc->number, &file) ? add(data, &file) : 0;
}

int ls_files_init(struct ls_files *files)
{
	int ret;

	*files = (struct ls_files){ 0 };
	ret = proc_each_file("/dmabuf:", add_file, files);
	if (ret)
		ls_files_finish(files);
	return ret;
}

void ls_files_finish(struct ls_files *files)
{
	free(files->list);
	*files = (struct ls_files){ 0 };
}
