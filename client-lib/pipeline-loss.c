// SPDX-License-Identifier: MIT
/*
 * A stage that fails, or whose device is taken away, and comes back:
 *
 *   a call fails ──► all stop, that device is closed ──► wait ──► open it ──► start anew
 *                                                         ▲          │
 *                                                         └──────────┘ not yet
 *
 * It is closed first: while somebody has it open its name is not free for the device that
 * comes back. What is waited for is a change in /dev: that tells of the name and of the
 * permission to open it, which is what is needed, and asks for no library and no privilege.
 * (The kernel's own uevent comes before the user may open the node, and those of udev need
 * udev.) Some things make no change there: a driver that recovers, a program that lets go
 * of the device, a link in a folder below. So it is also tried once a second.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>

#include "clock.h"
#include "pipeline-priv.h"

#define FOLDER "/dev"
#define CHANGES (IN_CREATE | IN_ATTRIB | IN_MOVED_TO)
#define RETRY_S 1

enum { POLL_FOLDER, POLL_TIMER };

int loss_init(struct yamp_pipeline *pipeline)
{
	struct loss *loss = &pipeline->loss;
	int error;

	if (pipeline->options.on_loss != YAMP_ON_LOSS_WAIT)
		return 0;
	loss->folder = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	loss->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (loss->folder >= 0 && loss->timer >= 0)
		return 0;
	error = -errno;
	log_error(&pipeline->log, "cannot wait for devices that come back: %s", strerror(-error));
	return error;
}

void loss_finish(struct yamp_pipeline *pipeline)
{
	if (pipeline->loss.folder >= 0)
		close(pipeline->loss.folder);
	if (pipeline->loss.timer >= 0)
		close(pipeline->loss.timer);
}

void loss_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds)
{
	fds[POLL_FOLDER] = (struct pollfd){ pipeline->loss.folder, POLLIN, 0 };
	fds[POLL_TIMER] = (struct pollfd){ pipeline->loss.timer, POLLIN, 0 };
}

/* Without a watch, where there are too many, there is the timer. */
static void watch(const struct loss *loss)
{
	const struct itimerspec often = {
		.it_value.tv_sec = RETRY_S,
		.it_interval.tv_sec = RETRY_S,
	};

	inotify_add_watch(loss->folder, FOLDER, CHANGES);
	timerfd_settime(loss->timer, 0, &often, NULL);
}

/* The descriptor stays: a watch is told to end by its number, which the next one tells. */
static void watch_no_more(const struct loss *loss)
{
	const struct itimerspec never = { 0 };
	int number = inotify_add_watch(loss->folder, FOLDER, CHANGES);

	if (number >= 0)
		inotify_rm_watch(loss->folder, number);
	timerfd_settime(loss->timer, 0, &never, NULL);
}

static void tell(struct yamp_pipeline *pipeline, uint32_t stage, int error, bool renewed)
{
	const struct yamp_stage_event event = {
		.stage = stage,
		.node = stage_node(pipeline, stage),
		.error = error,
		.away_ns = clock_now_ns() - pipeline->loss.since_ns[stage],
		.renewed = renewed,
	};

	if (pipeline->listener->version >= 2 && pipeline->listener->stage)
		pipeline->listener->stage(pipeline->data, &event);
}

/* A name that is not there and a device that does not answer are the same. */
static void tell_lost(struct yamp_pipeline *pipeline, uint32_t stage, int error)
{
	struct loss *loss = &pipeline->loss;
	uint32_t bit = UINT32_C(1) << stage;

	if (error == -ENOENT || error == -ENXIO)
		error = -ENODEV;
	if (loss->told & bit && loss->errors[stage] == error)
		return;
	if (!(loss->told & bit))
		loss->since_ns[stage] = clock_now_ns();
	loss->told |= bit;
	loss->errors[stage] = error;
	tell(pipeline, stage, error, false);
}

static void tell_back(struct yamp_pipeline *pipeline, bool renewed)
{
	uint32_t told = pipeline->loss.told;

	pipeline->loss.told = 0;
	for (uint32_t i = 0; i < PIPELINE_STAGES; i++) {
		if (told & UINT32_C(1) << i)
			tell(pipeline, i, 0, renewed);
	}
}

/* A stage that is there and cannot do what it did; all else may be over soon. */
static bool is_final(int error)
{
	return error == -EINVAL || error == -ERANGE || error == -EDOM || error == -EOPNOTSUPP;
}

static bool is_loss(int error)
{
	return error == -ENODEV || error == -ENXIO || error == -EIO;
}

static int give_up(struct yamp_pipeline *pipeline, const char *node, int error)
{
	pipeline->broken = error;
	log_error(&pipeline->log, "%s is there again, but not as it was: %s; begin anew",
		  node, strerror(-error));
	return error;
}

/* Marks the stages whose devices are closed; those of files and processors are never lost. */
static void close_stages(struct yamp_pipeline *pipeline, uint32_t stages)
{
	for (uint32_t i = 0; i <= pipeline->dsp_count; i++) {
		if (stages & UINT32_C(1) << i && !stage_disconnect(pipeline, i))
			pipeline->loss.closed |= UINT32_C(1) << i;
	}
}

/* Stops. Which of several stages it was is told by those that cannot be opened again. */
static int lose(struct yamp_pipeline *pipeline, int error)
{
	uint32_t stages = pipeline->failed;

	flow_halt(pipeline);
	pipeline->interval_ns = 0;	/* what is not there loses no frames */
	close_stages(pipeline, stages);
	pipeline->failed = 0;
	if (!pipeline->loss.closed)
		return error;
	for (uint32_t i = 0; i <= pipeline->dsp_count; i++) {
		if (stages == UINT32_C(1) << i)
			tell_lost(pipeline, i, error);
	}
	watch(&pipeline->loss);
	pipeline_ledger_write(pipeline);
	return 0;
}

/* A camera's own memory goes with its device, and what cannot be used again is replaced. */
static int resume_hop(struct yamp_pipeline *pipeline, uint32_t at, bool *renewed)
{
	bool own = !strcmp(pipeline->hops[at].info.provider, "camera");
	int ret = own ? -EDOM : memory_give_back(pipeline, at, true);

	if (!is_final(ret) && ret != -EFAULT && ret != -ENOBUFS)
		return ret;
	ret = memory_replace(pipeline, at);
	*renewed |= !ret && at == pipeline->dsp_count;
	return ret;
}

static int resume(struct yamp_pipeline *pipeline, bool *renewed)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i <= pipeline->dsp_count; i++)
		ret = resume_hop(pipeline, i, renewed);
	if (!ret)
		ret = flow_advance(pipeline);
	return ret ? ret : yamp_pipeline_start(pipeline);
}

static int restart(struct yamp_pipeline *pipeline)
{
	bool renewed = false;
	int ret = resume(pipeline, &renewed);

	if (ret && is_final(ret))
		return give_up(pipeline, "what was gone", ret);
	if (ret) {
		pipeline->failed = pipeline->failed ? pipeline->failed : PIPELINE_ALL;
		return lose(pipeline, ret);
	}
	watch_no_more(&pipeline->loss);
	tell_back(pipeline, renewed);
	pipeline_ledger_rewrite(pipeline);
	return 0;
}

/* @patient: why it is still away may be told: it is not in the middle of coming back */
static int try_again(struct yamp_pipeline *pipeline, bool patient)
{
	for (uint32_t i = 0; i <= pipeline->dsp_count; i++) {
		uint32_t bit = UINT32_C(1) << i;
		int ret = pipeline->loss.closed & bit ? stage_reconnect(pipeline, i) : 0;

		if (ret && is_final(ret))
			return give_up(pipeline, stage_node(pipeline, i), ret);
		if (!ret)
			pipeline->loss.closed &= ~bit;
		else if (patient)
			tell_lost(pipeline, i, ret);
	}
	return pipeline->loss.closed ? 0 : restart(pipeline);
}

/* What fails before it has brought anything about is not tried again at once. */
int loss_settle(struct yamp_pipeline *pipeline, int error)
{
	struct loss *loss = &pipeline->loss;
	uint64_t made = pipeline->hops[pipeline->dsp_count].info.made;
	bool at_once = made != loss->made;
	uint32_t failed = pipeline->failed;
	int ret;

	if (!error || !failed || !is_loss(error) || pipeline->options.on_loss != YAMP_ON_LOSS_WAIT) {
		pipeline->failed = 0;
		return error;
	}
	loss->made = made;
	ret = lose(pipeline, error);
	return ret || !at_once ? ret : try_again(pipeline, false);
}

static void take_events(int fd)
{
	char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));

	while (read(fd, events, sizeof(events)) > 0)
		;
}

int loss_polled(struct yamp_pipeline *pipeline, const struct pollfd *fds)
{
	uint64_t expired;
	bool tick = fds[POLL_TIMER].revents;

	if (!tick && !fds[POLL_FOLDER].revents)
		return 0;
	take_events(pipeline->loss.folder);
	if (read(pipeline->loss.timer, &expired, sizeof(expired)) < 0)
		tick = false;
	return try_again(pipeline, tick);
}
