#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What tests/bench/run-first runs in the guest: first.sh ROUNDS RUNS HOST.

# shellcheck source=../vm/guest/lab.sh
. /usr/lib/yamp-lab/lab.sh
rounds=$1 runs=$2 host=$3
samples=/tmp/first.jsonl
export LAB_SCOPES=log LAB_SIZE=640x480

# one CLIENT COMMAND...
one() {
	local client=$1
	shift
	python3 /share/first.py --measure "$samples" --weston "$(weston_pid)" "$client" -- "$@"
}

# view CLIENT [ENVIRONMENT]: the shim is there in any case, so that it costs the same
view() {
	one "$1" env LD_PRELOAD=/usr/libexec/yamp-bench/hide-global.so ${2:+"$2"} \
		yamp view --size 640x480 --format XR24 --fps 30 "$camera"
}

# trials [LOG]...: how long the plugin tried buffers; at its first start its cache was empty
trials() {
	grep -h "yamp: .*buffers were tried" "${@:-/tmp/weston-first.log}" | sed 's/^\[[^]]*\] */- /'
}

tried() {
	(($(trials | wc -l) == 2))
}

# round: every client in turn, once the plugin's trials have ended
round() {
	local i
	WITH_PLUGIN=1 weston_start first drm gl && wait_until 120 tried || return
	for ((i = 0; i < runs; i++)); do
		view yamp && view plain HIDE_GLOBAL=yamp_manager_v1 &&
			one dmabuf-v4l weston-simple-dmabuf-v4l -v "$camera" -f XR24 -d XR24 || return
	done
	weston_stop
}

refresh_hz() {
	sed -n 's/.*refresh: *\([0-9.]*\) Hz.*/\1/p' /tmp/weston-first.info | head -n 1
}

bench() {
	local i
	lab_modules || return
	camera=$(camera_nodes | head -n 1)
	v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2 || return
	v4l2-ctl --device "$camera" --set-parm=30 \
		--set-fmt-video=width=640,height=480,pixelformat=XR24 >/dev/null || return
	for ((i = 1; i <= rounds; i++)); do
		echo "round $i" >&2
		round || return
		cp /tmp/weston-first.log "/tmp/weston-first.log.$i"
	done
}

bench || exit
cp "$samples" /out/
python3 /share/first.py --report "$samples" "$(refresh_hz)" \
	"Linux $(uname -r), $(weston --version), $(nproc) processors; on $host"
trials /tmp/weston-first.log.*
