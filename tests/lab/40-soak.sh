# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Many frames: no descriptor and no memory more at the end than after the first ones,
# in the client and in Weston; no buffer in the kernel after Weston's exit.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

# What must not grow, for both processes: descriptors, and memory of their own (pages of
# libraries come and go). The C library's arenas move by a few pages: in all 64 KiB are
# allowed for the client and 256 KiB for Weston, a quarter of a kilobyte for each of a
# thousand frames.
measure() {
	echo "$(fewest_fds "$view_pid") $(fewest_fds "$(weston_pid)")" \
		"$(anonymous_kb "$view_pid") $(anonymous_kb "$(weston_pid)")"
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
# of them in a row have left Weston's memory as it was.
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
	note "Weston's memory rests at $now KiB after $client clients"
	[ "$still" -ge 3 ]
}

# soak NAME FRAMES: one viewfinder until it has shown so many frames
soak() {
	local name=$1 frames=$2 before after
	check "$name: Weston at rest" warm_up
	view_start "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 || return 0
	before=$(measure)
	check "$name: $frames frames" wait_until 600 view_has_shown "$frames"
	after=$(measure)
	note "client fds, Weston fds, client KiB, Weston KiB: $before, then $after"
	read -r -a b <<<"$before"
	read -r -a a <<<"$after"
	check "$name: descriptors of the client" test "${a[0]}" -le "${b[0]}"
	check "$name: descriptors of Weston" test "${a[1]}" -le "${b[1]}"
	check "$name: memory of the client" test "${a[2]}" -le $((b[2] + 64))
	check "$name: memory of Weston" test "${a[3]}" -le $((b[3] + 256))
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
