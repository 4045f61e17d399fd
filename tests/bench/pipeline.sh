#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What tests/bench/run-pipeline runs in the guest: pipeline.sh SECONDS ROUNDS HOST (what it is,
# for the reader). Leaves the samples in /out/samples.jsonl and prints the tables.

# shellcheck source=../vm/guest/lab.sh
. /usr/lib/yamp-lab/lab.sh
seconds=$1 rounds=$2 host=$3
samples=/tmp/samples.jsonl
frames=60

say() {
	printf '%s\n' "$*" >&2
}

# alone CASE WxH FOURCC [DSP FOURCC]...: a pipeline by itself, a line more in $samples
alone() {
	local name=$1 size=$2 sample
	shift 2
	sample=$(/usr/libexec/yamp-bench/pipeline "$camera" "$size" "$frames" "$@") || return
	printf '{"case": "%s", "size": "%s", "stages": %d, %s\n' "$name" "$size" $((($# - 1) / 2)) \
		"${sample#\{}" >>"$samples"
	say "  $(tail -n 1 "$samples")"
}

# shown NAME COMMAND...: on the screen, a line more in $samples
shown() {
	local name=$1
	shift
	python3 /share/measure.py --out "$samples" --weston "$(weston_pid)" --seconds "$seconds" \
		case=shown size=640x480 client="$name" -- "$@" || return
	say "  $(tail -n 1 "$samples")"
}

# through COUNT WxH FOURCC DSP: as many times through the same DSP
through() {
	local arguments=() i
	for ((i = 0; i < $1; i++)); do arguments+=("$4" "$3"); done
	alone "$4" "$2" "$3" "${arguments[@]}"
}

round() {
	local count size view=(yamp view --size 640x480 --fps 30)
	for count in 0 1 2 3 4; do
		through $count 640x480 RGBP "$dsp" || return
		through $count 640x480 NV12 softdsp:invert || return
	done
	for size in 1280x720 1920x1080 3840x2160; do
		through 1 $size NV12 softdsp:invert || return
	done
	v4l2-ctl --device "$camera" --set-parm=30 \
		--set-fmt-video=width=640,height=480,pixelformat=RGBP >/dev/null
	shown "yamp view --dsp /dev/videoN" "${view[@]}" --format RGBP --dsp "$dsp" "$camera" || return
	shown "v4l2src ! v4l2convert ! waylandsink" gst-launch-1.0 -q v4l2src "device=$camera" ! \
		video/x-raw,format=RGB16,width=640,height=480,framerate=30/1 ! v4l2convert ! \
		video/x-raw,format=RGB16,width=640,height=480 ! waylandsink || return
	v4l2-ctl --device "$camera" --set-fmt-video=width=640,height=480,pixelformat=XR24 >/dev/null
	shown "yamp view --dsp cpu:mirror" "${view[@]}" --format XR24 --dsp cpu:mirror "$camera" ||
		return
	shown "v4l2src ! videoflip ! waylandsink" gst-launch-1.0 -q v4l2src "device=$camera" ! \
		video/x-raw,format=BGRx,width=640,height=480,framerate=30/1 ! \
		videoflip method=horizontal-flip ! waylandsink
}

bench() {
	local i
	{ lab_modules && lab_dsp && modprobe yamp_softdsp; } || return
	camera=$(camera_nodes | head -n 1)
	dsp=$(dsp_node)
	v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2 || return
	LAB_SCOPES=log WITH_PLUGIN=1 LAB_SIZE=640x480 weston_start pipeline drm gl || return
	for ((i = 1; i <= rounds; i++)); do
		say "round $i"
		round || return
	done
	weston_stop
}

bench
status=$?
cp "$samples" /out/ 2>/dev/null
((status == 0)) || exit "$status"
python3 /share/pipeline-report.py "$samples" "Linux $(uname -r), $(weston --version), $(nproc)
processors; on $host"
