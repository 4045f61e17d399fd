# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# vivid -> encoder -> decoder -> plane, and a file through both: the compressed stream goes
# through buffers of ours, too, every frame comes out, and at the end what the codecs keep.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

frames=20
y4m=/usr/libexec/yamp-tests/y4m

# good IN OUT: as many pictures, each with 30 dB or more
good() {
	"$y4m" psnr "$1" "$2" >/tmp/psnr || return
	[ "$(wc -l </tmp/psnr)" -eq $frames ] && awk '$2 < 30 { bad = 1 } END { exit bad }' /tmp/psnr
}

# through NAME FILE OPTION...: a file through both
through() {
	local name=$1 in=$2
	shift 2
	check "$name: recorded" yamp record --json --dsp "$encoder" --dsp "$decoder" "$@" \
		"$in" /tmp/out.y4m
	note "$(cat /tmp/check.out)"
	check "$name: every frame, 30 dB or more" good "$in" /tmp/out.y4m
	note "PSNR, least and most: $(sort -n -k 2 /tmp/psnr | sed -n '1p;$p' | tr '\n' ' ')"
}

lab_modules && lab_dsp
camera=$(camera_nodes | head -n 1)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2
encoder=$(dsp_node stateful-encoder)
decoder=$(dsp_node stateful-decoder)
check "a file" eval 'gst-launch-1.0 -q videotestsrc pattern=ball num-buffers=$frames ! \
	"video/x-raw,format=I420,width=640,height=480,framerate=30/1" ! y4menc ! \
	filesink location=/tmp/in.y4m'
modprobe yamp_softdsp
stamps=/usr/libexec/yamp-tests/stamps
check "time stamps and flags come through the mem2mem device" $stamps "$(dsp_node)" RGBP YUYV coding
check "through the encoder" $stamps "$encoder" NV12 FWHT
check "through the decoder, to its end, and it tells of a stream that changes" \
	/usr/libexec/yamp-tests/stream "$encoder" "$decoder"
check "through the software DSP" $stamps softdsp NV12 NV12
check "through the processor" $stamps cpu:copy YUYV YUYV
through "NV12" /tmp/in.y4m
v4l2-ctl --device "$camera" --set-ctrl horizontal_movement=1,osd_text_mode=0
check "a camera's pictures" yamp record --quiet --size $size --format NV12 --frames $frames \
	"$camera" /tmp/moving.y4m
v4l2-ctl --device "$camera" --set-ctrl horizontal_movement=3,osd_text_mode=2
check "each is another one" test "$("$y4m" copy /tmp/moving.y4m | cut -d " " -f 2 | sort -u | wc -l)" -eq $frames
through "a camera's" /tmp/moving.y4m
through "YU12" /tmp/in.y4m --format YU12
through "encoded twice" /tmp/in.y4m --dsp "$encoder" --dsp "$decoder"
printf 'YUV4MPEG2 W640 H480 F30:1\n' >/tmp/none.y4m
check "no frame at all" yamp record --quiet --dsp "$encoder" --dsp "$decoder" /tmp/none.y4m /tmp/out.y4m
check "no buffer is left behind" wait_until 10 yamp_buffers_are 0

LAB_SIZE=$size WITH_PLUGIN=1 weston_start codec drm gl
dsp_start --format XR24 --dsp "$encoder" --dsp "$decoder" &&
	check "on a plane" wait_until 60 on_plane
check "a pool for each hop" pools_distinct
note "$(hops from) -> display: $(hops buffers) buffers of $(hops format)"
no_copy "codec" videobuf2_vmalloc
check "colour bars" eval 'writeback /out/codec.png && /usr/libexec/yamp-tests/bars /out/codec.png 0,0 $size 12'
check "Ctrl-C ends it cleanly" view_stop
every "every frame" 30 --format XR24 --dsp "$encoder" --dsp "$decoder"
refused "a size that the encoder does not take" "cannot take 320x180: the nearest size" \
	--size 320x180 --dsp "$encoder" --dsp "$decoder"
refused "an encoder alone" "takes none of the formats that $encoder has: FWHT" --size $size \
	--dsp "$encoder"
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
tap_done
