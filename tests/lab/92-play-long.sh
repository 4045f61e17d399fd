# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# yamp play: every film to its end, in one go, with sound where there is none to hear it.
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
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 30 yamp_buffers_are 0
tap_done
