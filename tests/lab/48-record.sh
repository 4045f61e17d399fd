# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# Recorded pictures through DSPs, into files and onto the screen: every frame is there, in
# order, and holds to the bit what the filter makes of it.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

frames=20
y4m=/usr/libexec/yamp-tests/y4m

# made FILE FORMAT WIDTH HEIGHT: pictures that differ from one another
made() {
	gst-launch-1.0 -q videotestsrc pattern=ball num-buffers=$frames ! \
		"video/x-raw,format=$2,width=$3,height=$4,framerate=30/1" ! y4menc ! \
		filesink location="$1"
}

# same FILTER IN OUT: is OUT what the filter makes of IN, frame by frame?
same() {
	"$y4m" "$1" "$2" >/tmp/expected && "$y4m" copy "$3" >/tmp/found || return
	[ "$(wc -l </tmp/expected)" -eq $frames ] && diff /tmp/expected /tmp/found
}

# through FILTER IN OPTION...: recorded anew through stages
through() {
	local filter=$1 in=$2
	shift 2
	check "$filter: recorded ($*)" yamp record --json "$@" "$in" /tmp/out.y4m
	note "$(cat /tmp/check.out)"
	check "$filter: every frame is right" same "$filter" "$in" /tmp/out.y4m
}

# refused WHAT STATUS PATTERN ARGUMENT...: fails with one line that matches
refused_record() {
	local what=$1 expected=$2 pattern=$3 status=0
	shift 3
	timeout $((60 * LAB_PATIENCE)) yamp record "$@" >/tmp/refused.out 2>/tmp/refused.err || status=$?
	check "$what: status $expected" test "$status" -eq "$expected"
	check "$what: one line says why" eval \
		'[ "$(wc -l </tmp/refused.err)" -eq 1 ] && grep -qE "$pattern" /tmp/refused.err ||
		 { cat /tmp/refused.err; false; }'
}

lab_modules
modprobe yamp_softdsp
camera=$(camera_nodes | head -n 1)
check "a file of 4:2:0" made /tmp/in.y4m I420 320 180
check "a file of 4:2:2" made /tmp/in422.y4m Y42B 320 180

through copy /tmp/in.y4m
through copy /tmp/in422.y4m
through copy /tmp/in.y4m --format YU12
through blur /tmp/in.y4m --dsp softdsp:blur
through invert /tmp/in422.y4m --dsp softdsp:invert
through flip /tmp/in.y4m --dsp cpu:flip
through mirror /tmp/in422.y4m --dsp cpu:mirror
through blur /tmp/in.y4m --dsp softdsp:invert --dsp cpu:copy --dsp softdsp:invert --dsp softdsp:blur
check "a camera is recorded" yamp record --json --frames $frames --size 320x180 --format YUYV \
	"$camera" /tmp/camera.y4m
note "$(cat /tmp/check.out)"
check "all frames of it" test "$("$y4m" copy /tmp/camera.y4m | wc -l)" -eq $frames
check "Ctrl-C ends it, and what there is is whole" eval \
	'yamp record --quiet --size 320x180 --format YUYV "$camera" /tmp/ended.y4m & record=$!
	 wait_until 30 test -s /tmp/ended.y4m; kill -INT $record; wait $record &&
	 [ $((($(stat -c %s /tmp/ended.y4m) - $(head -n 1 /tmp/ended.y4m | wc -c)) % (6 + 320 * 180 * 2))) -eq 0 ]'

refused_record "no video file" 65 "no YUV4MPEG2 file" /etc/passwd /tmp/out.y4m
head -c 100000 /tmp/in.y4m >/tmp/torn.y4m
refused_record "a torn file" 65 "ends within a picture" /tmp/torn.y4m /tmp/out.y4m
refused_record "over itself" 65 "give another FILE" /tmp/in.y4m /tmp/in.y4m
refused_record "another size" 65 "have 320x180 pixels, not 640x480" --size 640x480 /tmp/in.y4m /tmp/out.y4m
refused_record "no such stage" 65 "no cpu:turn: give cpu:copy" --dsp cpu:turn /tmp/in.y4m /tmp/out.y4m
refused_record "a full disk" 74 "cannot write /dev/full: No space" /tmp/in.y4m /dev/full
refused_record "no folder" 66 "cannot write /no/such" /tmp/in.y4m /no/such/file.y4m
refused_record "R'G'B'" 65 "cannot be shown here; of what .* has the file takes: .*YUYV" --format RGB3 "$camera" /tmp/out.y4m
check "no buffer is left behind" wait_until 10 yamp_buffers_are 0

made /tmp/in.y4m I420 640 480
LAB_SIZE=$size WITH_PLUGIN=1 weston_start replay drm gl
check "a file is shown to its end" yamp replay --fullscreen --json --dsp softdsp:blur /tmp/in.y4m
cp /tmp/check.out /tmp/view.replay
view_log=/tmp/view.replay
check "every frame of it" test "$(view_value presented):$(view_value drops.total)" = $frames:0
note "$(view_value stages)" "$(view_value latency_ms)" "$(view_value cpu_access)"
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
tap_done
