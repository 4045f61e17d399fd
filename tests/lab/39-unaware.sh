# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# Applications that know nothing of yamp, in a Weston that has the plugin: they show what
# they showed before, on the same path, and cost the compositor nothing.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

on_plane() {
	plane_state | grep -q "640x480"
}

# shown FILE: the camera's bars are on the screen, where a window of its size begins at 0,0
shown() {
	writeback "$1" && /usr/libexec/yamp-tests/bars "$1" 0,0 640x480 "$tolerance"
}

# app NAME plane|any COMMAND...: is shown, on a plane where it was on one before
app() {
	local name=$1 path=$2 before
	shift 2
	before=$(fd_count "$(weston_pid)")
	"$@" >"/tmp/$name.out" 2>&1 &
	local app=$!
	[ "$path" != plane ] || check "$name: on a plane" wait_until 60 on_plane
	check "$name: its picture is shown" wait_until 60 shown "/out/unaware-$name.png"
	check "$name: it runs" kill -0 $app
	kill -INT $app
	wait_until 20 eval '! kill -0 '$app' 2>/dev/null' || kill -KILL $app
	wait $app
	check "$name: the compositor lives" weston_alive
	note "$name: $(tail -n 1 "/tmp/$name.out"); descriptors of the compositor: $before, now $(fd_count "$(weston_pid)")"
}

lab_modules
camera=$(camera_nodes | head -n 1)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start unaware drm gl
v4l2-ctl --device "$camera" --set-parm=30 \
	--set-fmt-video=width=640,height=480,pixelformat=XR24 >/dev/null
tolerance=2
app dmabuf-v4l plane weston-simple-dmabuf-v4l -v "$camera" -f XR24 -d XR24
app gst any gst-launch-1.0 -q v4l2src "device=$camera" ! \
	"video/x-raw,format=BGRx,width=640,height=480,framerate=30/1" ! waylandsink
# mpv takes YUYV and converts it its own way: bars are far more apart than this
tolerance=80
app mpv any mpv --no-config --no-terminal --vo=wlshm --untimed --no-audio --no-osc \
	--demuxer-lavf-o=video_size=640x480,framerate=30 "av://v4l2:$camera"
check "the plugin refused nothing" eval '! grep -q "yamp:.*refused" /tmp/weston-unaware.log'
check "Weston ends in good order" weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
