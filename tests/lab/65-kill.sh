# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# kill -9 of the client or of Weston at any time: nothing is lost, nothing stays.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

# killed_client DELAY: at any moment of its life
killed_client() {
	yamp view "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 >/dev/null 2>&1 &
	local pid=$!
	sleep "$1"
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	weston_alive
}

# killed_weston DELAY: the client says that the compositor went away, and ends
killed_weston() {
	local status=0
	LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start "killed" drm gl || return 1
	yamp view "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 >/tmp/orphan.out 2>/tmp/orphan.err &
	local pid=$!
	sleep "$1"
	kill -9 "$(weston_pid)"
	wait "$pid" || status=$?
	wait "$(weston_pid)" 2>/dev/null
	[ "$status" -ge 64 ] && grep -qi "compositor" /tmp/orphan.err ||
		{ echo "client's status $status"; cat /tmp/orphan.err; return 1; }
	wait_until 10 yamp_buffers_are 0
}

lab_modules
camera=$(camera_nodes | head -n 1)
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start kill drm gl
for delay in 0.05 0.2 0.4 0.8 1.5 3; do
	check "client killed after $delay s, the compositor lives" killed_client "$delay"
done
fds=$(fd_count "$(weston_pid)")
check "client killed once more" killed_client 2
check "the compositor's descriptors are no more than before" \
	wait_until 10 eval '[ "$(fd_count "$(weston_pid)")" -le '"$fds"' ]'
view_start "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 &&
	check "the next client is shown and ends cleanly" view_stop
weston_stop
check "no buffer is left" yamp_buffers_are 0
for delay in 0.3 1 3; do
	check "compositor killed after $delay s of a client" killed_weston "$delay"
done
tap_done
