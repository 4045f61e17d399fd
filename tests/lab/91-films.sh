# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# The first seconds of real films, in players that know nothing of us; 94-sink-films has all of
# them.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/sink.sh

# begins FILM BYTES FRAMES: so much of it, in which there are a few more frames. All are waited
# for, however late they come.
begins() {
	local begun=/tmp/$1
	head -c "$2" "$films/$1" >"$begun"
	gst_plays "$begun" max-lateness=-1 qos=false
	came "gst-play-1.0, $1" "$3"
	plays "$begun" --late
	ours "playbin, $1" "$3"
}

lab_modules
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start films drm gl
begins xine-ui_logo.mpg 190464 24
begins display-dual-monitors.webm 71166 28
begins vtest.avi 434328 28
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0
tap_done
