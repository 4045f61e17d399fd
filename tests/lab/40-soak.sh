# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Many frames: no descriptor and no memory more at the end than after the first ones,
# in the client and in Weston; no buffer in the kernel after Weston's exit.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

# Preloaded, it tells how many bytes a process has allocated and not freed.
counts=/tmp/soak-counts
counted="env LD_PRELOAD=/usr/libexec/yamp-bench/count-malloc.so COUNT_MALLOC=$counts"

# What must not grow, for both processes: descriptors, and bytes in use.
measure_fds() {
	echo "$(fewest fd_count "$view_pid") $(fewest fd_count "$(weston_pid)")"
}

measure_bytes() {
	echo "$(fewest in_use "$view_pid") $(fewest in_use "$(weston_pid)")"
}

# fewest COMMAND PID: the least figure of some looks. What is in flight, fences and
# messages, comes and goes with every frame; what leaks is there in all of them.
fewest() {
	local look count fewest
	fewest=$("$1" "$2")
	for look in {1..40}; do
		count=$("$1" "$2")
		[ "$count" -ge "$fewest" ] || fewest=$count
		sleep 0.05
	done
	echo "$fewest"
}

in_use() {
	od -An -j16 -N8 -t d8 "$counts/$1" | tr -d ' '
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

# soak NAME FRAMES: one viewfinder until it has shown so many frames
soak() {
	local name=$1 frames=$2 fds bytes fds_after bytes_after
	check "$name: clients before" warm_up
	VIEW_WRAP=$counted view_start "$camera" --size 640x480 --fps 30 --fullscreen \
		--format XR24 || return 0
	fds=$(measure_fds) bytes=$(measure_bytes)
	check "$name: $frames frames" quarters "$frames"
	fds_after=$(measure_fds) bytes_after=$(measure_bytes)
	note "descriptors of client and Weston: $fds, then $fds_after"
	note "bytes that client and Weston use: $bytes, then $bytes_after"
	note "KiB of pages of Weston's own: ${weston_kb[*]}"
	check "$name: descriptors of the client" test "${fds_after% *}" -le "${fds% *}"
	check "$name: descriptors of Weston" test "${fds_after#* }" -le "${fds#* }"
	check "$name: memory of the client" test "${bytes_after% *}" -le "${bytes% *}"
	check "$name: memory of Weston" test "${bytes_after#* }" -le "${bytes#* }"
	check "$name: pages of Weston do not grow with the frames" \
		rests_once $((frames / 16)) "${weston_kb[@]}"
	note "$(tail -n 1 "$view_log")"
	check "$name: ends cleanly" view_stop
}

lab_modules
mkdir "$counts"
camera=$(camera_nodes | head -n 1)
LAB_WRAP=$counted LAB_SIZE=640x480 WITH_PLUGIN=1 LAB_SCOPES=log weston_start soak-plane drm gl
soak "plane" 1000
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0

LAB_WRAP=$counted LAB_SIZE=640x480 WITH_PLUGIN=1 LAB_SCOPES=log,timeline weston_start soak-gles headless gl
soak "GLES" 100
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0
tap_done
