// SPDX-License-Identifier: MIT
/* yamp play: films in a window, one after the other. Run by yamp, in a program of its own since
 * it alone needs GStreamer. */
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/signalfd.h>
#include <gst/gst.h>

#include "clock.h"
#include "keys.h"
#include "media.h"
#include "repeat.h"
#include "report.h"
#include "terminal.h"
#include "tool.h"

/* How far keys and a step of the wheel go, in seconds. */
#define NEAR 10
#define FAR 60

/**
 * struct play - all of it
 * @repeat: of a key in the window
 * @index: of the file
 * @status: to exit with
 * @signal: that ends it; 0: none
 * @signal_fd: of those that end or stop it
 * @failures: files, one after the other, of which nothing was played
 * @stopping: Ctrl-Z: as soon as the film stands still
 * @over: nothing more is played
 */
struct play {
	struct play_options options;
	struct player *player;
	struct report report;
	struct keys keys;
	struct repeat repeat;
	int index;
	int status;
	int signal;
	int signal_fd;
	int failures;
	bool stopping;
	bool over;
};

/* ---- files ----------------------------------------------------------------------- */

static void play_end(struct play *play)
{
	play->over = true;
}

static bool has_next(const struct play *play)
{
	return play->options.loop || play->index + 1 < play->options.count;
}

/* The first failure counts; one of the compositor ends it all, and so do those of all files. */
static void play_failed(struct play *play, const struct failure *failure)
{
	if (!play->status)
		play->status = failure->status;
	if (failure->status == EX_UNAVAILABLE || ++play->failures >= play->options.count)
		play_end(play);
}

/* Whether it can be played is known later, unless there is no such file. */
static bool play_file(struct play *play, int index, uint64_t start)
{
	struct failure failure = { 0 };
	char *uri;

	play->index = index;
	repeat_end(&play->repeat);	/* it may go down with the window */
	report_file(&play->report, play->options.words[index], index);
	uri = media_uri(play->options.words[index], &failure);
	if (!uri) {
		report_failure(&play->report, &failure);
		play_failed(play, &failure);
		return false;
	}
	player_load(play->player, uri, start);
	g_free(uri);
	return true;
}

/* The next one that is there. */
static void play_next(struct play *play)
{
	while (!play->over && has_next(play)) {
		if (play_file(play, (play->index + 1) % play->options.count, 0))
			return;
	}
	play_end(play);
}

static void play_previous(struct play *play)
{
	if (!play->index)
		player_seek(play->player, 0);
	else if (!play_file(play, play->index - 1, 0))
		play_next(play);
}

static void play_ended(struct play *play)
{
	if (play->options.loop && play->options.count == 1)
		player_again(play->player);
	else
		play_next(play);
}

/* ---- events ---------------------------------------------------------------------- */

static void stop_here(struct play *play);

static bool is_playing(const struct play *play)
{
	return !strcmp(player_status(play->player)->state, "playing");
}

static void handle_key(struct play *play, enum key key);
static void move(struct play *play, int seconds);

/* In the window; false: it was none. */
static bool handle_input(struct play *play, const struct player_event *event)
{
	switch (event->type) {
	case PLAYER_KEY:
		handle_key(play, event->key);
		repeat_begin(&play->repeat, event->key, event->repeat_delay_ms,
			     event->repeat_every_ms, clock_now_ns());
		return true;
	case PLAYER_KEY_UP:
		repeat_end(&play->repeat);
		return true;
	case PLAYER_WHEEL:
		move(play, NEAR * event->steps);
		report_line(&play->report);
		return true;
	default:
		return false;
	}
}

static void handle_event(struct play *play, const struct player_event *event)
{
	if (handle_input(play, event))
		return;
	report_event(&play->report, event);
	switch (event->type) {
	case PLAYER_FAILED:
		play_failed(play, &event->failure);
		if (!play->over)
			play_next(play);
		break;
	case PLAYER_CLOSED:
		play_end(play);
		break;
	case PLAYER_ENDED:
		play_ended(play);
		break;
	case PLAYER_POSITION:
		play->failures = 0;
		break;
	case PLAYER_STATE:
		if (play->stopping && !is_playing(play))
			stop_here(play);
		break;
	default:
		break;
	}
}

static void handle_events(struct play *play)
{
	struct player_event event;

	while (!play->over && player_next(play->player, &event))
		handle_event(play, &event);
}

static void move(struct play *play, int seconds)
{
	if (!player_move(play->player, seconds))
		report_say(&play->report, "%s cannot be sought in\n", play->report.file);
}

static void restart(struct play *play)
{
	if (!player_seek(play->player, 0))
		play_file(play, play->index, 0);
}

static void handle_key(struct play *play, enum key key)
{
	static const int seconds[] = {
		[KEY_BACK] = -NEAR,
		[KEY_FORWARD] = NEAR,
		[KEY_FAR_BACK] = -FAR,
		[KEY_FAR_FORWARD] = FAR,
	};
	const struct player_status *status = player_status(play->player);
	const struct player_event changed = { .type = PLAYER_STATE };

	switch (key) {
	case KEY_PAUSE:
		player_pause(play->player, !player_is_paused(play->player));
		break;
	case KEY_BACK:
	case KEY_FORWARD:
	case KEY_FAR_BACK:
	case KEY_FAR_FORWARD:
		move(play, seconds[key]);
		break;
	case KEY_RESTART:
		restart(play);
		break;
	case KEY_NEXT:
		if (has_next(play))
			play_next(play);
		break;
	case KEY_PREVIOUS:
		play_previous(play);
		break;
	case KEY_FULLSCREEN:
		player_fullscreen(play->player, !status->fullscreen);
		report_event(&play->report, &changed);
		break;
	case KEY_MUTE:
		player_mute(play->player, !status->muted);
		report_event(&play->report, &changed);
		break;
	case KEY_HELP:
		report_say(&play->report, "%s", keys_help);
		break;
	case KEY_QUIT:
		play_end(play);
		break;
	case KEY_NONE:
		break;
	}
	report_line(&play->report);
}

static void handle_keys(struct play *play)
{
	unsigned char bytes[64];
	ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (!count || (count < 0 && errno != EINTR && errno != EAGAIN))
		play_end(play);	/* the terminal has gone */
	for (ssize_t i = 0; i < count && !play->over; i++)
		handle_key(play, keys_take(&play->keys, bytes[i]));
}

static void handle_repeat(struct play *play)
{
	enum key key = repeat_take(&play->repeat, clock_now_ns());

	if (key != KEY_NONE)
		handle_key(play, key);
}

/* ---- signals --------------------------------------------------------------------- */

/* All of the program stops in here, and goes on when the shell says so. */
static void stop_here(struct play *play)
{
	sigset_t stop;

	report_clear(&play->report);
	terminal_give_back();
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	terminal_take(TERMINAL_STOPS);
	if (play->stopping)
		player_pause(play->player, false);
	play->stopping = false;
}

/* The film pauses first, or it would be late for all that it missed. */
static void wish_to_stop(struct play *play)
{
	if (play->stopping || !is_playing(play)) {
		stop_here(play);
		return;
	}
	play->stopping = true;
	player_pause(play->player, true);
}

static void handle_signal(struct play *play)
{
	struct signalfd_siginfo info;

	if (read(play->signal_fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGTSTP)
		wish_to_stop(play);
	else if (info.ssi_signo != SIGCONT)
		play->signal = info.ssi_signo;
}

/* ---- life ------------------------------------------------------------------------ */

/* A shell may give us the terminal, or take it away, at any time. */
static void turn(struct play *play)
{
	bool keys = !terminal_take(TERMINAL_STOPS);
	struct pollfd fds[] = {
		{ play->signal_fd, POLLIN, 0 },
		{ player_fd(play->player), POLLIN, 0 },
		{ keys ? STDIN_FILENO : -1, POLLIN, 0 },
	};

	if (poll(fds, 3, repeat_wait_ms(&play->repeat, clock_now_ns())) < 0)
		return;
	handle_repeat(play);
	if (fds[0].revents)
		handle_signal(play);
	if (fds[2].revents && terminal_is_taken())
		handle_keys(play);
	if (fds[1].revents)
		handle_events(play);
}

/* What there is in the title bar. */
static void name_window(const struct play *play)
{
	char *name = g_path_get_basename(play->options.words[0]);

	g_set_prgname("yamp");
	g_set_application_name(play->options.count == 1 ? name : "yamp play");
	g_free(name);
}

static void loop(struct play *play)
{
	struct figures total;

	if (!play_file(play, 0, play->options.start) && !play->over)
		play_next(play);
	while (!play->over && !play->signal)
		turn(play);
	report_clear(&play->report);
	terminal_give_back();
	player_total(play->player, &total);
	report_end(&play->report, &total, play->signal ? 128 + play->signal : play->status);
}

static int run(struct play *play)
{
	struct failure failure = { 0 };

	play->player = player_create(&failure);
	if (!play->player) {
		tool_error("%s", failure.text);
		return failure.status;
	}
	play->report = (struct report){ .options = &play->options, .player = play->player };
	player_mute(play->player, play->options.mute);
	player_fullscreen(play->player, play->options.fullscreen);
	loop(play);
	return play->status;
}

/* Whoever waits for us learns of the signal: a shell ends its loop, too. */
static void die(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

static int play_films(struct play *play)
{
	static const int job_control[] = { SIGTSTP, SIGCONT };
	int status;

	play->signal_fd = tool_signals_and(job_control, G_N_ELEMENTS(job_control));
	if (play->signal_fd < 0)
		return EX_OSERR;
	name_window(play);
	status = run(play);
	if (play->signal)
		signal(play->signal, SIG_DFL);
	tool_signals_end(play->signal_fd);	/* another Ctrl-C need not wait for what follows */
	player_destroy(play->player);
	if (play->signal)
		die(play->signal);
	return status;
}

int main(int argc, char **argv)
{
	struct play play = { .signal_fd = -1 };
	GError *error = NULL;
	int status;

	if (!play_parse(&play.options, argc, argv, &status))
		return status;
	if (!gst_init_check(NULL, NULL, &error)) {
		tool_error("GStreamer cannot be used: %s", error->message);
		g_error_free(error);
		return EX_UNAVAILABLE;
	}
	setlocale(LC_NUMERIC, "C");	/* for JSON */
	return play_films(&play);
}
