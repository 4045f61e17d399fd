# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# Films whose pictures are those of a decoder that knows nothing of our buffers, films to their
# end.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/sink.sh

raw=/tmp/reference.raw
frame=/tmp/frame.raw
seen=/tmp/seen.crcs
# On average. Weston's renderer and GStreamer round in other ways; and Weston 14 is not told that
# the colours of a high picture are those of BT.709.
yuv=4 high_yuv=8

# last_crc FILE: the last CRC of the screen, if it has not changed for ten refreshes
last_crc() {
	awk 'NF > 1 { n = $NF == crc ? n + 1 : 1; crc = $NF } END { if (n < 10) exit 1; print crc }' "$1"
}

# look NAME: what the screen shows while nothing changes: NAME.png, NAME.planes; prints its CRC
look() {
	crc_start "$1.crc"
	wait_until 60 last_crc "$1.crc"
	crc_stop
	plane_state >"$1.planes"
	writeback "$1.png"
}

# held NAME MS PIPELINE: looks at the picture at MS
held() {
	local line=''
	coproc holder { exec /usr/libexec/yamp-tests/play --hold "$2" "$3" 2>/tmp/holder.err; }
	holder_pid=$!
	while [ "$line" != held ] && read -r -t $((120 * LAB_PATIENCE)) -u "${holder[0]}" line; do
		:
	done
	if [ "$line" = held ]; then
		look "$1"
	else
		kill "$holder_pid"
		cat /tmp/holder.err >&2
	fi
	eval "exec ${holder[1]}>&-"
	wait "$holder_pid"
}

# as_reference FRAME MS: shown by our buffers as by a copy of the reference, to the last bit
as_reference() {
	local ours reference
	ours=$(held /tmp/ours "$2" "filesrc location=$films/$film ! $chain ! $sink")
	dd if=$raw of=$frame bs="$raw_size" skip="$1" count=1 2>/dev/null
	reference=$(held /tmp/copied 0 "$reader ! $sink")
	echo "frame $1: $ours, reference $reference"
	echo "$ours" >>$seen
	[ -n "$ours" ] && [ "$ours" = "$reference" ]
}

# as_without_us: and as others make a picture of the reference
as_without_us() {
	# shellcheck disable=SC2086
	gst-launch-1.0 -q $reader ! videoconvert ! pngenc ! filesink location=/tmp/reference.png &&
		/usr/libexec/yamp-tests/alike /tmp/ours.png /tmp/reference.png "$tolerance"
}

# pictures FILM CHAIN FORMAT:SIZE BYTES TOLERANCE FRAME@MS...: its frame FRAME is what is seen at MS
pictures() {
	local film=$1 chain=$2 shape=$3 raw_size=$4 tolerance=$5 at reader size=${3#*:}
	shift 5
	reader="filesrc location=$frame blocksize=$raw_size ! rawvideoparse format=${shape%:*} \
		width=${size%x*} height=${size#*x} framerate=1/1"
	check "$film: a reference is decoded" gst-launch-1.0 -q filesrc "location=$films/$film" ! \
		${chain/!/! identity eos-after=60 !} ! filesink location=$raw
	for at in "$@"; do
		check "$film: frame ${at%@*} is shown like the reference" as_reference "${at%@*}" "${at#*@}"
		note "$(cat /tmp/check.out)"
		check "$film: frame ${at%@*} is what others make of the reference" as_without_us
		note "$(cat /tmp/check.out)"
	done
}

# screen MODE: from now on. Each picture fills its screen, so it is clear where it lies.
screen() {
	weston_stop
	LAB_SIZE=$1 WITH_PLUGIN=1 weston_start films drm gl
}

lab_modules
screen "15.00 720 730 740 760 528 530 532 540 -hsync +vsync"
pictures Megamind.avi "avidemux ! avdec_mpeg4" i420:720x528 570240 $yuv 1@62 37@1564
screen "28.00 768 790 870 960 576 579 583 600 -hsync +vsync"
pictures vtest.avi "avidemux ! avdec_msmpeg4" i420:768x576 663552 $yuv 3@350 38@3850
screen "6.30 320 328 352 400 240 245 248 262 -hsync +vsync"
pictures tree.avi "avidemux ! avdec_cinepak ! videoconvert ! video/x-raw,format=BGRx" \
	bgrx:320x240 307200 0 2@1166
note "tree.avi, planes: $(cat /tmp/ours.planes)"
screen 1024x768
pictures display-dual-monitors.webm "matroskademux ! vp8dec" i420:1024x768 1179648 $high_yuv 38@2560
check "these pictures are all different" test "$(sort -u $seen | wc -l)" -eq 6

for film in xine-ui_logo.mpg display-dual-monitors.webm vtest.avi; do
	gst_plays "$films/$film"
	plays "$films/$film"
	verified "playbin, $film"
done

# This one once was more than decoders could take: pictures that wait in another one's data.
plays "$films/Megamind_bugy.avi"
check "Megamind_bugy.avi: without an error or a warning, but of a slow machine" eval \
	'! grep -E "^(error|warning)" "$play_out" | grep -qv "buffers are being dropped"'

check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0
tap_done
