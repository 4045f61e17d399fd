# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# releases: arm64
# long
# On an arm64 machine: a camera that needs contiguous memory -> our buffers, out of CMA ->
# a KMS plane.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

tracing=/sys/kernel/tracing

on_plane() {
	[ "$(view_value zero_copy)" -ge 10 ]
}

# frames_of EVENT: how many frames (300 pages) the kernel took from CMA or gave back
frames_of() {
	grep -cE "$1:.* count=300( |$)" $tracing/trace
}

frames_given_back() {
	[ "$(frames_of cma_release)" = "$1" ]
}

lab_modules
camera=$(camera_nodes | tail -n 1)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start plane drm gl
echo 1 >$tracing/events/cma/enable
if view_start "$camera" --size 640x480 --fps 30 --fullscreen --format XR24; then
	check "presentation feedback says zero-copy" wait_until 60 on_plane
	note "$(plane_state)" "$(view_value path)"
	check "the kernel's state has our framebuffer on a plane" \
		eval 'plane_state | grep -q "XR24 640x480"'
	frames=$(frames_of cma_alloc_finish)
	check "the camera's frames are in CMA ($frames)" test "$frames" -ge 3
	# the camera with memory of its own would be videobuf2_vmalloc
	check "the contiguous camera is named" test "$(view_value cpu_access.others.vivid)" -gt 0
	check "client did not touch the pixels" test "$(view_value cpu_access.self)" = 0
	check "the compositor did not either" test "$(view_value cpu_access.compositor)" = 0
	note "CPU: $(view_value cpu_access.others), devices: $(view_value cpu_access.devices)"
	if writeback /out/plane.png; then
		check "colour bars" /usr/libexec/yamp-tests/bars /out/plane.png 0,0 640x480 2
	else
		not_ok "writeback"
	fi
	check "Ctrl-C ends it cleanly" view_stop
fi
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
check "every frame went back to CMA" wait_until 10 frames_given_back "$frames"
tap_done
