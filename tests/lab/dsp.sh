# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Viewfinders with DSPs, for the scripts here; needs view.sh. They read $camera.

size=640x480

# dsp_start OPTION...: a viewfinder through what the options say
dsp_start() {
	view_start "$camera" --size $size --fullscreen --fps 10 "$@"
}

# hops FIELD: of each hop, from the object that the viewfinder prints first
hops() {
	head -n 1 "$view_log" | python3 -c '
import json, sys
print(*[hop[sys.argv[1]] for hop in json.loads(sys.stdin.readline())["hops"]])' "$1"
}

# dmabufs PID: the inodes of dma-bufs that a process has open
dmabufs() {
	local fd
	for fd in "/proc/$1/fd"/*; do
		[[ $(readlink "$fd") != /dmabuf* ]] || stat -L -c %i "$fd"
	done | sort -u
}

# pools_distinct: the client has the buffers of all hops, Weston those of the last alone
pools_distinct() {
	local counts total=0 count shared
	read -ra counts <<<"$(hops buffers)"
	for count in "${counts[@]}"; do total=$((total + count)); done
	shared=$(comm -12 <(dmabufs "$view_pid") <(dmabufs "$(weston_pid)") | wc -l)
	echo "hops ${counts[*]}, client $(dmabufs "$view_pid" | wc -l), with Weston $shared"
	[ ${#counts[@]} -ge 2 ] && [ "$(dmabufs "$view_pid" | wc -l)" -eq "$total" ] &&
		[ "$shared" -eq "${counts[-1]}" ]
}

# stage NUMBER FIELD: of the newest report
stage() {
	tail -n 1 "$view_log" | python3 -c '
import json, sys
print(json.loads(sys.stdin.readline())["stages"][int(sys.argv[1])][sys.argv[2]])' "$1" "$2"
}

# others: whose processor touched the samples, but for client and compositor
others() {
	tail -n 1 "$view_log" | python3 -c '
import json, sys
print(*sorted(json.loads(sys.stdin.readline())["cpu_access"]["others"]), sep=", ")'
}

# no_copy NAME OTHERS: the processor touched the samples for these alone
no_copy() {
	check "$1: client did not touch the pixels" test "$(view_value cpu_access.self)" = 0
	check "$1: the compositor did not either" test "$(view_value cpu_access.compositor)" = 0
	check "$1: software drivers alone did, by name" test "$(others)" = "$2"
	note "CPU: $(view_value cpu_access.others), imported by: $(view_value cpu_access.attached)"
}

# every NAME FRAMES OPTION...: so many frames, each of them, in order
every() {
	local name=$1 frames=$2
	shift 2
	view_log=$(mktemp /tmp/view.XXXXXX)
	check "$name: $frames frames" yamp view "$camera" --size $size --fps 10 --fullscreen \
		--every-frame --frames "$frames" --json "$@"
	mv /tmp/check.out "$view_log"
	check "$name: none was lost or late in DSPs, client or compositor" test \
		"$(view_value drops.dsp):$(view_value drops.client):$(view_value drops.compositor)" = 0:0:0
	note "the camera lost $(view_value drops.camera), $(view_value latency_ms)" \
		"$(view_value stages)"
}

# Weston keeps what it shows until something else is shown.
yamp_buffers_few() {
	[ "$(yamp_buffers)" -le 4 ]
}

# refused WHAT PATTERN OPTION...: fails with one line on stderr that matches
refused() {
	local what=$1 pattern=$2 status=0
	shift 2
	timeout 60 yamp view "$camera" "$@" >/tmp/refused.out 2>/tmp/refused.err || status=$?
	if [ "$status" -ge 64 ] && [ "$status" -lt 124 ] &&
	   [ "$(wc -l </tmp/refused.err)" -eq 1 ] && grep -qE "$pattern" /tmp/refused.err; then
		ok "$what"
		note "$(cat /tmp/refused.err)"
	else
		not_ok "$what" "status $status" "$(cat /tmp/refused.out /tmp/refused.err)"
	fi
}

# killed DELAY OPTION...: at any moment of its life; the compositor lives, nothing is left
killed() {
	local delay=$1
	shift
	yamp view "$camera" --size $size "$@" >/dev/null 2>&1 &
	local pid=$!
	sleep "$delay"
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	weston_alive && wait_until 10 yamp_buffers_few
}
