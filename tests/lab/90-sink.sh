# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The GStreamer sink: what upstream draws, decodes or captures goes into buffers of ours, and
# from there to a KMS plane, with no copy in between.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

export G_DEBUG=fatal-criticals
play_out=/tmp/play.out

# play [OPTION]... PIPELINE: its status; what it says is in $play_out
play() {
	timeout $((240 * LAB_PATIENCE)) /usr/libexec/yamp-tests/play "$@" >"$play_out" 2>&1
}

# stat_of NAME [SINK]: a figure of the newest run
stat_of() {
	sed -n "s/^stats ${2:-sink} .*[ ,]$1=([a-z0-9]*)\\([^,;]*\\).*/\\1/p" "$play_out" |
		tail -n 1 | tr -d '"'
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
	note "$(grep -E '^(path|warning|error|stats)' "$play_out")"
}

# ours NAME FRAMES: so many frames came, shown in described buffers, nothing copied, no warning
ours() {
	check "$1: all $2 frames came, and some were shown" \
		test "$(stat_of rendered)" -ge "$2" -a "$(stat_of frames)" -gt 0
	check "$1: in verified buffers" test "$(stat_of path)" = verified
	check "$1: no byte was copied" test "$(stat_of copied-bytes)" = 0
	check "$1: and it warns of nothing" eval '! grep -q ^warning "$play_out"'
}

lab_modules
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start sink drm gl

# A slow machine is late with every frame: none is dropped for that, and five seconds of them
# are more than one refresh.
picture=format=BGRx,width=640,height=480,framerate=30/1
shown "drawn" "videotestsrc num-buffers=150 ! video/x-raw,$picture ! yampsink name=sink fullscreen=true max-lateness=-1"
ours "drawn" 150
check "drawn: on a plane" test "$(stat_of scanned-out)" -gt 0

check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0
tap_done
