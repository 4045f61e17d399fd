# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# What the compositor tells of each frame: plane or composited, output, reason, time.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/weston.sh

case $(uname -r) in 6.12.*) foreign=NV12 ;; *) foreign=YUYV ;; esac

# told NAME PATTERN: the newest report's value matches
told() {
	[[ $(view_value "$1") =~ ^$2$ ]]
}

# light_after_capture: the newest report says of half of the frames how long it took, and of nearly all
light_after_capture() {
	awk -v half="$(view_value latency_ms.p50)" -v most="$(view_value latency_ms.p95)" \
		'BEGIN { exit !(half > 0 && most >= half && most < 3600000) }'
}

# viewfinder FORMAT PATH REASONS: what `yamp view` prints of it, as JSON and as text
viewfinder() {
	local format=$1
	local name="yamp view $1" text=/tmp/view-text
	view_start "$camera" --size 640x480 --fps 30 --fullscreen --format "$format" || return 0
	check "$name: path" wait_until 60 told path "$2"
	check "$name: reasons" wait_until 60 told reasons "$3"
	check "$name: output" told output Virtual-1
	check "$name: the time from capture to light" wait_until 60 light_after_capture
	note "$(view_value path) $(view_value reasons) on $(view_value output)"
	check "$name: ends cleanly" view_stop
	check "$name: shows frames, and says it in words" eval \
		'yamp view "$camera" --size 640x480 --fps 30 --fullscreen --format "$format" --frames 3 >"$text"'
	note "$(tail -n 1 "$text")"
	check "$name: in words" grep -qE "in all:.* on Virtual-1  CPU access" "$text"
}

lab_modules
camera=$(camera_nodes | head -n 1)

LAB_SIZE=640x480 LAB_SCOPES=log,yamp WITH_PLUGIN=1 weston_start planes drm gl
clients planes placement plane "$foreign"
check "planes: the log scope has a line for each frame" \
	grep -q "frame on Virtual-1 at .*: on a plane" /tmp/weston-planes.log
check "planes: with the reason" \
	grep -q "frame on Virtual-1 at .*: composited: .*no_plane" /tmp/weston-planes.log
ends_well planes

LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start view drm gl
viewfinder XR24 plane '\[\]'
viewfinder "$foreign" composited "\['format'(, 'framebuffer')?\]"
ends_well "yamp view"

# With the scope "timeline" Weston waits until a frame is rendered.
LAB_SIZE=640x480 LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start noplanes headless gl
clients "no planes" placement renderer
ends_well "no planes"
tap_done
