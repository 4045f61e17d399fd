// SPDX-License-Identifier: MIT
/*
 * The machine's memory providers, asked in the order of the array below. See
 * yamp/device.h for what that order means.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "buffer-priv.h"
#include "provider.h"

#define NODE "/dev/yamp"
#define QUERY_NODE "/dev/yamp-query"
#define NOT_TRIED 1

static const struct provider_ops *const all_providers[] = {
	&provider_yamp,
	&provider_heap,
	&provider_udmabuf,
};

#define PROVIDERS (sizeof(all_providers) / sizeof(all_providers[0]))

/**
 * struct yamp_device - see yamp/device.h
 * @log: of the application
 * @query_fd: of QUERY_NODE, -1 if it is not there
 * @providers: in the order of all_providers
 */
struct yamp_device {
	struct yamp_log log;
	int query_fd;
	struct provider providers[PROVIDERS];
};

static const struct {
	enum yamp_lack lack;
	const char *text;
} lack_texts[] = {
	{ YAMP_LACK_DESCRIPTION, "no other program can check what is in the buffers" },
	{ YAMP_LACK_COUNTERS, "accesses by the processor are not counted" },
	{ YAMP_LACK_RECLAIM, "the memory stays occupied while it is idle" },
	{ YAMP_LACK_QUOTA, "nothing limits how much memory a user takes" },
	{ YAMP_LACK_PLACEMENT, "addresses and pieces are as they come" },
};

const char *yamp_lack_text(enum yamp_lack lack)
{
	for (size_t i = 0; i < sizeof(lack_texts) / sizeof(lack_texts[0]); i++) {
		if (lack_texts[i].lack == lack)
			return lack_texts[i].text;
	}
	return NULL;
}

struct yamp_device *yamp_device_open(const char *node, const struct yamp_log *log)
{
	struct yamp_device *device = calloc(1, sizeof(*device));

	if (!device)
		return NULL;
	device->log = log_copy(log);
	device->query_fd = open(QUERY_NODE, O_RDONLY | O_CLOEXEC);
	for (size_t i = 0; i < PROVIDERS; i++) {
		device->providers[i] = (struct provider){
			.ops = all_providers[i],
			.log = &device->log,
			.error = NOT_TRIED,
			.fd = -1,
			.fd_contiguous = -1,
		};
	}
	snprintf(device->providers[0].node, sizeof(device->providers[0].node), "%s",
		 node ? node : NODE);
	return device;
}

void yamp_device_close(struct yamp_device *device)
{
	if (!device)
		return;
	for (size_t i = 0; i < PROVIDERS; i++) {
		if (device->providers[i].fd >= 0)
			close(device->providers[i].fd);
		if (device->providers[i].fd_contiguous >= 0)
			close(device->providers[i].fd_contiguous);
	}
	if (device->query_fd >= 0)
		close(device->query_fd);
	free(device);
}

/* Opens it at the first need: a heap nobody asks for is left alone. */
static struct provider *provider_get(struct yamp_device *device, size_t index)
{
	struct provider *provider = &device->providers[index];

	if (provider->error == NOT_TRIED)
		provider->error = provider->ops->open(provider);
	return provider;
}

int yamp_device_provider(struct yamp_device *device, uint32_t index,
			 struct yamp_provider_status *status)
{
	struct provider *provider;

	if (index >= PROVIDERS)
		return -ENOENT;
	provider = provider_get(device, index);
	*status = (struct yamp_provider_status){
		.name = provider->ops->name,
		.node = provider->node,
		.error = provider->error,
		.lacks = provider->ops->lacks,
		.contiguous = provider->contiguous,
	};
	return 0;
}

/* The node that answers INFO, DESCRIBE and VERIFY, or -errno of the better one. */
static int query_fd(struct yamp_device *device)
{
	struct provider *provider;

	if (device->query_fd >= 0)
		return device->query_fd;
	provider = provider_get(device, 0);
	return provider->error ? provider->error : provider->fd;
}

int device_node(struct yamp_device *device)
{
	struct provider *provider = provider_get(device, 0);

	return provider->error ? provider->error : provider->fd;
}

int yamp_device_info(struct yamp_device *device, struct yamp_info *info)
{
	int fd = query_fd(device);

	if (fd < 0)
		return fd;
	memset(info, 0, sizeof(*info));
	return ioctl(fd, YAMP_IOC_INFO, info) ? -errno : 0;
}

int yamp_device_describe(struct yamp_device *device, int fd, struct yamp_describe *describe)
{
	int node = query_fd(device);

	if (node < 0)
		return node;
	memset(describe, 0, sizeof(*describe));
	describe->fd = fd;
	return ioctl(node, YAMP_IOC_DESCRIBE, describe) ? -errno : 0;
}

int yamp_device_verify(struct yamp_device *device, int fd, const struct yamp_constraint *record,
		       struct yamp_conflict *conflict)
{
	struct yamp_verify arg = {
		.fd = fd,
		.constraint = (uintptr_t)record,
		.constraint_size = sizeof(*record),
	};
	int node = query_fd(device);

	if (node < 0)
		return node;
	if (ioctl(node, YAMP_IOC_VERIFY, &arg))
		return -errno;
	if (conflict)
		*conflict = arg.conflict;
	return arg.verdict;
}

int yamp_device_layout(struct yamp_device *device, const struct yamp_alloc_options *options,
		       struct yamp_alloc_report *report)
{
	struct provider *provider = provider_get(device, 0);

	if (provider->error ||
	    (options->provider && strcmp(options->provider, provider->ops->name)))
		return yamp_layout_predict(options, report);
	*report = (struct yamp_alloc_report){ 0 };
	return provider->ops->alloc(provider, options, report, NULL);
}

static const char *unusable_text(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
		return "not there";
	case -EACCES:
	case -EPERM:
		return "no permission";
	case -EOPNOTSUPP:
		return "cannot do this";
	default:
		return strerror(-error);
	}
}

/* Says why nobody gave memory: one clause per provider that was asked. */
static void say_nobody(struct yamp_device *device, const char *only, const int *errors)
{
	char text[384] = "";
	size_t used = 0;

	for (size_t i = 0; i < PROVIDERS; i++) {
		const struct provider *provider = &device->providers[i];

		if (only && strcmp(only, provider->ops->name))
			continue;
		used += snprintf(text + used, sizeof(text) - used, "%s%s: %s", used ? "; " : "",
				 provider->node, unusable_text(errors[i]));
		if (used >= sizeof(text))
			break;
	}
	log_error(&device->log, "nobody gives memory for this (%s): load the yamp module "
		  "(modprobe yamp) or allow one of the others", text);
}

static void say_refused(struct yamp_device *device, const struct provider *provider, int error,
			const struct yamp_alloc_options *options,
			const struct yamp_alloc_report *report)
{
	char text[256];

	switch (error) {
	case -EACCES:
	case -EPERM:
		log_error(&device->log, "no permission on %s: add your user to the group video, or "
			  "install the udev rule that comes with the module, and log in again",
			  provider->node);
		break;
	case -EDOM:
		yamp_conflict_text(&report->conflict, text, sizeof(text));
		log_error(&device->log, "no buffer suits everybody: %s", text);
		break;
	case -EDQUOT:
		log_error(&device->log, "%u frames of %ux%u are more than your user may hold in %s: "
			  "take fewer or smaller ones, or have the module's quota raised",
			  options->count, options->width, options->height, provider->node);
		break;
	case -EOVERFLOW:
		log_error(&device->log, "a frame of %ux%u is larger than %s gives", options->width,
			  options->height, provider->node);
		break;
	case -EINVAL:
		log_error(&device->log, "a frame of %ux%u with these constraints is not possible",
			  options->width, options->height);
		break;
	default:
		log_error(&device->log, "%s cannot give %u frames of %ux%u: %s", provider->node,
			  options->count, options->width, options->height, strerror(-error));
	}
}

/* Is an error a reason to ask the next provider? */
static bool passes_over(const struct provider *provider, int error)
{
	switch (error) {
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
	case -EOPNOTSUPP:
		return true;
	case -EACCES:
	case -EPERM:
		return !provider->ops->binding;
	default:
		return false;
	}
}

static int buffers_create(const struct provider *provider, const struct yamp_alloc_report *report,
			  const int *fds, uint32_t count, struct yamp_buffer **buffers)
{
	uint32_t objects = report->frame.object_count;
	uint32_t i;
	int ret;

	for (i = 0; i < count; i++) {
		buffers[i] = buffer_create(&report->frame, fds + i * objects, provider->ops->name,
					   !(provider->ops->lacks & YAMP_LACK_DESCRIPTION));
		if (!buffers[i])
			break;	/* buffers[0] to [i - 1] own their descriptors */
	}
	if (i == count)
		return 0;
	ret = -errno;
	fds_close(fds + i * objects, (count - i) * objects);
	while (i-- > 0)
		yamp_buffer_unref(buffers[i]);
	return ret;
}

static int provider_alloc(struct provider *provider, const struct yamp_alloc_options *options,
			  struct yamp_buffer **buffers, struct yamp_alloc_report *report)
{
	struct yamp_buffer *made[YAMP_MAX_COUNT];
	int fds[YAMP_MAX_COUNT * YAMP_MAX_PLANES];
	int ret;

	*report = (struct yamp_alloc_report){ 0 };
	if (provider->error)
		return provider->error;
	ret = provider->ops->alloc(provider, options, report, fds);
	if (ret)
		return ret;
	ret = buffers_create(provider, report, fds, options->count, made);
	if (ret)
		return ret;
	memcpy(buffers, made, options->count * sizeof(made[0]));
	report->provider = provider->ops->name;
	report->lacks = provider->ops->lacks;
	return 0;
}

int yamp_device_alloc(struct yamp_device *device, const struct yamp_alloc_options *options,
		      struct yamp_buffer **buffers, struct yamp_alloc_report *report)
{
	struct yamp_alloc_report unwanted;
	int errors[PROVIDERS] = { 0 };
	int ret = -ENOENT;

	if (!report)
		report = &unwanted;
	if (options->count < 1 || options->count > YAMP_MAX_COUNT) {
		log_error(&device->log, "%u frames are not possible: 1 to %u are", options->count,
			  YAMP_MAX_COUNT);
		return -EINVAL;
	}
	for (size_t i = 0; i < PROVIDERS; i++) {
		struct provider *provider;

		if (options->provider && strcmp(options->provider, all_providers[i]->name))
			continue;
		provider = provider_get(device, i);
		errors[i] = provider_alloc(provider, options, buffers, report);
		if (!errors[i])
			return 0;
		if (!passes_over(provider, errors[i])) {
			say_refused(device, provider, errors[i], options, report);
			return errors[i];
		}
		log_info(&device->log, "%s: %s", provider->node, unusable_text(errors[i]));
		if (ret != -EOPNOTSUPP)
			ret = errors[i];
	}
	say_nobody(device, options->provider, errors);
	return ret;
}
