# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# The only output is unplugged while a camera is shown on it, and comes back: clients hear
# of other targets each time, and lose nothing but the frames.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/plug.sh

told=/tmp/told
traced=/tmp/traced

# last_told PATTERN: the newest batch matches
last_told() {
	[[ $(tail -n 1 "$told") =~ ^$1$ ]]
}

# expect WHAT PATTERN
expect() {
	if wait_until 60 last_told "$2"; then
		ok "$1"
	else
		not_ok "$1" "expected: $2" "$(cat "$told")"
	fi
}

shown_more_than() {
	view_has_shown $(($1 + 1))
}

lab_modules
camera=$(camera_nodes | head -n 1)
check "udev runs" udev_start
LAB_SIZE=640x480 LAB_SCOPES=log,yamp WITH_PLUGIN=1 weston_start plug drm gl || exit 1
/usr/libexec/yamp-tests/constraints "$(weston_pid)" follow >"$told" &
follower=$!
expect "plugged in: renderer and planes" "targets ([2-9]|1[0-9]) renderers 1 outputs( Virtual-1)+"
planes=$(tail -n 1 "$told")
weston-debug yamp >"$traced" 2>&1 &
tracer=$!
view_start "$camera" --size 640x480 --format XR24 &&
	check "a camera is on a plane" wait_until 60 eval '[ "$(view_value path)" = plane ]'
check "the output is unplugged" plug off
expect "unplugged while streaming: the renderer is left" "targets 1 renderers 1 outputs"
check "the compositor lives" weston_alive
check "the client lives" kill -0 "$view_pid"
before=$(view_value frames)
check "the output is plugged in" plug on
expect "plugged in again: the targets of before" "$planes"
check "frames are shown again" wait_until 60 shown_more_than "${before:-0}"
check "on a plane" wait_until 60 eval '[ "$(view_value path)" = plane ]'
check "the client ends cleanly" view_stop
for decision in "frame [0-9]*, XR24 .*: created" "frame on Virtual-1 at .*: on a plane" \
	"target [0-9]*: renderer, " "target [0-9]*: overlay plane [0-9]*, "; do
	check "weston-debug yamp: a line \"$decision\"" grep -q "$decision" "$traced"
done
kill "$follower" "$tracer"
wait "$follower" "$tracer" 2>/dev/null
note "$(cat "$told")"
check "Weston ends in good order" weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
