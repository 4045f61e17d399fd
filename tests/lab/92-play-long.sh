# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# yamp play: every film to its end, in one go, with sound where there is none to hear it; and films
# that are not whole, which is said, after what there is of them.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/play.sh

lab_display && lab_yamp
LAB_SIZE=1024x768 WITH_PLUGIN=1 weston_start play drm gl
for film in "$films"/*; do
	plays "${film##*/}" "$film"
	# one is over before a slow machine has shown a window
	[ "${film##*.}" = mpg ] || showed "${film##*/}"
done
head -c 300000 "$films/display-dual-monitors.webm" >/tmp/half.webm
ends 65 "half a film" "half.webm: it breaks off at 0:17 of 0:37" /tmp/half.webm
showed "half a film"
cp "$films/tree.avi" /tmp/noise.avi
head -c 900000 /dev/zero | tr '\0' x | dd of=/tmp/noise.avi bs=1000 seek=150 conv=notrunc status=none
ends 65 "noise in a film" "noise.avi: Failed to .*decod" /tmp/noise.avi
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 30 yamp_buffers_are 0
tap_done
