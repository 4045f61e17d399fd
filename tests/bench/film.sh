#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What tests/bench/run-film runs in the guest: film.sh SECONDS ROUNDS HOST (what it is, for
# the reader). Leaves the samples in /out/film.jsonl and prints the table.

# shellcheck source=../vm/guest/lab.sh
. /usr/lib/yamp-lab/lab.sh
seconds=$1 rounds=$2 host=$3
samples=/tmp/film.jsonl
content=/usr/share/yamp-lab/content/vtest.avi
export LAB_SIZE=640x480 LAB_SCOPES=log WITH_PLUGIN=1

say() {
	printf '%s\n' "$*" >&2
}

# make_film PATH WIDTH HEIGHT: 90 seconds. It is so small and slow that an emulated machine keeps
# up: else that is measured, not the sinks. A renderer in software does with less than a plane.
make_film() {
	gst-launch-1.0 -q filesrc "location=$content" ! avidemux ! identity eos-after=450 ! \
		avdec_msmpeg4 ! videoconvertscale ! videorate rate=0.5 ! \
		"video/x-raw,width=$2,height=$3,framerate=5/1" ! \
		avenc_mpeg4 bitrate=400000 ! avimux ! filesink "location=/tmp/$1.avi"
}

# client PATH NAME: $source and $sink
client() {
	local caps="width=640,height=480,framerate=30/1" memory="memory:DMABuf"
	source=(filesrc "location=/tmp/${1/yuv/plane}.avi" ! avidemux ! identity eos-after=FRAMES !
		avdec_mpeg4)
	sink=("${2%-dumb}")
	case $1:$2 in
	plane:*) source+=(! videoconvert ! "video/x-raw,format=BGRx") ;;
	camera:yampsink) source=(v4l2src "device=$camera" io-mode=dmabuf-import num-buffers=FRAMES !
		"video/x-raw,format=BGRx,$caps") ;;
	camera:*) source=(v4l2src "device=$camera" io-mode=dmabuf num-buffers=FRAMES !
		"video/x-raw($memory),format=DMA_DRM,drm-format=XR24,$caps") ;;
	esac
	[[ $2 != *-dumb ]] || sink+=(drm-device=/dev/dri/card0)
}

# one ROUND PATH NAME: a line more in $samples
one() {
	local source sink what=(--film)
	client "$2" "$3"
	[[ $2 != camera ]] || what=()
	python3 /share/measure.py --out "$samples" --weston "$(weston_pid)" --seconds "$seconds" \
		"${what[@]}" round="$1" path="$2" client="$3" -- \
		gst-launch-1.0 -q "${source[@]//FRAMES/-1}" ! "${sink[@]}" || return
	say "  $(tail -n 1 "$samples")"
	weston_alive || again
}

# copies PATH NAME: likewise, of frames that none is too late for
copies() {
	local source sink
	client "$1" "$2"
	python3 /share/copied.py --out "$samples" round=count path="$1" client="$2" -- \
		gst-launch-1.0 -q "${source[@]}" ! "${sink[@]}" sync=false || return
	say "  $(tail -n 1 "$samples")"
	weston_alive || again
}

# takes_yuv: is there a plane for I420? That of 7.x's vkms takes it, that of 6.12's does not.
takes_yuv() {
	[[ $(uname -r) != 6.12.* ]]
}

# each COMMAND...: for all paths and their clients. Where glimagesink draws no plane helps.
each() {
	local name
	for name in yampsink waylandsink waylandsink-dumb; do
		"$@" plane "$name" || return
	done
	takes_yuv && for name in yampsink waylandsink waylandsink-dumb; do
		"$@" yuv "$name" || return
	done
	for name in yampsink waylandsink waylandsink-dumb glimagesink; do
		"$@" gles "$name" || return
	done
	for name in yampsink waylandsink; do
		"$@" camera "$name" || return
	done
}

# The plugin's trials are over before anything is measured.
start() {
	weston_start film drm gl && wait_until 120 tried
}

tried() {
	(($(grep -c "yamp: .*buffers were tried" /tmp/weston-film.log) == 2))
}

again() {
	weston_stop 2>/dev/null
	start
}

bench() {
	local i
	lab_modules || return
	camera=$(camera_nodes | head -n 1)
	v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2 || return
	make_film plane 640 480 && make_film gles 160 120 && start || return
	say "copies"
	each copies && copies plane fakesink && copies gles fakesink || return
	for ((i = 1; i <= rounds; i++)); do
		say "round $i"
		each one "$i" || return
	done
	weston_stop
}

bench
status=$?
cp "$samples" /out/ 2>/dev/null
((status == 0)) || exit "$status"
gstreamer=$(gst-launch-1.0 --version | sed -n 's/^GStreamer/GStreamer/p')
python3 /share/film.py "$samples" \
	"Linux $(uname -r), $(weston --version), $gstreamer, $(nproc) processors; on $host"
