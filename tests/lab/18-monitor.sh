# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# yamp monitor: buffers, streams, targets and limits, for root and for another user.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"

# monitor LOG [COMMAND...]: starts one that writes to LOG
monitor() {
	local log=$1
	shift
	"$@" yamp monitor -j >"$log" 2>"$log.err" &
	monitor_pid=$!
	wait_until 30 grep -q '"event":"begin"' "$log"
}

# says LOG SOURCE EVENT PATTERN: has it said so?
says() {
	python3 -c '
import json, re, sys
log, source, event, pattern = sys.argv[1:]
for line in open(log):
    e = json.loads(line)
    if e["source"] == source and re.fullmatch(event, e["event"]) and re.search(pattern, e["detail"]):
        sys.exit(0)
sys.exit(1)' "$@"
}

# heard WHAT SOURCE EVENT PATTERN: within a while
heard() {
	local what=$1
	shift
	if wait_until 30 says /tmp/monitor "$@"; then
		ok "$what"
	else
		not_ok "$what" "$(tail -n 30 /tmp/monitor)"
	fi
}

# monitor_stop: Ctrl-C
monitor_stop() {
	kill -INT "$monitor_pid"
	wait "$monitor_pid"
}

lab_display
lab_camera single
camera=$(camera_nodes | head -n 1)
check "it begins with nothing there" monitor /tmp/monitor env WAYLAND_DISPLAY=monitor
lab_yamp
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start monitor drm gl
heard "the compositor" compositor connected .
view_start "$camera" --size 640x480 --format XR24 --buffers 5 || tap_done
heard "buffers" module allocated "id=[0-9]+ obj=0 size=[0-9]+"
heard "a stream" client stream_begins "yamp\\[$view_pid\\] $camera XR24 640x480, memory from yamp"
heard "a window" client window_opens "yamp\\[$view_pid\\]"
heard "how it is shown" client "path|window_opens" "plane Virtual-1"
check "the viewfinder ends" view_stop
heard "that the stream ends" client stream_ends "$camera"
heard "that buffers go" module released "id=[0-9]+ obj=0"
quota=/sys/module/yamp/parameters/quota_bytes
before=$(cat $quota)
echo 4096 >$quota
yamp view "$camera" --size 640x480 --format XR24 -n 1 >/dev/null 2>&1
heard "a limit" module limit "user_bytes"
echo "$before" >$quota
check "Weston ends in good order" weston_stop
heard "the compositor's end" compositor gone .
check "Ctrl-C ends it" monitor_stop
check "its trace is gone" test -z "$(find /sys/kernel/tracing/instances -name 'yamp-monitor-*')"
check "nothing on stderr" test ! -s /tmp/monitor.err
note "$(cut -c 1-160 /tmp/monitor)"

chmod 666 /dev/yamp /dev/dma_heap/yamp
# shellcheck disable=SC2086
check "another user's begins" monitor /tmp/monitor $as_nobody
check "and says what it can" says /tmp/monitor module begin "your buffers"
# Memory that stays until it is seen: DMA_HEAP_IOCTL_ALLOC, and the end of a pipe.
mkfifo /tmp/hold
# shellcheck disable=SC2086
$as_nobody python3 -c '
import fcntl, os, struct, sys
heap = os.open("/dev/dma_heap/yamp", os.O_RDONLY)
fcntl.ioctl(heap, 0xc0184800, bytearray(struct.pack("QIIQ", 65536, 0, os.O_RDWR, 0)))
sys.stdin.read()' </tmp/hold &
holder=$!
exec 7>/tmp/hold
heard "that user's buffers" module allocated "size=65536 by python3"
exec 7>&-
wait $holder
heard "and their end" module released "size=65536 by python3"
check "Ctrl-C ends that, too" monitor_stop
yamp monitor >/tmp/monitor.text &
monitor_pid=$!
check "for people" wait_until 30 \
	grep -qE "^[0-9:.]+  module +begin +everybody's buffers" /tmp/monitor.text
kill -TERM $monitor_pid
wait $monitor_pid
tap_done
