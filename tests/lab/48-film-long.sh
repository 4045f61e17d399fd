# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# releases: forky
# A real film through the software DSP onto a plane, picture by picture: the screen has the
# CRCs that it has when it shows what an independent filter made of the same film before.
#
# The display is software, too: it says that a frame is shown before it has read it. So there
# are more buffers than frames: none is written twice, and what it reads late is still right.
# It reads every frame at least once: the screen has one CRC for each picture in turn, any
# number of times. (No plane of Linux 6.12's display takes pictures of a file.)
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

y4m=/usr/libexec/yamp-tests/y4m
film=/usr/share/yamp-lab/content/vtest.avi
size=640x480
view_log=/tmp/view.film
pictures=20
repeats=2
lead=9 # frames of the first one: the window is not on its plane at once
frames=$((lead + repeats * (pictures - 1)))
buffers=64

# decoded FILE: the first pictures of a street; GStreamer's versions count them differently
decoded() {
	gst-launch-1.0 -q filesrc location=$film ! decodebin ! videoconvert ! videoscale ! \
		video/x-raw,format=I420,width=640,height=480 ! \
		identity eos-after=$((pictures + 2)) ! y4menc ! filesink location="$1"
}

# slowed FROM TO: as many frames of each picture as said above
slowed() {
	python3 - "$1" "$2" $pictures $repeats $lead <<-'END'
		import sys
		source, target, (pictures, repeats, lead) = *sys.argv[1:3], map(int, sys.argv[3:])
		with open(source, "rb") as film, open(target, "wb") as slow:
		    slow.write(film.readline())
		    for number in range(pictures):
		        frame = film.readline() + film.read(640 * 480 * 3 // 2)
		        assert frame.startswith(b"FRAME") and len(frame) > 640 * 480 * 3 // 2
		        slow.write(frame * (repeats if number else lead))
	END
}

# crc_now: of the newest whole line
crc_now() {
	awk 'NF > 1 { crc = $NF } END { print crc }' /tmp/all.crc
}

# desktop_found: what the screen shows without a window, in $desktop
desktop_found() {
	writeback /out/film-desktop.png && crc_start /tmp/all.crc &&
		wait_until 60 eval '[ -n "$(crc_now)" ]' || return
	desktop=$(crc_now)
	crc_stop
}

desktop_is_back() {
	[ "$(crc_now)" = "$desktop" ]
}

# shown ARGUMENT...: a film, between two views of the desktop
shown() {
	wait_until 60 desktop_is_back &&
		yamp replay --fullscreen --json --format NV12 --buffers $buffers "$@" >"$view_log" &&
		wait_until 60 desktop_is_back
}

# on_screen CRCS ARGUMENT...: shows a film; the CRCs of the screen, of each picture one
on_screen() {
	local crcs=$1 status=0
	shift
	crc_start /tmp/all.crc || return
	shown "$@" || status=$?
	crc_stop
	awk -v desktop="$desktop" 'NF > 1 && $NF != last && $NF != desktop { print $NF }
		NF > 1 { last = $NF }' /tmp/all.crc >/tmp/changes.crc
	tail -n $pictures /tmp/changes.crc >"$crcs"
	uniq -c -f 1 /tmp/all.crc
	tail -n 1 "$view_log"
	# before it is on its plane the renderer may have drawn the first one
	[ "$status" -eq 0 ] && [ "$(sort -u "$crcs" | wc -l)" -eq $pictures ] &&
		[ "$(wc -l </tmp/changes.crc)" -le $((pictures + 1)) ]
}

# film NAME CRCS ARGUMENT...: on a plane, every frame, a CRC for each picture
film() {
	local name=$1
	shift
	check "$name: each picture in turn" on_screen "$@"
	check "$name: on a plane" test "$(view_value zero_copy)" -ge $((frames - lead))
	check "$name: every frame" test "$(view_value presented):$(view_value drops.total)" = $frames:0
	note "$(wc -l </tmp/changes.crc) changes of the CRC, $(view_value stages)"
}

lab_modules && modprobe yamp_softdsp || exit 1
check "a film is decoded" decoded /tmp/decoded.y4m
check "the reference filters it" eval '"$y4m" blur /tmp/decoded.y4m /tmp/filtered.y4m >/tmp/filtered'
check "every picture is another one" test \
	"$(head -n $pictures /tmp/filtered | awk '{ print $2 }' | sort -u | wc -l)" -eq $pictures
check "what goes through the DSP" slowed /tmp/decoded.y4m /tmp/film.y4m
check "what it is held against" slowed /tmp/filtered.y4m /tmp/blurred.y4m
LAB_SIZE=$size WITH_PLUGIN=1 weston_start film drm gl
check "the desktop" desktop_found
film "the reference" /tmp/expected.crc /tmp/blurred.y4m
film "through the DSP" /tmp/found.crc --dsp softdsp:blur /tmp/film.y4m
check "picture by picture the same on the screen" diff /tmp/expected.crc /tmp/found.crc
film "without it" /tmp/plain.crc /tmp/film.y4m
check "which is another" test "$(sort /tmp/expected.crc /tmp/plain.crc | uniq -d | wc -l)" -eq 0
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
