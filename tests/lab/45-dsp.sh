# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# vivid -> vim2m -> plane and -> GLES: one pool between camera and DSP, another between
# DSP and display, and no processor in between but those of the software drivers.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

size=640x480

# dsp_start OPTION...: a viewfinder through what the options say
dsp_start() {
	view_start "$camera" --size $size --fullscreen --fps 10 "$@"
}

# picture COMMAND FILE [mirrored]: taken by COMMAND, are the bars in it? RGB565 has steps
# of 8 and each vim2m that converts cuts off once more.
picture() {
	"$1" "$2" && /usr/libexec/yamp-tests/bars "$2" 0,0 $size 10 ${3:+"$3"}
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

# no_copy NAME: who touched the samples by processor
no_copy() {
	check "$1: client did not touch the pixels" test "$(view_value cpu_access.self)" = 0
	check "$1: the compositor did not either" test "$(view_value cpu_access.compositor)" = 0
	check "$1: the software drivers are named" \
		test "$(view_value cpu_access.others.videobuf2_vmalloc)" -gt 0
	check "$1: nobody else is" test "$(view_value cpu_access.others | wc -w)" -eq 2
	note "CPU: $(view_value cpu_access.others), imported by: $(view_value cpu_access.attached)"
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
	no_copy "$name"
	check "$name: colour bars ${mirrored:+in mirrored order}" \
		picture writeback "/out/dsp-${name// /-}.png" $mirrored
	note "$(tail -n 1 "$view_log")"
	check "$name: Ctrl-C ends it cleanly" view_stop
	check "$name: the client left no buffer" wait_until 10 yamp_buffers_few
}

# Weston keeps what it shows until something else is shown.
yamp_buffers_few() {
	[ "$(yamp_buffers)" -le 4 ]
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

# every NAME FRAMES OPTION...: so many frames, each of them
every() {
	local name=$1 frames=$2
	shift 2
	view_log=$(mktemp /tmp/view.XXXXXX)
	check "$name: $frames frames" yamp view "$camera" --size $size --fps 10 --fullscreen \
		--format RGBP --every-frame --frames "$frames" --json "$@"
	mv /tmp/check.out "$view_log"
	check "$name: none was lost or late in DSPs, client or compositor" test \
		"$(view_value drops.dsp):$(view_value drops.client):$(view_value drops.compositor)" = 0:0:0
	gaps=$(view_value drops.camera)
	note "gaps in the camera's sequence: $gaps, $(view_value latency_ms)" "$(view_value stages)"
}

# steady NAME OPTION...: the camera loses no more frames than it does alone. Under software
# emulation it loses some now and then; what a pipeline makes it lose, it loses each time:
# one of three rounds is to be without.
steady() {
	local name=$1 round mine
	shift
	for round in 1 2 3; do
		every "$name" 100 "$@"
		mine=$gaps
		every "camera alone" 100
		[ "$mine" -gt "$gaps" ] || break
	done
	check "$name: no more gaps than of the camera alone" test "$mine" -le "$gaps"
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

# gone: the driver is taken away under a running stream
gone() {
	local status=0
	dsp_start --dsp "$dsp" || return 0
	check "busy: the module cannot be removed under a stream" \
		eval '! modprobe --remove vim2m 2>/dev/null'
	echo vim2m.0 >/sys/bus/platform/drivers/vim2m/unbind 2>/dev/null ||
		echo vim2m >/sys/bus/platform/drivers/vim2m/unbind
	wait "$view_pid" || status=$?
	check "gone: the client ends, and says so" test "$status" -eq 66
	check "gone: in one line" grep -qE "^yamp: $dsp is gone: load its driver again$" "$view_log.err"
	check "gone: in one line only" test "$(wc -l <"$view_log.err")" -eq 1
	modprobe --remove vim2m && lab_dsp
	dsp=$(dsp_node)
	dsp_start --dsp "$dsp" && check "gone: the driver comes back, and it works" view_stop
}

killed() {
	yamp view "$camera" --size $size --dsp "$dsp" --dsp "$dsp" >/dev/null 2>&1 &
	local pid=$!
	sleep "$1"
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	weston_alive && wait_until 10 yamp_buffers_few
}

slow() {
	dsp_start --dsp "$dsp,transaction_time_msec=300" || return 0
	check "slow DSP: frames that it cannot take are skipped, and named" \
		wait_until 60 eval '[ "$(stage 1 skipped)" -gt 5 ]'
	note "$(stage 1 latency_ms)" "$(view_value latency_ms)" "$(view_value drops)"
	check "slow DSP: ends cleanly" view_stop
}

lab_modules && lab_dsp
camera=$(camera_nodes | head -n 1)
dsp=$(dsp_node)
decoder=$(dirname "$(grep -lx stateful-decoder /sys/class/video4linux/*/name)")
decoder=/dev/${decoder##*/}
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2

LAB_SIZE=$size WITH_PLUGIN=1 weston_start dsp-plane drm gl
plane "one DSP" "" --dsp "$dsp"
plane "one DSP that flips" mirrored --dsp "$dsp,horizontal_flip=1"
plane "two that flip" "" --dsp "$dsp,horizontal_flip=1" --dsp "$dsp,horizontal_flip=1"
steady "one DSP" --dsp "$dsp"
steady "two DSPs" --dsp "$dsp" --dsp "$dsp"
slow

refused "no such DSP" "no /dev/video99" --dsp /dev/video99
refused "a camera is no DSP" "not a mem2mem device: it is a camera" --dsp "$camera"
refused "unknown control" "no control nonsense; it has:.* horizontal_flip" --dsp "$dsp,nonsense=1"
refused "a control's range" "horizontal_flip is 0 to 1, not 2" --dsp "$dsp,horizontal_flip=2"
refused "a key without value" "KEY=VALUE" --dsp "$dsp,horizontal_flip"
refused "a format that the DSP does not take" "$dsp does not take NV12; of what" \
	--format NV12 --dsp "$dsp"
refused "a format that it does not make" "$dsp has no format NV12" --dsp "$dsp,format=NV12"
refused "a size that it does not take" "$dsp cannot take 3840x2160: the nearest size" \
	--size 3840x2160 --dsp "$dsp"
refused "nothing in common" "no format in common; the first delivers:.*; the second takes:" \
	--dsp "$decoder"
for delay in 0.3 1 2 4; do
	check "client killed after $delay s" killed "$delay"
done
gone
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0

LAB_SIZE=$size LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start dsp-gles headless gl
gles "GLES" mirrored --dsp "$dsp,horizontal_flip=1"
gles "GLES from a DSP that converts" "" --dsp "$dsp,format=YUYV"
if modprobe --remove vim2m && modinfo -p vim2m | grep -q ^multiplanar: && lab_dsp multiplanar=2; then
	dsp=$(dsp_node)
	gles "GLES, multi-planar API" mirrored --dsp "$dsp,horizontal_flip=1"
else
	lab_dsp
	skip "multi-planar API" "vim2m of this kernel has none"
fi
check "the compositor lives to the end" weston_alive
weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
tap_done
