// SPDX-License-Identifier: MIT
/* yamp ls: the buffers of the kernel module, and who holds them. */
#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "ls-files.h"
#include "tool.h"

static const char usage[] =
	"usage: yamp ls [OPTION]...\n"
	"\n"
	"Lists your buffers of the yamp module and who holds each: devices, drivers,\n"
	"processes.\n"
	"\n"
	"  -a, --all      everybody's, for root only\n"
	"  -j, --json     print one JSON object\n"
	"  -h, --help     print this\n"
	"      --version  print the version\n";

static const struct option long_options[] = {
	{ "all", no_argument, NULL, 'a' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

/**
 * struct listing - what was found
 * @buffers: @totals.stat_count of them
 * @totals: of all
 * @files: descriptors of processes
 */
struct listing {
	struct yamp_stat *buffers;
	struct yamp_stats totals;
	struct ls_files files;
};

static const char *kind_name(uint32_t kind)
{
	static const char *const names[] = {
		[YAMP_HOLDER_ATTACHED] = "attached",
		[YAMP_HOLDER_MAPPED] = "mapped",
		[YAMP_HOLDER_VMAP] = "vmap",
		[YAMP_HOLDER_MMAP] = "mmap",
		[YAMP_HOLDER_PIN] = "pin",
	};

	return kind < sizeof(names) / sizeof(names[0]) ? names[kind] : "unknown";
}

static const struct {
	uint32_t bit;
	const char *name;
} states[] = {
	{ YAMP_STATE_REVOKED, "revoked" },
	{ YAMP_STATE_PURGED, "purged" },
	{ YAMP_STATE_PURGEABLE, "purgeable" },
};

#define STATES (sizeof(states) / sizeof(states[0]))

static const char *user_name(uint32_t id, char text[32])
{
	const struct passwd *user = getpwuid(id);

	snprintf(text, 32, "%u", id);
	return user ? user->pw_name : text;
}

static void print_process(uint32_t pid, const char *task)
{
	if (pid)
		printf(" %s[%u]", task, pid);
	else
		printf(" %s", task[0] ? task : "another PID namespace");
}

static void print_holder(const struct yamp_holder *holder)
{
	printf("  %-10s%s%s", kind_name(holder->kind), holder->who[0] ? " " : "", holder->who);
	if (holder->who[0])
		printf(" for");
	print_process(holder->pid, holder->task);
	if (holder->count > 1)
		printf(", %u times", holder->count);
	putchar('\n');
}

static void print_files(const struct ls_files *files, const struct yamp_stat *stat)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct ls_file *file = &files->list[i];

		if (file->frame_id != stat->frame_id || file->object != stat->object)
			continue;
		printf("  %-10s", "descriptor");
		print_process(file->pid, file->task);
		if (file->count > 1)
			printf(", %u times", file->count);
		putchar('\n');
	}
}

static void print_buffer(const struct yamp_stat *stat)
{
	char fourcc[FOURCC_TEXT], user[32];

	printf("frame %llu", (unsigned long long)stat->frame_id);
	if (stat->object)
		printf(" dma-buf %u", stat->object);
	if (stat->fourcc)
		printf(", %s %ux%u", fourcc_text(stat->fourcc, fourcc), stat->width, stat->height);
	printf(", %llu KiB %s", (unsigned long long)stat->size >> 10,
	       placement_name(stat->placement));
	if (stat->resident < stat->size)
		printf(", %llu KiB in memory", (unsigned long long)stat->resident >> 10);
	for (size_t i = 0; i < STATES; i++) {
		if (stat->state & states[i].bit)
			printf(", %s", states[i].name);
	}
	printf(", allocated for %s by", user_name(stat->uid, user));
	print_process(stat->pid, stat->task);
	putchar('\n');
}

/* A buffer that is gone when its holders are asked for has none. */
static int read_holders(struct yamp_device *device, const struct yamp_stat *stat,
			struct yamp_holder **holders, uint32_t *count)
{
	int ret = yamp_device_holders(device, stat, holders, count);

	if (ret != -ENOENT)
		return ret;
	*holders = NULL;
	*count = 0;
	return 0;
}

static int print_text(struct yamp_device *device, const struct listing *listing)
{
	for (uint32_t i = 0; i < listing->totals.stat_count; i++) {
		struct yamp_holder *holders;
		uint32_t count;
		int ret = read_holders(device, &listing->buffers[i], &holders, &count);

		if (ret)
			return ret;
		print_buffer(&listing->buffers[i]);
		for (uint32_t j = 0; j < count; j++)
			print_holder(&holders[j]);
		print_files(&listing->files, &listing->buffers[i]);
		free(holders);
	}
	printf("%u buffers, %llu KiB, %llu KiB in memory, %llu KiB purgeable\n",
	       listing->totals.buffers, (unsigned long long)listing->totals.bytes >> 10,
	       (unsigned long long)listing->totals.resident >> 10,
	       (unsigned long long)listing->totals.purgeable >> 10);
	return 0;
}

static struct json_object *json_holder(const char *kind, uint32_t count, uint32_t pid,
				       const char *task, const char *who)
{
	struct json_object *object = json_object_new_object();

	json_text(object, "kind", kind);
	json_number(object, "count", count);
	json_object_object_add(object, "pid", pid ? json_object_new_int64(pid) : NULL);
	json_text(object, "task", task);
	json_text(object, "who", who);
	return object;
}

static struct json_object *json_holders(const struct yamp_holder *holders, uint32_t count,
					const struct ls_files *files, const struct yamp_stat *stat)
{
	struct json_object *array = json_object_new_array();

	for (uint32_t i = 0; i < count; i++)
		json_object_array_add(array, json_holder(kind_name(holders[i].kind),
							 holders[i].count, holders[i].pid,
							 holders[i].task, holders[i].who));
	for (size_t i = 0; i < files->count; i++) {
		const struct ls_file *file = &files->list[i];

		if (file->frame_id == stat->frame_id && file->object == stat->object)
			json_object_array_add(array, json_holder("descriptor", file->count,
								 file->pid, file->task, ""));
	}
	return array;
}

static struct json_object *json_states(uint32_t state)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < STATES; i++) {
		if (state & states[i].bit)
			json_object_array_add(array, json_object_new_string(states[i].name));
	}
	return array;
}

static struct json_object *json_buffer(const struct yamp_stat *stat)
{
	struct json_object *object = json_object_new_object();
	char fourcc[FOURCC_TEXT] = "";

	json_number(object, "frame", stat->frame_id);
	json_number(object, "object", stat->object);
	json_text(object, "format", stat->fourcc ? fourcc_text(stat->fourcc, fourcc) : "");
	json_number(object, "modifier", stat->modifier);
	json_number(object, "width", stat->width);
	json_number(object, "height", stat->height);
	json_number(object, "size", stat->size);
	json_number(object, "resident", stat->resident);
	json_text(object, "placement", placement_name(stat->placement));
	json_object_object_add(object, "state", json_states(stat->state));
	json_number(object, "pins", stat->pins);
	json_number(object, "uid", stat->uid);
	json_object_object_add(object, "pid", stat->pid ? json_object_new_int64(stat->pid) : NULL);
	json_text(object, "task", stat->task);
	return object;
}

static int json_buffers(struct yamp_device *device, const struct listing *listing,
			struct json_object *array)
{
	for (uint32_t i = 0; i < listing->totals.stat_count; i++) {
		const struct yamp_stat *stat = &listing->buffers[i];
		struct yamp_holder *holders;
		struct json_object *object;
		uint32_t count;
		int ret = read_holders(device, stat, &holders, &count);

		if (ret)
			return ret;
		object = json_buffer(stat);
		json_object_object_add(object, "holders",
				       json_holders(holders, count, &listing->files, stat));
		json_object_array_add(array, object);
		free(holders);
	}
	return 0;
}

static int print_json(struct yamp_device *device, const struct listing *listing)
{
	struct json_object *object = json_object_new_object();
	struct json_object *array = json_object_new_array();
	int ret = json_buffers(device, listing, array);

	json_object_object_add(object, "buffers", array);
	json_number(object, "bytes", listing->totals.bytes);
	json_number(object, "resident", listing->totals.resident);
	json_number(object, "purgeable", listing->totals.purgeable);
	if (!ret)
		puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
	return ret;
}

static int say_error(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
		tool_error("the yamp module is not loaded: modprobe yamp");
		break;
	case -EACCES:
		tool_error("no permission on /dev/yamp: add your user to the group video, or install "
			   "the udev rule that comes with the module, and log in again");
		break;
	case -EPERM:
		tool_error("only root may list everybody's buffers; without --all yamp ls lists "
			   "yours");
		break;
	case -ENOTTY:
		tool_error("the yamp module is older than this program and keeps no list: install "
			   "the module that comes with it");
		break;
	default:
		tool_error("cannot list the buffers: %s", strerror(-error));
	}
	return tool_status(error);
}

static int list(struct yamp_device *device, uint32_t scope, bool json)
{
	struct listing listing = { 0 };
	int ret;

	ret = yamp_device_stats(device, scope, &listing.buffers, &listing.totals);
	if (ret)
		return ret;
	ret = ls_files_init(&listing.files);
	if (!ret)
		ret = json ? print_json(device, &listing) : print_text(device, &listing);
	ls_files_finish(&listing.files);
	free(listing.buffers);
	return ret;
}

static int run(uint32_t scope, bool json)
{
	struct yamp_device *device = yamp_device_open(NULL, NULL);
	int ret;

	if (!device) {
		tool_error("no memory");
		return EX_OSERR;
	}
	ret = list(device, scope, json);
	yamp_device_close(device);
	return ret ? say_error(ret) : EXIT_SUCCESS;
}

int tool_ls(int argc, char **argv)
{
	uint32_t scope = YAMP_STATS_USER;
	bool json = false;
	int option, status;

	while ((option = getopt_long(argc, argv, ":ajh", long_options, NULL)) >= 0) {
		switch (option) {
		case 'a':
			scope = YAMP_STATS_ALL;
			break;
		case 'j':
			json = true;
			break;
		default:
			return tool_common_option(option, usage, "ls", argv);
		}
	}
	status = tool_no_words("ls", argc, argv);
	if (status >= 0)
		return status;
	return run(scope, json);
}
