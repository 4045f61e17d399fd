# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Many frames: no descriptor and no memory more at the end than after the first ones,
# in the client and in Weston; no buffer in the kernel after Weston's exit.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

# What must not grow, for both processes: descriptors, and memory of their own (pages of
# libraries come and go). Caches and the C library's arenas grow once, a leak grows with
# every frame: in the second half 512 bytes a frame are allowed; in all 1 MiB for the
# client and 16 MiB for Weston, whose Mesa takes some 9 MiB once, at a time of its own.
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

# The first clients make Weston and Mesa compile shaders and fill caches, 13 MB or so
# once and for all.
warm_up() {
	local i
	for i in 1 2 3; do
		yamp view "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 \
			--frames 60 --quiet || return
	done
}

# soak NAME FRAMES: one viewfinder until it has shown so many frames
soak() {
	local name=$1 frames=$2 before half after
	check "$name: clients before" warm_up
	view_start "$camera" --size 640x480 --fps 30 --fullscreen --format XR24 || return 0
	before=$(measure)
	wait_until 600 view_has_shown $((frames / 2))
	half=$(measure)
	check "$name: $frames frames" wait_until 600 view_has_shown "$frames"
	after=$(measure)
	note "client fds, Weston fds, client KiB, Weston KiB: $before, then $half, then $after"
	read -r -a b <<<"$before"
	read -r -a h <<<"$half"
	read -r -a a <<<"$after"
	check "$name: descriptors of the client" test "${a[0]}" -le "${b[0]}"
	check "$name: descriptors of Weston" test "${a[1]}" -le "${b[1]}"
	check "$name: memory of the client" test "${a[2]}" -le $((b[2] + 1024))
	check "$name: memory of Weston" test "${a[3]}" -le $((b[3] + 16384))
	check "$name: memory of the client, second half" \
		test "${a[2]}" -le $((h[2] + 4 + frames / 4))
	check "$name: memory of Weston, second half" \
		test "${a[3]}" -le $((h[3] + 4 + frames / 4))
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
