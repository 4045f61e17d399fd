# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# The GStreamer sink: more formats, a film to its end.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/sink.sh

lab_modules
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start sink-long drm gl
camera=$(camera_nodes | head -n 1)

captured "YUYV" video/x-raw,format=YUY2
captured "NV12, as DMA_DRM" "video/x-raw(memory:DMABuf),format=DMA_DRM,drm-format=NV12"
exported "exported as it likes" video/x-raw,format=YUY2
shown "all of a film" "filesrc location=$films/Megamind.avi ! avidemux ! avdec_mpeg4 qos=false ! $sink"
ours "all of a film" 270

check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0
tap_done
