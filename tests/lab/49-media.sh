# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# The ISP of vimc: sensor -> debayer -> scaler -> capture, set up from the sensor's name;
# then a converter, the software DSP, the screen.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

y4m=/usr/libexec/yamp-tests/y4m
frames=5

# pads: every pad's format, as the kernel has it
pads() {
	media-ctl -d "$(vimc_media)" -p | grep -E "^- entity|fmt:"
}

vimc_media() {
	local media
	for media in /dev/media*; do
		media-ctl -d "$media" -p 2>/dev/null | grep -q "^driver *vimc" && echo "$media"
	done
}

lab_modules && lab_dsp && modprobe vimc && modprobe yamp_softdsp
dsp=$(dsp_node)
sensor=$(grep -lx "Sensor A" /sys/class/video4linux/v4l-subdev*/name)
sensor=/dev/$(basename "$(dirname "$sensor")")
note "$(pads)"
v4l2-ctl --device "$sensor" --set-ctrl show_information=2

# raw WIDTHxHEIGHT: the node that gets the sensor's frames as they are agrees with them
raw() {
	local name
	name=$(grep -lx "Raw Capture 0" /sys/class/video4linux/video*/name)
	v4l2-ctl --device "/dev/$(basename "$(dirname "$name")")" \
		--set-fmt-video "width=${1%x*},height=${1#*x},pixelformat=RGGB"
}

camera="media:Sensor A"
check "formats that do not agree" eval '! yamp record --quiet --size $size --frames 1 \
	--dsp "$dsp,format=YUYV" "$camera" /tmp/plain.y4m 2>/tmp/record.err &&
	grep -q "another node that gets the same frames" /tmp/record.err'
raw $size
check "recorded as it is" yamp record --quiet --size $size --frames $frames \
	--dsp "$dsp,format=YUYV" "$camera" /tmp/plain.y4m
note "$(pads)"
check "recorded through the software DSP" yamp record --quiet --size $size --frames $frames \
	--dsp "$dsp,format=YUYV" --dsp softdsp:invert "$camera" /tmp/inverted.y4m
"$y4m" invert /tmp/plain.y4m >/tmp/expected
"$y4m" copy /tmp/inverted.y4m >/tmp/found
check "the pattern stands still, and is inverted to the bit" eval \
	'[ "$(wc -l </tmp/expected)" -eq $frames ] && diff /tmp/expected /tmp/found'
raw 320x240
check "by the name of the device, and of the node's entity" yamp record --quiet --size 320x240 \
	--frames 2 --dsp "$dsp,format=YUYV" "media:$(vimc_media):RGB/YUV Capture" /tmp/small.y4m
# refused_record WHAT PATTERN CAMERA OPTION...
refused_record() {
	local what=$1 pattern=$2 status=0
	shift 2
	yamp record "$@" /tmp/refused.y4m 2>/tmp/refused.err || status=$?
	check "$what: refused" test "$status" -ge 64
	check "$what: one line says why" eval \
		'[ "$(wc -l </tmp/refused.err)" -eq 1 ] && grep -E "$pattern" /tmp/refused.err ||
		 { cat /tmp/refused.err; false; }'
	note "$(cat /tmp/refused.err)"
}

refused_record "no such entity" "no entity Sensor Z: media-ctl -p lists them" "media:Sensor Z"
refused_record "no such device" "/dev/media99: cannot ask" "media:/dev/media99:Sensor A"
refused_record "no link" "no enabled link leads from RGB/YUV Input" "media:RGB/YUV Input"
refused_record "what no stage makes" "the file takes none of the formats" "media:Sensor B"
check "no buffer is left behind" wait_until 10 yamp_buffers_are 0

camera="media:Debayer A"
raw $size
LAB_SIZE=$size WITH_PLUGIN=1 weston_start media drm gl
view_start "$camera" --size $size --fullscreen --dsp "$dsp,format=RGBP" && check "on a plane" wait_until 60 on_plane
check "a pool for each hop" pools_distinct
note "$(hops from) -> display: $(hops buffers) buffers of $(hops format)"
check "colour bars" eval 'writeback /out/media.png && /usr/libexec/yamp-tests/bars /out/media.png 0,0 $size 12'
check "Ctrl-C ends it cleanly" view_stop

# blurred NAME OPTION...: through the software DSP, a picture of it
blurred() {
	local name=$1
	shift
	view_start "$camera" --size $size --fullscreen "$@" || return 0
	check "$name: a pool for each hop" pools_distinct
	note "$(hops from) -> display: $(hops buffers) buffers of $(hops format)"
	check "$name: colour bars" eval 'writeback "/out/media-${name// /-}.png" &&
		/usr/libexec/yamp-tests/bars "/out/media-${name// /-}.png" 0,0 $size 12'
}

# What vimc makes needs a converter: 6.12's vkms has no plane for it, and of later ones Weston uses
# for dma-bufs what its renderer takes, too, which that is not.
blurred "softdsp and a converter" --dsp softdsp:blur --dsp "$dsp,format=RGBP"
check "softdsp and a converter: on a plane" wait_until 60 on_plane
check "softdsp and a converter: Ctrl-C ends it cleanly" view_stop
blurred "softdsp by the renderer" --dsp "$dsp,format=YUYV" --dsp softdsp:blur
check "drawn by the renderer" test "$(view_value path)" = composited
check "Ctrl-C ends that cleanly, too" view_stop
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
tap_done
