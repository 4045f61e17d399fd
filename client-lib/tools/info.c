// SPDX-License-Identifier: MIT
/* yamp info: the kernel module, the providers of memory and the cameras. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <json-c/json.h>

#include "tool.h"

static const char usage[] =
	"usage: yamp info [OPTION]...\n"
	"\n"
	"Prints what this machine gives memory for frames with, and its cameras.\n"
	"\n"
	"  -j, --json     print one JSON object\n"
	"  -h, --help     print this\n"
	"      --version  print the version\n";

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static const char *state_text(int error)
{
	switch (error) {
	case 0:
		return "usable";
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
		return "not there";
	case -EACCES:
	case -EPERM:
		return "no permission";
	default:
		return strerror(-error);
	}
}

static void placements_text(uint32_t placements, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (uint32_t i = YAMP_PLACEMENT_SYSTEM; i <= YAMP_PLACEMENT_REGION; i++) {
		if (placements & 1U << i && used < size)
			used += snprintf(text + used, size - used, "%s%s", used ? " " : "",
					 placement_name(i));
	}
}

static void print_camera(void *data, const char *node, const char *name)
{
	printf("camera    %-24s %s\n", node, name);
}

static void print_text(struct yamp_device *device)
{
	struct yamp_provider_status status;
	struct yamp_info info;
	char placements[64];
	int ret = yamp_device_info(device, &info);

	if (ret) {
		printf("module    %s\n", ret == -ENOENT ? "not loaded (modprobe yamp)" :
							 state_text(ret));
	} else {
		placements_text(info.placements, placements, sizeof(placements));
		printf("module    version %u, placements: %s\n", info.version, placements);
		printf("limits    frame %llu MiB, user %llu of %llu MiB in %u of %u dma-bufs\n",
		       (unsigned long long)info.size_max >> 20,
		       (unsigned long long)info.used_bytes >> 20,
		       (unsigned long long)info.quota_bytes >> 20, info.used_buffers,
		       info.quota_buffers);
	}
	for (uint32_t i = 0; !yamp_device_provider(device, i, &status); i++)
		printf("provider  %-10s %-24s %s%s\n", status.name, status.node,
		       state_text(status.error),
		       !status.error && status.contiguous ? ", contiguous too" : "");
	yamp_camera_each(print_camera, NULL);
}

static struct json_object *json_module(const struct yamp_info *info)
{
	struct json_object *object = json_object_new_object();
	struct json_object *placements = json_object_new_array();

	for (uint32_t i = YAMP_PLACEMENT_SYSTEM; i <= YAMP_PLACEMENT_REGION; i++) {
		if (info->placements & 1U << i)
			json_object_array_add(placements,
					      json_object_new_string(placement_name(i)));
	}
	json_object_object_add(object, "version", json_object_new_int64(info->version));
	json_object_object_add(object, "placements", placements);
	json_object_object_add(object, "size_max", json_object_new_int64(info->size_max));
	json_object_object_add(object, "used_bytes", json_object_new_int64(info->used_bytes));
	json_object_object_add(object, "quota_bytes", json_object_new_int64(info->quota_bytes));
	json_object_object_add(object, "used_buffers", json_object_new_int64(info->used_buffers));
	json_object_object_add(object, "quota_buffers", json_object_new_int64(info->quota_buffers));
	return object;
}

static struct json_object *json_provider(const struct yamp_provider_status *status)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "name", json_object_new_string(status->name));
	json_object_object_add(object, "node", json_object_new_string(status->node));
	json_object_object_add(object, "usable", json_object_new_boolean(!status->error));
	json_object_object_add(object, "state", json_object_new_string(state_text(status->error)));
	json_object_object_add(object, "contiguous",
			       json_object_new_boolean(!status->error && status->contiguous));
	return object;
}

static void json_camera(void *data, const char *node, const char *name)
{
	struct json_object *cameras = data, *object = json_object_new_object();

	json_object_object_add(object, "node", json_object_new_string(node));
	json_object_object_add(object, "name", json_object_new_string(name));
	json_object_array_add(cameras, object);
}

static void print_json(struct yamp_device *device)
{
	struct json_object *object = json_object_new_object();
	struct json_object *providers = json_object_new_array();
	struct json_object *cameras = json_object_new_array();
	struct yamp_provider_status status;
	struct yamp_info info;

	json_object_object_add(object, "module",
			       yamp_device_info(device, &info) ? NULL : json_module(&info));
	for (uint32_t i = 0; !yamp_device_provider(device, i, &status); i++)
		json_object_array_add(providers, json_provider(&status));
	yamp_camera_each(json_camera, cameras);
	json_object_object_add(object, "providers", providers);
	json_object_object_add(object, "cameras", cameras);
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

int tool_info(int argc, char **argv)
{
	struct yamp_device *device;
	bool json = false;
	int option, status;

	while ((option = getopt_long(argc, argv, ":jh", long_options, NULL)) >= 0) {
		switch (option) {
		case 'j':
			json = true;
			break;
		default:
			return tool_common_option(option, usage, "info", argv);
		}
	}
	status = tool_no_words("info", argc, argv);
	if (status >= 0)
		return status;
	device = yamp_device_open(NULL, NULL);
	if (!device) {
		tool_error("no memory");
		return EX_OSERR;
	}
	if (json)
		print_json(device);
	else
		print_text(device);
	yamp_device_close(device);
	return EXIT_SUCCESS;
}
