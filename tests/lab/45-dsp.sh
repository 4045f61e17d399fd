# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# vivid -> vim2m -> plane and -> GLES: one pool between camera and DSP, another between
# DSP and display, and no processor in between but those of the software drivers.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

# picture COMMAND FILE [mirrored]: taken by COMMAND, are the bars in it? RGB565 has steps
# of 8 and each vim2m that converts cuts off once more.
picture() {
	"$1" "$2" && /usr/libexec/yamp-tests/bars "$2" 0,0 $size 10 ${3:+"$3"}
}

on_plane() {
	[ "$(view_value zero_copy)" -ge 10 ]
}

# plane NAME MIRRORED OPTION...: on a plane, named by the kernel, bars right
plane() {
	local name=$1 mirrored=$2
	shift 2
	dsp_start "$@" || return 0
	check "$name: presentation feedback says zero-copy" wait_until 60 on_plane
	check "$name: the kernel's state has our framebuffer on a plane" \
		eval 'plane_state | grep -q "RG16.*$size\|$size.*RG16"'
	check "$name: a pool for each hop" pools_distinct
	note "$(hops from) -> display: $(hops buffers) buffers of $(hops format)"
	no_copy "$name" videobuf2_vmalloc
	check "$name: colour bars ${mirrored:+in mirrored order}" \
		picture writeback "/out/dsp-${name// /-}.png" $mirrored
	note "$(tail -n 1 "$view_log")"
	check "$name: Ctrl-C ends it cleanly" view_stop
	check "$name: the client left no buffer" wait_until 10 yamp_buffers_few
}

# gles NAME MIRRORED OPTION...: the same through the renderer
gles() {
	local name=$1 mirrored=$2
	shift 2
	dsp_start "$@" || return 0
	check "$name: a pool for each hop" pools_distinct
	check "$name: the compositor verified the buffers" test "$(view_value import)" = verified
	check "$name: client did not touch the pixels" test "$(view_value cpu_access.self)" = 0
	check "$name: colour bars ${mirrored:+in mirrored order}" \
		picture screenshot "/out/dsp-${name// /-}.png" $mirrored
	check "$name: Ctrl-C ends it cleanly" view_stop
}

# steady NAME OPTION...: 100 frames in order, none lost but by the camera itself. Under
# software emulation anything may stand still for half a second, and then the camera has no
# buffer; what a pipeline makes it lose, it loses each time: one of three rounds is without.
steady() {
	local name=$1 round
	shift
	for round in 1 2 3; do
		every "$name" 100 --format RGBP "$@"
		[ "$(stage 0 starved)" -gt 0 ] || break
	done
	check "$name: the camera always had a buffer" test "$(stage 0 starved)" -eq 0
}

lab_modules && lab_dsp
camera=$(camera_nodes | head -n 1)
dsp=$(dsp_node)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2

LAB_SIZE=$size WITH_PLUGIN=1 weston_start dsp-plane drm gl
plane "one DSP" "" --dsp "$dsp"
plane "one DSP that flips" mirrored --dsp "$dsp,horizontal_flip=1"
plane "two that flip" "" --dsp "$dsp,horizontal_flip=1" --dsp "$dsp,horizontal_flip=1"
steady "camera alone"
steady "one DSP" --dsp "$dsp"
steady "two DSPs" --dsp "$dsp" --dsp "$dsp"
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0

size=320x180 # the renderer is software
LAB_SIZE=$size LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start dsp-gles headless gl
gles "GLES from a DSP that converts" "" --dsp "$dsp,format=YUYV"
if modprobe --remove vim2m && modinfo -p vim2m | grep -q ^multiplanar: && lab_dsp multiplanar=2; then
	name="GLES, multi-planar API"
else
	lab_dsp
	name=GLES
	skip "multi-planar API" "vim2m of this kernel has none"
fi
dsp=$(dsp_node)
gles "$name" mirrored --dsp "$dsp,horizontal_flip=1"
check "the compositor lives to the end" weston_alive
weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
tap_done
