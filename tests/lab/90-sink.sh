# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The GStreamer sink: what upstream draws, decodes or captures goes into buffers of ours, and
# from there to a KMS plane, with no copy in between. v4l2src needs nothing else to capture
# into them: a source of our own is not needed.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/sink.sh

lab_modules
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start sink drm gl
camera=$(camera_nodes | head -n 1)

shown "drawn" "videotestsrc num-buffers=150 ! video/x-raw,format=BGRx,$size ! $sink"
ours "drawn" 150
check "drawn: on a plane" test "$(stat_of scanned-out)" -gt 0

# Pictures that others refer to are shown while the decoder still has them. It maps three
# planes of each to draw into, in the strides that libav wants: nobody else may touch them. A
# decoder that copies leaves the strides of the caps.
film="filesrc location=$films/Megamind.avi ! avidemux ! identity eos-after=62"
shown "decoded" "$film ! avdec_mpeg4 qos=false ! $sink"
ours "decoded" 60
check "decoded: in the rows that libav draws" test "$(buffers strides)" = 768
check "decoded: each picture was touched once, to draw it" \
	test "$(buffers synced)" -eq $(($(buffers frames) * 3))
shown "decoded elsewhere" "$film ! avdec_mpeg4 qos=false direct-rendering=false ! $sink"
check "decoded elsewhere: the decoder copied" test "$(buffers strides)" = 720

captured "NV12" video/x-raw,format=NV12
captured "YUYV, as DMA_DRM" "video/x-raw(memory:DMABuf),format=DMA_DRM,drm-format=YUYV"
captured "rows of 768" video/x-raw,format=NV12 stride-align=256
check "rows of 768: they are" test "$(buffers strides)" = 768
exported "exported" video/x-raw,format=NV12 stride-align=256
check "exported: in rows of 768" test "$(buffers strides)" = 768

check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0
tap_done
