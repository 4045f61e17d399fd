#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What tests/bench/run runs in the guest: bench.sh SECONDS ROUNDS HOST (what
# it is, for the reader). Leaves the samples in /out/samples.jsonl and prints the table.

# shellcheck source=../vm/guest/lab.sh
. /usr/lib/yamp-lab/lab.sh
seconds=$1 rounds=$2 host=$3
samples=/tmp/samples.jsonl
fps=30
through_gles="yamp dmabuf-v4l gst"

say() {
	printf '%s\n' "$*" >&2
}

# camera_set FOURCC WxH: for clients that take the camera as it is
camera_set() {
	v4l2-ctl --device "$camera" --set-parm=$fps \
		--set-fmt-video="width=${2%x*},height=${2#*x},pixelformat=$1" >/dev/null
}

# client NAME FOURCC WxH: the command line in $command
client() {
	local fourcc=$2 size=$3 raw
	raw="width=${size%x*},height=${size#*x},framerate=$fps/1"
	case $1 in
	yamp) command=(yamp view --size "$size" --format "$fourcc" --fps "$fps" "$camera") ;;
	dmabuf-v4l) command=(weston-simple-dmabuf-v4l -v "$camera" -f "$fourcc" -d "$fourcc") ;;
	gst) command=(gst-launch-1.0 -q v4l2src "device=$camera" !
		"video/x-raw,format=$(gst_format "$fourcc"),$raw" ! waylandsink) ;;
	gst-dmabuf) command=(gst-launch-1.0 -q v4l2src "device=$camera" io-mode=dmabuf !
		"video/x-raw(memory:DMABuf),format=DMA_DRM,drm-format=$fourcc,$raw" ! waylandsink) ;;
	shm) command=(/usr/libexec/yamp-bench/shm-view "$camera") ;;
	esac
}

gst_format() {
	case $1 in
	XR24) echo BGRx ;;
	YUYV) echo YUY2 ;;
	esac
}

# one ROUND WxH PATH FOURCC CLIENT [--count]: a line more in $samples
one() {
	local round=$1 size=$2 path=$3 fourcc=$4 name=$5 command
	shift 5
	client "$name" "$fourcc" "$size"
	camera_set "$fourcc" "$size" || return
	python3 /share/measure.py --out "$samples" --weston "$(weston_pid)" \
		--seconds "$seconds" "$@" round="$round" size="$size" path="$path" \
		format="$fourcc" client="$name" -- "${command[@]}" || return
	say "  $path, $name$(tail -n 1 "$samples" | sed -n 's/.*"failed": "\([^"]*\)".*/: fails, \1/p')"
	weston_alive || weston_again
}

# A Weston that died is in the table; the next client gets another one.
weston_again() {
	weston_stop 2>/dev/null
	weston_"$lab_weston_name"
}

weston_gl() {
	weston_start gl drm gl
}

# Weston's pixman renderer at its best: without the shadow picture that it would first
# draw into.
weston_pixman() {
	weston_config "$LAB_SIZE" | sed '/^\[core\]/a pixman-shadow=false' >/tmp/pixman.ini
	weston_start pixman drm pixman --config=/tmp/pixman.ini
}

# round ROUND [--count]: every client once, at both sizes; through GLES a few
round() {
	local round=$1 name
	shift
	for LAB_SIZE in 640x480 1280x720; do
		say "round $round, $LAB_SIZE"
		weston_gl || return
		for name in yamp dmabuf-v4l gst gst-dmabuf; do
			one "$round" "$LAB_SIZE" plane XR24 "$name" "$@" || return
		done
		for name in $through_gles; do
			one "$round" "$LAB_SIZE" gles YUYV "$name" "$@" || return
		done
		weston_stop || return
		weston_pixman || return
		one "$round" "$LAB_SIZE" pixman XR24 shm "$@" || return
		weston_stop || return
	done
}

versions() {
	echo "Linux $(uname -r), $(weston --version)," \
		"$(gst-launch-1.0 --version | sed -n 's/^GStreamer/GStreamer/p')," \
		"$(nproc) processors; on $host"
}

bench() {
	local i
	lab_modules || return
	camera=$(camera_nodes | head -n 1)
	v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2 || return
	export LAB_SCOPES=log WITH_PLUGIN=1 LAB_SIZE
	for ((i = 1; i <= rounds; i++)); do
		round "$i" || return
	done
	through_gles=
	round count --count || return
}

bench
status=$?
cp "$samples" /out/ 2>/dev/null
((status == 0)) || exit "$status"
python3 /share/report.py "$samples" "$(versions)"
