# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# vivid -> our buffers -> a KMS plane: scanned out, and nobody's CPU in between but
# that of the software camera and the software display.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

formats="XR24 NV12"
case $(uname -r) in 6.12.*) formats=XR24 ;; esac

on_plane() {
	[ "$(view_value zero_copy)" -ge 10 ]
}

# plane FORMAT PLACEMENT: on a plane, named by the kernel, bars right in the writeback
plane() {
	local format=$1 placement=$2 name="$1 $2" tolerance=6
	[ "$format" != XR24 ] || tolerance=2
	view_start "$camera" --size 640x480 --fps 30 --fullscreen --format "$format" --placement "$placement" || return 0
	check "$name: presentation feedback says zero-copy" wait_until 60 on_plane
	note "$(plane_state)"
	check "$name: the kernel's state has our framebuffer on a plane" \
		eval 'plane_state | grep -q "640x480.*$format\|$format.*640x480"'
	check "$name: client did not touch the pixels" test "$(view_value cpu_access.self)" = 0
	check "$name: the compositor did not either" test "$(view_value cpu_access.compositor)" = 0
	check "$name: the software camera is named" \
		test "$(view_value cpu_access.others.videobuf2_vmalloc)" -gt 0
	check "$name: nobody else is" test "$(view_value cpu_access.others | wc -w)" -eq 2
	case $(uname -r) in
	6.12.*) check "$name: the display is named" \
		test "$(view_value cpu_access.devices.vkms)" -gt 0 ;;
	*) # its vkms maps nothing for DMA: what it leaves is that it imported the buffers
		check "$name: the display is named as an importer, and maps nothing for DMA" \
			test "$(view_value cpu_access.attached.vkms)" -gt 0 \
			-a -z "$(view_value cpu_access.devices.vkms)" ;;
	esac
	note "CPU: $(view_value cpu_access.others), devices: $(view_value cpu_access.devices), imported by: $(view_value cpu_access.attached)"
	if writeback "/out/plane-$format-$placement.png"; then
		check "$name: colour bars" /usr/libexec/yamp-tests/bars \
			"/out/plane-$format-$placement.png" 0,0 640x480 "$tolerance"
	else
		not_ok "$name: writeback"
	fi
	check "$name: Ctrl-C ends it cleanly" view_stop
}

lab_modules
camera=$(camera_nodes | head -n 1)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start plane drm gl
for format in $formats; do
	plane "$format" system
	plane "$format" contiguous
done
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0
tap_done
