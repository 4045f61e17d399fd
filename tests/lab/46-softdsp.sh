# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# vivid -> softdsp -> GLES and -> plane, where vkms takes NV12 by that, too: a DSP that is a driver of
# the in-kernel API. Its record lays the buffers out, its fences tell when it is done.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

# bars COMMAND FILE: taken by COMMAND, are the camera's colour bars in it?
bars() {
	"$1" "$2" && /usr/libexec/yamp-tests/bars "$2" 0,0 $size 6
}

# no_bars COMMAND FILE: are there other colours?
no_bars() {
	local status=0
	"$1" "$2" || return
	/usr/libexec/yamp-tests/bars "$2" 0,0 $size 6 || status=$?
	[ "$status" -eq 1 ]
}

# through NAME CHECK COMMAND OPTION...: a viewfinder, a picture, the counters
through() {
	local name=$1 expected=$2 command=$3
	shift 3
	dsp_start "$@" || return 0
	check "$name: a pool for each hop" pools_distinct
	note "$(hops from) -> display: $(hops buffers) buffers of $(hops format)"
	if [ "$command" = writeback ]; then
		check "$name: on a plane" wait_until 60 eval '[ "$(view_value zero_copy)" -ge 10 ]'
		no_copy "$name" "$drivers"
	else
		# the renderer is software, too
		check "$name: client did not touch the pixels" \
			test "$(view_value cpu_access.self)" = 0
		check "$name: software drivers did, by name" test "$(others)" = "$drivers"
	fi
	check "$name: the picture" "$expected" "$command" "/out/softdsp-${name// /-}.png"
	note "$(stage 1 latency_ms)" "$(view_value latency_ms)" "$(view_value drops)"
	check "$name: its module stays while it is used" eval '! modprobe --remove yamp_softdsp 2>/dev/null'
	check "$name: Ctrl-C ends it cleanly" view_stop
	check "$name: the client left no buffer" wait_until 10 yamp_buffers_few
}

# three_colours: the screen has shown three, each once, with the same before and behind
three_colours() {
	awk 'NF > 1 { print $NF }' /tmp/late.crc | uniq | awk '{ c[NR] = $1 } END {
		for (i = 5; i <= NR; i++)
			if (c[i - 4] == c[i] && c[i - 3] != c[i - 1])
				exit 0
		exit 1
	}'
}

# waited FORMAT: a buffer with a fence in it goes to the compositor, and nobody shows it before: the
# screen has the colour of the buffer as it was, of another, and of the buffer as it is when the DSP
# is done.
waited() {
	local status=0 seen=0
	crc_start /tmp/late.crc || return
	wait_until 60 test -s /tmp/late.crc
	/usr/libexec/yamp-tests/late "$1" || status=$?
	wait_until 60 three_colours || seen=$?
	crc_stop
	uniq -c -f 1 /tmp/late.crc | tr -d '\0'
	[ "$status" -eq 0 ] && [ "$seen" -eq 0 ]
}

# the DSP maps its buffers, and says when it begins and ends
drivers="softdsp reads, softdsp writes, videobuf2_vmalloc, yamp_softdsp"

lab_modules
camera=$(camera_nodes | head -n 1)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2

size=320x180 # the renderer is software
LAB_SIZE=$size LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start softdsp-gles headless gl
refused "its module is not loaded" "no /dev/yamp-softdsp: .*modprobe yamp_softdsp" --dsp softdsp
check "its module loads" modprobe yamp_softdsp
through "blur" bars screenshot --format NV12 --dsp softdsp:blur
through "invert" no_bars screenshot --format YUYV --dsp softdsp:invert
through "invert twice" bars screenshot --format NV12 --dsp softdsp:invert --dsp softdsp:invert
refused "no such filter" "no softdsp:sharpen: give softdsp:blur or" --dsp softdsp:sharpen
refused "no such control" "no control strength" --dsp softdsp,strength=1
refused "a format that it does not have" "softdsp does not take RGBP" --format RGBP --dsp softdsp
refused "another size" "delivers format and size that it gets" --dsp softdsp,size=160x90
refused "memory of others" "softdsp works in memory of the yamp module only" \
	--provider udmabuf --dsp softdsp
refused "the camera's memory" "softdsp works in memory of the yamp module only" \
	--provider camera --dsp softdsp
for delay in 0.5 2; do
	check "client killed after $delay s" killed "$delay" --dsp softdsp --dsp softdsp
done
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0

size=640x480
LAB_SIZE=$size WITH_PLUGIN=1 weston_start softdsp-plane drm gl
drivers="drm_shmem_helper, $drivers" # the display is software, too
through "on a plane" bars writeback --format XR24 --dsp softdsp
check "the display waits for the DSP's fence" waited XR24
note "$(cat /tmp/check.out)"
case $(uname -r) in
6.12.*) skip "NV12 on a plane" "this kernel's vkms takes none" ;;
*)
	through "NV12 on a plane" bars writeback --format NV12 --dsp softdsp
	every "on a plane, every frame" 100 --format NV12 --dsp softdsp
	;;
esac
check "the compositor lives to the end" weston_alive
weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
check "nobody has the module any more" modprobe --remove yamp_softdsp
tap_done
