# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# vivid -> vim2m -> plane and -> GLES: one pool between camera and DSP, another between
# DSP and display, and no processor in between but those of the software drivers.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

lab_modules && lab_dsp
camera=$(camera_nodes | head -n 1)
dsp=$(dsp_node)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2

LAB_SIZE=$size WITH_PLUGIN=1 weston_start dsp-plane drm gl
plane "one DSP that flips" mirrored --dsp "$dsp,horizontal_flip=1"
steady "one DSP" 50 --dsp "$dsp"
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0

size=320x180 # the renderer is software
LAB_SIZE=$size LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start dsp-gles headless gl
gles "GLES from a DSP that flips" mirrored --dsp "$dsp,horizontal_flip=1"
check "the compositor lives to the end" weston_alive
weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
tap_done
