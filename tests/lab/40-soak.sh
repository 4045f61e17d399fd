# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Many frames: no descriptor and no memory more at the end than after the first ones,
# in the client and in Weston; no buffer in the kernel after Weston's exit.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

# What must not grow, for both processes: descriptors, and memory of their own (pages of
# libraries come and go). A leak grows with every frame: the test fails if Weston's grew by
# more than 256 bytes a frame in each quarter of them, or by 16 MiB in all, since its
# Mesa and C library take some once, at a time of their own; the client's by 64 KiB.
measure_fds() {
	echo "$(fewest_fds "$view_pid") $(fewest_fds "$(weston_pid)")"
}

measure_memory() {
	echo "$(anonymous_kb "$view_pid") $(anonymous_kb "$(weston_pid)")"
}

# Fences in flight are descriptors, too, and come and go with every frame: the fewest
# seen in some looks. One that leaks is there in all of them.
fewest_fds() {
	local look count fewest
	fewest=$(fd_count "$1")
	for look in {1..40}; do
		count=$(fd_count "$1")
		[ "$count" -ge "$fewest" ] || fewest=$count
		sleep 0.05
	done
	echo "$fewest"
}

anonymous_kb() {
	awk '/^RssAnon/ { print $2 }' "/proc/$1/status"
}

# Every way that Weston and Mesa draw for the first time makes them compile shaders and
# fill caches, some 15 MiB in all, in the first clients' time: the soak begins when three
# of them in a row have left Weston's memory as it was, or after twenty.
warm_up() {
	local now last=0 still=0 client
	for client in {1..20}; do
		yamp view "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 \
			--frames 15 --quiet || return
		now=$(anonymous_kb "$(weston_pid)")
		[ $((now - last)) -lt 64 ] && still=$((still + 1)) || still=0
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

# quarters FRAMES: fills client_kb and weston_kb, from the first frames to the last
quarters() {
	local quarter
	client_kb=() weston_kb=()
	for quarter in 0 1 2 3 4; do
		wait_until 600 view_has_shown $((10 + $1 * quarter / 4)) || return
		read -r client weston <<<"$(measure_memory)"
		client_kb+=("$client") weston_kb+=("$weston")
	done
}

# soak NAME FRAMES: one viewfinder until it has shown so many frames
soak() {
	local name=$1 frames=$2 before after client weston
	check "$name: clients before" warm_up
	view_start "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 || return 0
	before=$(measure_fds)
	check "$name: $frames frames" quarters "$frames"
	after=$(measure_fds)
	note "descriptors of client and Weston: $before, then $after"
	note "KiB of the client: ${client_kb[*]}, of Weston: ${weston_kb[*]}"
	check "$name: descriptors of the client" test "${after% *}" -le "${before% *}"
	check "$name: descriptors of Weston" test "${after#* }" -le "${before#* }"
	check "$name: memory of the client" \
		test "${client_kb[-1]}" -le $((client_kb[0] + 64))
	check "$name: memory of Weston" test "${weston_kb[-1]}" -le $((weston_kb[0] + 16384))
	check "$name: memory of Weston does not grow with the frames" \
		rests_once $((frames / 16)) "${weston_kb[@]}"
	note "$(tail -n 1 "$view_log")"
	check "$name: ends cleanly" view_stop
}

lab_modules
camera=$(camera_nodes | head -n 1)
LAB_SIZE=640x480 WITH_PLUGIN=1 LAB_SCOPES=log weston_start soak-plane drm gl
soak "plane" 1000
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0

LAB_SIZE=640x480 WITH_PLUGIN=1 LAB_SCOPES=log,timeline weston_start soak-gles headless gl
soak "GLES" 100
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0
tap_done
