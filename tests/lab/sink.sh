# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Pipelines that end in a yampsink called sink, for the scripts here.

export G_DEBUG=fatal-criticals
play_out=/tmp/play.out
gst_play_out=/tmp/gst-play.out
gst_play_log=/tmp/gst-play.log
films=/usr/share/yamp-lab/content
size=width=640,height=480,framerate=30/1
# A slow machine is late with every frame: none is dropped for that.
sink="yampsink name=sink fullscreen=true max-lateness=-1"

# play [OPTION]... PIPELINE: its status; what it says is in $play_out
play() {
	timeout $((240 * LAB_PATIENCE)) /usr/libexec/yamp-tests/play "$@" </dev/null >"$play_out" 2>&1
}

# stat_of NAME [SINK]: a figure of the newest run
stat_of() {
	sed -n "s/^stats ${2:-sink} .*[ ,]$1=([a-z0-9]*)\\([^,;]*\\).*/\\1/p" "$play_out" |
		tail -n 1 | tr -d '"'
}

# buffers NAME: what the kernel says of the buffers of the newest run
buffers() {
	sed -n "s/^buffers /all /; t found; d; :found; s/^\\(.* \\)*$1 \\([^ ]*\\).*/\\2/p" "$play_out" | tail -n 1
}

# shown NAME PIPELINE: it comes to its end; figures are noted
shown() {
	local name=$1
	shift
	if play "$@"; then
		ok "$name: plays to its end"
	else
		not_ok "$name: plays to its end" "$(cat "$play_out")"
	fi
	note "$(grep -E '^(path|warning|error|stats|buffers)' "$play_out")"
}

# came NAME FRAMES: so many frames, and the sink copied none
came() {
	check "$1: all $2 frames came, and some were shown" \
		test "$(stat_of rendered)" -ge "$2" -a "$(stat_of frames)" -gt 0
	check "$1: the sink copied no byte" test "$(stat_of copied-bytes)" = 0
}

# not_copied NAME FRAMES: likewise, all of them in dma-bufs
not_copied() {
	came "$@"
	check "$1: all in dma-bufs" test "$(buffers frames)" -ge "$2"
}

# verified NAME: that is the way they went
verified() {
	check "$1: verified" test "$(stat_of path)" = verified
}

# ours NAME FRAMES: likewise, in described buffers, and there is nothing to warn of
ours() {
	not_copied "$@"
	check "$1: all buffers are the kernel module's" \
		test "$(buffers all)" -gt 0 -a "$(buffers all)" -eq "$(buffers ours)"
	verified "$1"
	check "$1: and it warns of nothing" eval '! grep -q ^warning "$play_out"'
}

# captured NAME CAPS [OPTION]...: a camera writes into our buffers, and no process touches them
captured() {
	local name=$1 caps=$2
	shift 2
	shown "$name" "v4l2src device=$camera io-mode=dmabuf-import num-buffers=25 ! $caps,$size ! $sink $*"
	ours "$name" 20
	check "$name: no process touched the samples" test "$(buffers synced)" = 0
}

# exported NAME CAPS [OPTION]...: the camera's own buffers, of which nobody knows the layout
exported() {
	local name=$1 caps=$2
	shift 2
	shown "$name" "v4l2src device=$camera io-mode=dmabuf num-buffers=25 ! $caps,$size ! $sink $*"
	not_copied "$name" 20
	check "$name: it says whose buffers these are, once" \
		test "$(grep -c '^reason=upstream-dmabuf' "$play_out")" -eq 1
}

# plays FILE [OPTION]...: to its end by playbin, in a sink that nobody named
plays() {
	local name="playbin, ${1##*/}"
	shown "$name" "${@:2}" "playbin uri=file://$1 audio-sink=fakesink"
	check "$name: a sink of ours was found, and shows it" test "$(stat_of frames)" -gt 0
	check "$name: the position was looked at" test "$(sed -n 's/^positions //p' "$play_out")" -gt 1
}

# positions: those that gst-play-1.0 has told, in a form that sorts
positions() {
	tr '\r' '\n' <"$gst_play_out" | grep -o '^[0-9]:[0-9:.]*'
}

# gst_play FILE [PROPERTY]...: its status; it knows no end but that of its list
gst_play() {
	rm -f "$gst_play_log" "$play_out"
	GST_DEBUG=yampsink:4 GST_DEBUG_FILE=$gst_play_log timeout $((240 * LAB_PATIENCE)) \
		gst-play-1.0 --no-interactive --audiosink=fakesink --videosink="yampsink${2+ ${*:2}}" \
		"$1" >"$gst_play_out" 2>&1 || return
	sed -n 's/.* stats: /stats sink /p' "$gst_play_log" >"$play_out"
	grep -q "^Reached end of play list" "$gst_play_out" && ! grep "^ERROR" "$gst_play_out"
}

# gst_plays FILE [PROPERTY]...: to its end by gst-play-1.0, in a yampsink with these properties
gst_plays() {
	local name="gst-play-1.0, ${1##*/}"
	check "$name: plays to its end" gst_play "$@"
	check "$name: time goes on" eval '[[ $(positions | head -n 1) < $(positions | tail -n 1) ]]'
	check "$name: it was shown" test "$(stat_of frames)" -gt 0
	verified "$name"
	note "$(positions | tail -n 1)" "$(cat "$play_out")"
}
