# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Two buffers, each repainted at once when the compositor releases it: the display
# never composes a torn frame. The CRC of every composed frame tells; the control,
# which repaints too early, must show that it would.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

# crcs NAME FRAMES [early]: distinct CRCs while flat runs, and how many frames there were
crcs() {
	local name=$1
	shift
	crc_start "/tmp/$name.crc" || return
	/usr/libexec/yamp-tests/flat "$@" >"/tmp/$name.flat" 2>&1 || return
	crc_stop
	note "$name: $(cat "/tmp/$name.flat")" "$(crc_values "/tmp/$name.crc" | head -n 8)"
}

# Only values seen at least once between two frames of ours count: the desktop before
# and after us has one value of its own.
distinct() {
	crc_values "/tmp/$1.crc" | wc -l
}

lab_display && lab_yamp
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start tear drm gl
check "two colours, repainted on release" crcs release 400
check "three values: the two colours and the empty desktop" test "$(distinct release)" -le 3
check "the control, repainted while shown" crcs early 200 early
check "the control tears" test "$(distinct early)" -gt 3
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0
tap_done
