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

# bars FORMAT SIZE PLACEMENT: one viewfinder as large as the output, one screenshot
bars() {
	local format=$1 size=$2 placement=$3 tolerance=6
	local name="$format $size $placement"
	[ "$format" != XR24 ] || tolerance=2
	view_start "$camera" --size "$size" --fps 30 --fullscreen --format "$format" --placement "$placement" || return 0
	check "$name: the compositor verified the buffers" test "$(view_value import)" = verified
	check "$name: placement" test "$(view_value placement)" = "$placement"
	check "$name: colour bars" \
		picture "/out/gles-$format-$size-$placement.png" "$size" "$tolerance"
	check "$name: Ctrl-C ends it cleanly" view_stop
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
