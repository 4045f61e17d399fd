# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
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
}

# frames NAME: how many composed frames were wholly of the two most frequent values
frames() {
	crc_values "/tmp/$1.crc" | head -n 2 | awk '{ n += $1 } END { print n + 0 }'
}

report() {
	note "$1: $(cat "/tmp/$1.flat")" "$(crc_values "/tmp/$1.crc" | head -n 8)"
}

# torn NAME: frames of any other value between the first and the last of those two. The
# desktop before and after the client has values of its own.
torn() {
	awk 'NR == FNR { if (FNR <= 2) ours[$2]; next }
	NF > 1 && $NF in ours { torn += others; others = 0; begun = 1; next }
	NF > 1 && begun { others++ }
	END { print torn + 0 }' <(crc_values "/tmp/$1.crc") "/tmp/$1.crc"
}

lab_display && lab_yamp
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start tear drm gl
check "two colours, repainted on release" crcs release 400
report release
check "at least 400 composed frames were of one colour" test "$(frames release)" -ge 400
check "none was of both" test "$(torn release)" -eq 0
check "the control, repainted while shown" crcs early 200 early
report early
check "the control tears" test "$(torn early)" -gt 3
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0
tap_done
