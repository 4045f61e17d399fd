# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# What 45-dsp.sh shows, for longer and with more stages, formats and kinds of queues.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

# kill_other: the other client, when the one that is looked at has told of frames
kill_other() {
	wait_until 60 grep -q '"type":"second"' /tmp/check.out && kill -9 "$other"
}

# beside: another camera and DSP beside it, whose client is killed at any moment
beside() {
	rm -f /tmp/check.out
	yamp view "$(camera_nodes | tail -n 1)" --size $size --dsp "$dsp" >/dev/null 2>&1 &
	other=$!
	kill_other &
	killer=$!
	every "one DSP, beside a client that is killed" 100 --format RGBP --dsp "$dsp"
	check "the other one was killed meanwhile" wait "$killer"
}

lab_modules && lab_dsp
camera=$(camera_nodes | head -n 1)
dsp=$(dsp_node)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2

LAB_SIZE=$size WITH_PLUGIN=1 weston_start dsp-plane drm gl
plane "one DSP" "" --dsp "$dsp"
plane "two that flip" "" --dsp "$dsp,horizontal_flip=1" --dsp "$dsp,horizontal_flip=1"
steady "camera alone" 100
steady "one DSP" 100 --dsp "$dsp"
every "one DSP, for longer" 1000 --format RGBP --dsp "$dsp"
steady "two DSPs" 100 --dsp "$dsp" --dsp "$dsp"
beside
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
