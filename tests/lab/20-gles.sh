# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# vivid -> our buffers -> GLES: the colour bars in a screenshot are right.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

# picture FILE SIZE TOLERANCE: take it and look at it
picture() {
	screenshot "$1" && /usr/libexec/yamp-tests/bars "$1" 0,0 "$2" "$3"
}

# stranger_is_wrong FORMAT SIZE TOLERANCE: does the renderer fail for GStreamer with the
# camera's own memory, too? Nothing of ours has a part in that, so it is the referee for
# a wrong picture. No verdict, if its window does not come up, is a no.
stranger_is_wrong() {
	local format caps stranger status=0
	case $1 in XR24) format=BGRx ;; YUYV) format=YUY2 ;; *) format=$1 ;; esac
	caps=video/x-raw,format=$format,width=${2%x*},height=${2#*x},framerate=30/1
	gst-launch-1.0 -q v4l2src "device=$camera" io-mode=dmabuf ! "$caps" ! \
		waylandsink fullscreen=true >/tmp/stranger.log 2>&1 &
	stranger=$!
	wait_until 60 stranger_shows "$@" || status=2
	[ "$status" -ne 0 ] || picture "/out/stranger-$1-$2.png" "$2" "$3" >/tmp/stranger.out 2>&1 ||
		status=$?
	kill "$stranger"
	wait "$stranger" 2>/dev/null
	[ "$status" -eq 1 ]
}

# stranger_shows FORMAT SIZE TOLERANCE: at least the first bar is there
stranger_shows() {
	picture "/out/stranger-$1-$2.png" "$2" "$3" 2>/dev/null | grep -q "^white .* off by [0-6]$"
}

# bars FORMAT SIZE PLACEMENT: one viewfinder as large as the output, one screenshot
bars() {
	local format=$1 size=$2 placement=$3 tolerance=6
	local name="$format $size $placement"
	[ "$format" != XR24 ] || tolerance=2
	view_start "$camera" --size "$size" --fps 30 --fullscreen --format "$format" --placement "$placement" || return 0
	check "$name: the compositor verified the buffers" test "$(view_value import)" = verified
	check "$name: placement" test "$(view_value placement)" = "$placement"
	picture "/out/gles-$format-$size-$placement.png" "$size" "$tolerance" >/tmp/bars.out 2>&1
	local status=$?
	check "$name: Ctrl-C ends it cleanly" view_stop
	if [ "$status" -eq 0 ]; then
		ok "$name: colour bars"
	elif stranger_is_wrong "$format" "$size" "$tolerance"; then
		skip "$name: colour bars" "this renderer shows GStreamer's $format wrongly, too"
	else
		not_ok "$name: colour bars" "$(cat /tmp/bars.out)"
	fi
}

lab_modules
camera=$(camera_nodes | head -n 1)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2
for size in 640x480 1280x720; do
	LAB_SIZE=$size LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start "gles-$size" headless gl
	for placement in system contiguous; do
		for format in XR24 YUYV NV12; do
			bars "$format" "$size" "$placement"
		done
	done
	check "$size: the compositor lives" weston_alive
	weston_stop
	check "$size: no buffer is left" test "$(yamp_buffers)" -eq 0
done
tap_done
