# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# Trials with buffers, made beside the compositor: kept for the next start, and whatever
# becomes of them, the compositor lives, and says that what it tells is assumed.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

programs=/usr/libexec/yamp
kept=~/.cache/yamp
log=

# begin NAME: a compositor; its log is $log
begin() {
	log=/tmp/weston-$1.log
	LAB_SIZE=640x480 LAB_SCOPES=log,yamp WITH_PLUGIN=1 weston_start "$1" drm gl
}

# says WHAT display|renderer PATTERN: the log does, some time
says() {
	local subject=renderer
	[ "$2" = renderer ] || subject=/dev/dri/$(lab_card)
	check "$1" wait_until 90 grep -qE "yamp: $subject: $3" "$log"
	note "$(grep -E "yamp: $subject: " "$log")"
}

# told SOURCE: where a client hears that strides are known from, of all targets
told() {
	yamp explain -j "$camera" --size 640x480 --format XR24 >/tmp/answer 2>/tmp/explain.err
	python3 -c '
import json, sys
a = json.load(open("/tmp/answer"))
told = {c["figures"]["stride_align"]["source"] for c in a["consumers"]
        if "plane" in c["kind"] or c["kind"] == "renderer"}
sys.exit(0 if told == {sys.argv[1]} else str(told))' "$1"
}

# end NAME: all is as before
end() {
	check "$1: the compositor lives" weston_alive
	check "$1: nothing is left of trials" wait_until 90 eval '! pgrep yamp-trial'
	check "$1: no zombie" eval '! ps -o stat= --ppid "$(weston_pid)" | grep -q Z'
	check "$1: Weston ends in good order" weston_stop
	check "$1: no buffer is left" wait_until 10 yamp_buffers_are 0
}

# stand_in display|renderer COMMAND: a trial that does this; as_it_was undoes it
stand_in() {
	[ -e "/tmp/trial-$1" ] || cp $programs/yamp-trial-"$1" "/tmp/trial-$1"
	printf '#!/bin/sh\n%s\n' "$2" >$programs/yamp-trial-"$1"
}

as_it_was() {
	cp "/tmp/trial-$1" $programs/yamp-trial-"$1"
}

# hang_begin: a compositor whose trial on the renderer does not end; it runs beside what
# follows, for what it is about comes late
hang_begin() {
	stand_in renderer 'exec sleep 100000'
	WITH_PLUGIN=1 weston_start hang headless gl
	check "hang: a trial runs" wait_until 60 hanging
	as_it_was renderer
	hang_pid=$(weston_pid)
	lab_weston_pid=
}

hanging() {
	ps -o comm= --ppid "$(weston_pid)" | grep -q sleep
}

# hang_end: it was ended, and the compositor lives
hang_end() {
	lab_weston_pid=$hang_pid lab_weston_name=hang log=/tmp/weston-hang.log
	says "hang: is said when its time is over" renderer "what it takes is assumed: .*took too long"
	check "hang: and ended" eval '! hanging'
	end hang
}

# as_begun FILE: says that a trial was begun, as when the machine died of it
as_begun() {
	{
		head -n 1 "$1"
		printf 'yamp-trial 1\norigin 2\nerror 0\n'
		sed -n 's/^\([a-z_]*\) [0-9]*$/\1 0/p' "$1" | sed -n '/memory_known/,$p'
		echo end
	} >"$1.new" && mv "$1.new" "$1"
}

# in_pieces: memory as trials get it, where the machine has much that lies together
in_pieces() {
	local round
	for round in 1 2 3 4 5 6; do
		echo 3 >/proc/sys/vm/drop_caches
		echo 1 >/proc/sys/vm/compact_memory
		[ "$(/usr/libexec/yamp-tests/scattered 30)" -ge 4 ] || return
	done
}

lab_modules
check "memory for trials is in pieces" in_pieces
camera=$(camera_nodes | head -n 1)
hang_begin

begin first
says "the first start: buffers are tried on the display" display "buffers were tried for [0-9]+ ms"
says "and on the renderer" renderer "buffers were tried for [0-9]+ ms"
check "and the result told" wait_until 60 told measured
check "and kept, for the user alone" test "$(stat -c %a $kept/trial-* | sort -u)" = 600
note "$(head -n 50 $kept/trial-*)"
end first

sed -i 's/^stride_align .*/stride_align 3/' $kept/trial-renderer-*
begin again
says "the next start: not on the display" display "buffers were tried at an earlier start"
says "a file that no trial can have written: again on the renderer" renderer \
	"buffers were tried for [0-9]+ ms"
check "and the result is the same" wait_until 60 told measured
check "the file is a good one again" grep -qE "^stride_align (1|2|4|8|16|32|64)$" $kept/trial-renderer-*
end again

# One after the other: Weston reaps all its children when one ends, and what the second one
# ended with is lost then.
stand_in display 'kill -SEGV $$'
stand_in renderer 'until grep -q crashed /tmp/weston-bad.log; do sleep 1; done
echo "yamp-trial 1"; echo "stride_align 0"'
begin bad
says "a crash: is said" display "what it takes is assumed: .*crashed: Segmentation fault"
says "nonsense: is said" renderer "what it takes is assumed: .*no answer"
check "both are told, as assumed" told assumed
end bad

rm $programs/yamp-trial-display
as_it_was renderer
as_begun $kept/trial-renderer-*
begin none
says "no program: is said" display "what it takes is assumed: .*cannot be run: No such file"
says "begun and not ended before: not tried again" renderer \
	"what it takes is assumed: .*did not come to its end at an earlier start"
check "both are told, as assumed" told assumed
end none
hang_end
tap_done
