# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Viewfinders with DSPs, for the scripts here; needs view.sh. They read $camera and $size.

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
	find "/proc/$1/fd" -lname '/dmabuf*' -exec stat -L -c %i {} + | sort -u
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

# picture COMMAND FILE [mirrored]: taken by COMMAND, are the bars in it? RGB565 has steps
# of 8 and each vim2m that converts cuts off once more.
picture() {
	"$1" "$2" && /usr/libexec/yamp-tests/bars "$2" 0,0 $size 10 ${3:+"$3"}
}

on_plane() {
	[ "$(view_value zero_copy)" -ge 10 ]
}

# plane NAME MIRRORED OPTION...: on a plane, named by the kernel, bars right
plane() {
	local name=$1 mirrored=$2
	shift 2
	dsp_start "$@" || return 0
	check "$name: presentation feedback says zero-copy" wait_until 60 on_plane
	check "$name: the kernel's state has our framebuffer on a plane" \
		eval 'plane_state | grep -q "RG16.*$size\|$size.*RG16"'
	check "$name: a pool for each hop" pools_distinct
	note "$(hops from) -> display: $(hops buffers) buffers of $(hops format)"
	no_copy "$name" videobuf2_vmalloc
	check "$name: colour bars ${mirrored:+in mirrored order}" \
		picture writeback "/out/dsp-${name// /-}.png" $mirrored
	note "$(tail -n 1 "$view_log")"
	check "$name: Ctrl-C ends it cleanly" view_stop
	check "$name: the client left no buffer" wait_until 10 yamp_buffers_few
}

# gles NAME MIRRORED OPTION...: the same through the renderer
gles() {
	local name=$1 mirrored=$2
	shift 2
	dsp_start "$@" || return 0
	check "$name: a pool for each hop" pools_distinct
	check "$name: the compositor verified the buffers" test "$(view_value import)" = verified
	check "$name: client did not touch the pixels" test "$(view_value cpu_access.self)" = 0
	check "$name: colour bars ${mirrored:+in mirrored order}" \
		picture screenshot "/out/dsp-${name// /-}.png" $mirrored
	check "$name: Ctrl-C ends it cleanly" view_stop
}

# steady NAME FRAMES OPTION...: in order, none lost but by the camera itself. Under
# software emulation anything may stand still for half a second, and then the camera has no
# buffer; what a pipeline makes it lose, it loses each time: one of three rounds is without.
steady() {
	local name=$1 frames=$2 round
	shift 2
	for round in 1 2 3; do
		every "$name" "$frames" --format RGBP "$@"
		[ "$(stage 0 starved)" -gt 0 ] || break
	done
	check "$name: the camera always had a buffer" test "$(stage 0 starved)" -eq 0
}

# Weston keeps what it shows until something else is shown.
yamp_buffers_few() {
	[ "$(yamp_buffers)" -le 4 ]
}

# refused WHAT PATTERN OPTION...: fails with one line on stderr that matches
refused() {
	local what=$1 pattern=$2 status=0
	shift 2
	timeout $((60 * LAB_PATIENCE)) yamp view "$camera" "$@" >/tmp/refused.out 2>/tmp/refused.err || status=$?
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
