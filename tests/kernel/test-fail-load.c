// SPDX-License-Identifier: MIT
/*
 * As test-fail-nth, while modules come and work: ours, a region that it gets, and a driver
 * of the in-kernel API, which registers its record, pins and maps.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dsp.h"
#include "fault.h"
#include "node.h"
#include "path.h"

/* What the device core says of a name it has no memory for. */
#define NO_NAME	(-EINVAL)
/* What is said of a range that was to be ours, for whatever reason it is not. */
#define NOT_OURS	(-EBUSY)

/**
 * struct module - that is loaded, whatever fails
 * @name: for modinfo
 * @sysfs: what is there while it is loaded
 * @node: likewise
 */
struct module {
	const char *name, *sysfs, *node;
};

static const struct module yamp = { "yamp", "/sys/module/yamp", "/dev/yamp" };
static const struct module softdsp = { "yamp_softdsp", "/sys/module/yamp_softdsp",
				       "/dev/yamp-softdsp" };

static const struct module *module;
static char module_path[256];
static int file = -1;

/* ---- loading ------------------------------------------------------------------------ */

static bool find_module(const struct module *which)
{
	char command[64];
	FILE *pipe;
	bool found;

	module = which;
	snprintf(command, sizeof(command), "modinfo -n %s", which->name);
	pipe = popen(command, "r");
	found = pipe && fgets(module_path, sizeof(module_path), pipe);
	module_path[strcspn(module_path, "\n")] = '\0';
	if (pipe)
		pclose(pipe);
	return found && module_path[0] == '/';
}

static int open_module(void)
{
	if (access(module->node, F_OK) == 0 || access(module->sysfs, F_OK) == 0)
		return -EEXIST;
	file = open(module_path, O_RDONLY | O_CLOEXEC);
	return file < 0 ? -errno : 0;
}

static int load_module(void)
{
	return syscall(SYS_finit_module, file, "", 0) ? -errno : 0;
}

static void unload_module(bool acted)
{
	close(file);
	if (acted && syscall(SYS_delete_module, module->name, O_NONBLOCK))
		tap_bail("%s does not unload: %s", module->name, strerror(errno));
}

static void load_again(const char *title)
{
	int ret = open_module();

	ret = ret ? ret : load_module();
	tap_ok(!ret, title, "%s", strerror(-ret));
	close(file);
}

/* Nobody may have the nodes open; afterwards the module is there again. */
static void take_load(void)
{
	static const struct path path = {
		"loading the module", 0, open_module, load_module, unload_module, NO_NAME,
	};

	close(node_main);
	close(node_query);
	if (!find_module(&yamp) || syscall(SYS_delete_module, yamp.name, O_NONBLOCK))
		tap_bail("yamp does not unload, or is not in a file: %s", strerror(errno));
	path_take(&path, false);
	load_again("the module loads again");
	node_open();
}

/* ---- a driver of the in-kernel API -------------------------------------------------- */

static struct dsp_frame source, destination;
static int dsp = -1, narrow = -1;

static int two_frames(void)
{
	dsp = dsp_open(0);
	source = dsp_frame_create(NODE_NV12, 64, 32, 16);
	destination = dsp_frame_create(NODE_NV12, 64, 32, 16);
	return 0;
}

static int run_job(void)
{
	return dsp_run(dsp, source.fd, destination.fd, YAMP_SOFTDSP_INVERT);
}

/* What the job holds it lets go a little later. */
static void close_frames(bool acted)
{
	if (acted && !dsp_readable(destination.fd, -1))
		tap_bail("a job does not end: %s", strerror(errno));
	dsp_frame_destroy(&source);
	dsp_frame_destroy(&destination);
	close(dsp);
}

static int narrow_frame(void)
{
	two_frames();
	narrow = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 33, 17, O_RDWR | O_CLOEXEC);
	return 0;
}

static int refused_job(void)
{
	return dsp_run(dsp, source.fd, narrow, YAMP_SOFTDSP_INVERT);
}

static void close_narrow(bool acted)
{
	close(narrow);
	close_frames(acted);
}

static const struct path dsp_paths[] = {
	{ "a driver's job", 0, two_frames, run_job, close_frames },
	{ "a driver's refusal", -EDOM, narrow_frame, refused_job, close_narrow },
};

static void take_driver(void)
{
	static const struct path path = {
		"loading a driver that registers a record", 0, open_module, load_module,
		unload_module, NO_NAME,
	};

	if (!find_module(&softdsp)) {
		tap_skip(path.name, "yamp_softdsp.ko is not installed");
		return;
	}
	path_take(&path, true);
	load_again("the driver loads again");
	path_take_all(dsp_paths, sizeof(dsp_paths) / sizeof(dsp_paths[0]));
	for (int i = 0; i < 1500 && dsp_unload(); i++)
		usleep(20 * 1000);
}

/* ---- a region ----------------------------------------------------------------------- */

static char region[64];

/* Not stdio, which would allocate in between. */
static int change_region(const char *prefix, const char *suffix)
{
	char text[128];
	int fd = open("/sys/module/yamp/parameters/region", O_WRONLY | O_CLOEXEC);
	int length = snprintf(text, sizeof(text), "%s%s%s", prefix, region, suffix), ret;

	if (fd < 0)
		return -errno;
	ret = write(fd, text, length) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static int add_cached(void)
{
	return change_region("", "");
}

static int add_write_combined(void)
{
	return change_region("", ":wc");
}

static void take_away(bool acted)
{
	int ret = acted ? change_region("-", "") : 0;

	if (ret)
		tap_bail("the region is not taken away: %s", strerror(-ret));
}

/* memmap=SIZE$ADDRESS of the kernel's command line, as SIZE@ADDRESS. */
static bool find_memmap(void)
{
	FILE *line = fopen("/proc/cmdline", "re");
	char word[256], size[24], address[24];
	bool found = false;

	while (line && !found && fscanf(line, "%255s", word) == 1)
		found = sscanf(word, "memmap=%23[^$]$%23s", size, address) == 2;
	if (line)
		fclose(line);
	if (found)
		snprintf(region, sizeof(region), "%s@%s", size, address);
	return found;
}

/* A kernel that cannot give such memory struct pages says so after all but that was done. */
static void take_one_region(const char *name, int (*add)(void))
{
	struct path path = { name, add(), NULL, add, take_away, NOT_OURS };

	take_away(!path.result);
	if (path.result)
		tap_note("%s: %s", name, strerror(-path.result));
	path_take(&path, true);
}

static void take_regions(void)
{
	if (!find_memmap()) {
		tap_skip("adding a region", "no memmap=SIZE$ADDRESS at boot");
		return;
	}
	take_one_region("adding a region", add_cached);
	take_one_region("adding a write-combined region", add_write_combined);
}

int main(void)
{
	const char *missing = fault_missing();

	if (missing) {
		tap_skip("failures on demand", missing);
		return tap_end();
	}
	node_open();
	take_load();
	take_driver();
	take_regions();
	node_nothing_left();
	return tap_end();
}
