# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# Applications that know nothing of yamp, in a Weston that has the plugin: each shows the
# very picture that it shows in one without, on the same plane or none, and costs the
# compositor nothing.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

# plane_of_app: how the display has it; nothing where it is composited
plane_of_app() {
	plane_state | grep "640x480"
}

# shown FILE TOLERANCE: the camera's bars are on the screen, where a window of its size
# begins at 0,0; twice the same, so that nothing is under way
shown() {
	writeback "$1" && /usr/libexec/yamp-tests/bars "$1" 0,0 640x480 "$2" &&
		writeback "$1.again" && cmp -s "$1" "$1.again"
}

# shown_again FILE BEFORE: the screen is as it was before, to the last bit
shown_again() {
	writeback "$1" && cmp -s "$1" "$2"
}

# plane_again NAME: as without the plugin
plane_again() {
	[ "$(plane_of_app)" = "$(cat "/tmp/$1.plane")" ]
}

# as_without NAME plane|any TOLERANCE: without the plugin, what is to be compared with
as_without() {
	[ "$2" != plane ] || check "$1, no plugin: on a plane" wait_until 60 plane_of_app
	check "$1, no plugin: its picture is shown" wait_until 60 shown "/tmp/$1.png" "$3"
	plane_of_app >"/tmp/$1.plane"
	cp "/tmp/$1.png" "/out/unaware-$1.png"
}

# as_with NAME: with the plugin
as_with() {
	check "$1: the same picture, bit by bit" wait_until 60 shown_again "/tmp/$1-with.png" "/tmp/$1.png"
	check "$1: on the same plane, or none" wait_until 60 plane_again "$1"
	note "$1: without: $(cat "/tmp/$1.plane"), with: $(plane_of_app)"
	cp "/tmp/$1-with.png" "/out/unaware-$1-with.png"
}

# app NAME plane|any TOLERANCE COMMAND...
app() {
	local name=$1 path=$2 tolerance=$3 before
	shift 3
	before=$(fd_count "$(weston_pid)")
	"$@" >"/tmp/$name.out" 2>&1 &
	local app=$!
	if [ "$plugin" = 0 ]; then as_without "$name" "$path" "$tolerance"; else as_with "$name"; fi
	check "$name: it runs" kill -0 $app
	kill -INT $app
	wait_until 20 eval '! kill -0 '$app' 2>/dev/null' || kill -KILL $app
	wait $app
	check "$name: the compositor lives" weston_alive
	note "$name: $(tail -n 1 "/tmp/$name.out"); descriptors of the compositor: $before, now $(fd_count "$(weston_pid)")"
}

# apps 0|1: all of them, with the plugin or without. mpv takes YUYV and converts it its own
# way: bars are far more apart than its tolerance.
apps() {
	plugin=$1
	LAB_SIZE=640x480 WITH_PLUGIN=$plugin weston_start "unaware$plugin" drm gl || return
	v4l2-ctl --device "$camera" --set-parm=30 \
		--set-fmt-video=width=640,height=480,pixelformat=XR24 >/dev/null
	app dmabuf-v4l plane 2 weston-simple-dmabuf-v4l -v "$camera" -f XR24 -d XR24
	app gst any 2 gst-launch-1.0 -q v4l2src "device=$camera" ! \
		"video/x-raw,format=BGRx,width=640,height=480,framerate=30/1" ! waylandsink
	app mpv any 80 mpv --no-config --no-terminal --vo=wlshm --untimed --no-audio --no-osc \
		--demuxer-lavf-o=video_size=640x480,framerate=30 "av://v4l2:$camera"
	check "Weston ends in good order" weston_stop
}

lab_modules
camera=$(camera_nodes | head -n 1)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2
apps 0
apps 1
check "the plugin was there" grep -q "yamp:" /tmp/weston-unaware1.log
check "and refused nothing" eval '! grep -q "yamp:.*refused" /tmp/weston-unaware1.log'
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
