# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# Many frames: no descriptor and no memory more at the end than after the first ones,
# in the client and in Weston; no buffer in the kernel after Weston's exit.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

# look: what must not grow, descriptors and bytes in use, of the client and of Weston
look() {
	local pid
	for pid in "$view_pid" "$(weston_pid)"; do
		fd_count "$pid"
		in_use "$pid"
	done
}

# fewest FRAMES: fills least with the least of each figure in the looks of so many frames.
# What is in flight, fences and messages, comes and goes with every frame; what leaks is
# there in all of them.
fewest() {
	local until now i looks=0
	until=$(($(view_value presented) + $1))
	mapfile -t least < <(look)
	while ((looks++ < 40)) || [ "$(view_value presented)" -lt "$until" ]; do
		mapfile -t now < <(look)
		for i in "${!now[@]}"; do
			[ "${now[i]}" -ge "${least[i]}" ] || least[i]=${now[i]}
		done
		sleep 0.05
	done
}

# Pages of its own that a process has: also those of memory that was freed, and those that
# do not come from malloc().
anonymous_kb() {
	awk '/^RssAnon/ { print $2 }' "/proc/$1/status"
}

# Every way that Weston and Mesa draw for the first time makes them compile shaders and
# fill caches, some 15 MiB in all, in the first clients' time: the soak begins when three
# of them in a row have left Weston with the bytes it had, or after twenty.
warm_up() {
	local now last=0 still=0 client
	for client in {1..20}; do
		yamp view "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 \
			--frames 15 --quiet || return
		now=$(in_use "$(weston_pid)")
		[ $((now - last)) -lt 4096 ] && still=$((still + 1)) || still=0
		last=$now
		[ "$still" -lt 3 ] || break
	done
}

# rests_once LIMIT KIB...: did it grow by no more than LIMIT in one of the steps at least?
rests_once() {
	local limit=$1 last=$2 now
	shift 2
	for now; do
		[ $((now - last)) -gt "$limit" ] || return 0
		last=$now
	done
	return 1
}

# quarters FRAMES: fills weston_kb, from the first frames to the last
quarters() {
	local quarter
	weston_kb=()
	for quarter in 0 1 2 3 4; do
		wait_until 600 view_has_shown $((10 + $1 * quarter / 4)) || return
		weston_kb+=("$(anonymous_kb "$(weston_pid)")")
	done
}

# soak NAME FRAMES: one viewfinder until it has shown so many frames. The smallest
# allocation has 24 bytes: one that leaks with each frame is more than 16 bytes a frame.
soak() {
	local name=$1 frames=$2 before
	check "$name: clients before" warm_up
	VIEW_WRAP=$counted view_start "$camera" --size 640x480 --fps 30 --fullscreen \
		--format XR24 || return 0
	fewest 15
	before=("${least[@]}")
	check "$name: $frames frames" quarters "$frames"
	fewest 15
	note "descriptors of client and Weston: ${before[0]} ${before[2]}, then ${least[0]} ${least[2]}"
	note "bytes that they use: ${before[1]} ${before[3]}, then ${least[1]} ${least[3]}"
	note "KiB of pages of Weston's own: ${weston_kb[*]}"
	check "$name: descriptors of the client" test "${least[0]}" -le "${before[0]}"
	check "$name: descriptors of Weston" test "${least[2]}" -le "${before[2]}"
	check "$name: memory of the client" test "${least[1]}" -le $((before[1] + frames * 16))
	check "$name: memory of Weston" test "${least[3]}" -le $((before[3] + frames * 16))
	check "$name: pages of Weston do not grow with the frames" \
		rests_once $((frames / 16)) "${weston_kb[@]}"
	note "$(tail -n 1 "$view_log")"
	check "$name: ends cleanly" view_stop
}

lab_modules
mkdir "$counts"
camera=$(camera_nodes | head -n 1)
export LAB_PRELOAD=$counter LAB_WRAP="env COUNT_MALLOC=$counts" LAB_SIZE=640x480 WITH_PLUGIN=1
LAB_SCOPES=log weston_start soak-plane drm gl
soak "plane" 1000
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0

LAB_SCOPES=log,timeline weston_start soak-gles headless gl
soak "GLES" 100
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0
tap_done
