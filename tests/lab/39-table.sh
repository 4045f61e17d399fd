# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# What becomes of frames today, and with yamp: a table. Where today's way fails, copies or
# says nothing, ours is zero-copy, or says exactly why not.
#
# "today" is memory of a dma-heap laid out as anybody would, through linux-dmabuf; in
# brackets is what is said of it elsewhere and not tried here. The display is vkms with
# limits as displays have them on boards (pitch_align and so on).
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/plug.sh

table=/tmp/table
path=/usr/libexec/yamp-tests/frame-path

# row CASE TODAY OURS VERDICT
row() {
	printf '%-44s | %-34s | %-62s | %s\n' "$@" >>"$table"
}

# compare CASE FOURCC SIZE TODAY OURS VERDICT [MODIFIER|pipe]: both ways, each as the pattern says
compare() {
	local today ours
	today=$($path today "$2" "$3" ${7:+"$7"} 2>&1 | tail -n 1)
	ours=$($path ours "$2" "$3" ${7:+"$7"} 2>&1 | tail -n 1)
	row "$1" "$today" "$ours" "$6"
	if [[ $today =~ ^$4$ && $ours =~ ^$5$ ]]; then
		ok "$1"
	else
		not_ok "$1" "today: $today" "expected: $4" "ours: $ours" "expected: $5"
	fi
}

# explained CASE STATUS TODAY PATTERN VERDICT ARGUMENT...: what yamp explain says matches
explained() {
	local case=$1 status=$2 today=$3 pattern=$4 verdict=$5 ended=0 line
	shift 5
	yamp explain "$@" >/tmp/explained 2>&1 || ended=$?
	line=$(tail -n 2 /tmp/explained | tr '\n' ' ')
	row "$case" "$today" "yamp explain: ${line:0:130}" "$verdict"
	if [ $ended -eq "$status" ] && grep -qE "$pattern" /tmp/explained; then
		ok "$case"
	else
		not_ok "$case" "status $ended" "$(tail -n 4 /tmp/explained)"
	fi
}

# less CASE IMPORT PATTERN TODAY VERDICT: a camera is shown with less, and what lacks is said
less() {
	view_start "$camera" --size 640x480 --format XR24 || { row "$1" "$4" "no frames" failed; return; }
	check "$1" wait_until 60 eval '[ "$(view_value path)" != "" ]'
	row "$1" "$4" "$(view_value path) $(view_value reasons), by $(view_value import)" "$5"
	check "$1: by $2" test "$(view_value import)" = "$2"
	check "$1: is said" grep -qiE "$3" "$view_log.err"
	note "$(cat "$view_log.err")"
	check "$1: ends cleanly" view_stop
}

# taken CASE: planes that other surfaces take, and give back
taken() {
	local told status=0
	/usr/libexec/yamp-tests/placement "$(weston_pid)" crowd >/tmp/taken || status=$?
	check "$1" test $status -eq 0
	told="composited: no_plane, the renderer's needs first; then plane, its needs first"
	grep -q "^not ok" /tmp/taken && told=$(grep -m1 "^not ok" /tmp/taken)
	row "$1" "(composited, silently)" "$told" "told of each frame"
	[ $status -eq 0 ] || note "$(cat /tmp/taken)"
}

# told_of N: the newest batch of targets has so many; "more" is at least two
told_of() {
	[[ $(tail -n 1 /tmp/told) =~ ^targets\ $1\  ]]
}

# unplugged CASE: the only output goes while a camera is shown, and comes back
unplugged() {
	local follower before
	/usr/libexec/yamp-tests/constraints "$(weston_pid)" follow >/tmp/told &
	follower=$!
	view_start "$camera" --size 640x480 --format XR24 &&
		check "$1: on a plane" wait_until 60 eval '[ "$(view_value path)" = plane ]'
	plug off
	check "$1: its planes are no targets any more" wait_until 60 told_of 1
	before=$(view_value frames)
	plug on
	check "$1: they are again" wait_until 60 told_of "([2-9]|1[0-9])"
	check "$1: the stream goes on" wait_until 60 view_has_shown $((before + 1))
	check "$1: on a plane" wait_until 60 eval '[ "$(view_value path)" = plane ]'
	row "$1" "(not told)" "$(uniq /tmp/told | cut -d' ' -f1,2 | tail -n 3 | paste -sd'>') then $(view_value path)" \
		"constraints follow, the stream lives"
	check "$1: ends cleanly" view_stop
	kill "$follower"
	wait "$follower" 2>/dev/null
}

# display NAME [VKMS-ARGUMENT]...: a compositor on a display with such limits
display() {
	local name=$1
	shift
	weston_stop || not_ok "$name: the compositor before it ends in good order"
	modprobe --remove vkms 2>/dev/null
	rm -rf ~/.cache/yamp
	lab_display "$@" &&
		LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start "$name" drm gl
}

# seen CASE PATH TODAY VERDICT [OPTION]...: a camera in yamp view goes that way; today goes
# what frame-path shows with the arguments TODAY, or what that says in brackets
seen() {
	local case=$1 way=$2 today=$3 verdict=$4
	# shellcheck disable=SC2086
	[[ $today == \(* ]] || today=$($path today $3 2>&1 | tail -n 1)
	shift 4
	view_start "$camera" "$@" || { row "$case" "$today" "no frames" failed; return; }
	check "$case" wait_until 60 eval '[ "$(view_value path)" = '"$way"' ]'
	row "$case" "$today" "$(view_value path) $(view_value reasons), stride $(head -n 1 "$view_log" |
		sed -n 's/.*"stride":\([0-9]*\).*/\1/p')" "$verdict"
	note "$(cat "$view_log.err")"
	check "$case: ends cleanly" view_stop
}

lab_display pitch_align=256 height_align=16
lab_camera single
lab_yamp
camera=$(camera_nodes | head -n 1)
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start rows drm gl
compare "stride 640, a plane needs multiples of 256" XR24 160x128 "composited: .*framebuffer.*" \
	plane "laid out for it"
compare "180 rows, a plane needs multiples of 16" XR24 320x180 "composited: .*framebuffer.*" \
	plane "padded for it"
seen "a camera's stride of 640, that plane" plane "RG16 320x180" "laid out for both" \
	--size 320x180 --format RGBP
compare "larger than the display takes" XR24 8256x16 "composited: .*size.*" \
	"no buffer: .*field [0-9]+: .* 8256, .* plane [0-9]+ 8192" "said before anything is allocated"
# vkms of 7.x takes NV12, and none takes YUYV, which old software Mesa cannot draw either
case $(uname -r) in
6.12.*) drawn=NV12 ;;
*) drawn=YUYV ;;
esac
compare "a format that no plane takes" $drawn 320x240 "composited: .*format.*" \
	"composited: .*format.*" "the frame's placement says why"
explained "the same of a camera, before it runs" 0 "(not told)" \
	"no plane|needs .*, (overlay|primary) plane .* needs" "named, with what would fit" \
	"$camera" --size 640x480 --format YUYV
compare "a modifier that nobody offers" XR24 320x240 "no buffer: .*failed.*" \
	"no buffer: Operation not supported" "refused at once: frames of ours are linear" \
	0x0100000000000001
explained "a size that the camera lacks" 2 "$(v4l2-ctl --device "$camera" \
	--try-fmt-video=width=70000,height=70000 | sed -n 's/.*Width.Height *: *//p'), silently" "size" "the nearest is named" \
	"$camera" --size 70000x70000
modprobe --remove yamp
seen "a kernel without the module" plane "XR24 640x480" "said: nobody vouches for it" \
	--size 640x480 --format XR24
modprobe yamp

case $(uname -r) in
6.12.*)
	display whole contiguous=1
	compare "scattered memory, a plane without an IOMMU" XR24 640x400 \
		"composited: .*framebuffer.*" plane "in one piece"
	seen "a camera that would take any, that plane" plane "XR24 640x480" \
		"in one piece" --size 640x480 --format XR24
	;;
*) skip "scattered memory, a plane without an IOMMU" "vkms maps nothing there: it cannot ask for that" ;;
esac
display other
compare "a pipe" XR24 160x128 "no buffer: .*failed.*" "no buffer: .*rejected.*dma-buf.*" \
	"refused with the reason" pipe
explained "a format that nobody reads" 2 "(not told)" "needs" "both sides are named, and what would do" \
	"$camera" --size 640x480 --format "$(view_unread "$camera" 640x480)"
VIEW_WRAP="env LD_PRELOAD=/usr/libexec/yamp-tests/no-dmabuf.so" \
	less "a camera that can only export its buffers" dma-buf "export|own buffers|vouch" \
	"(a copy)" "its own buffers, and that is said"
camera=$(camera_nodes | sed -n 2p)
seen "a camera that needs one piece" plane "(not told)" "in one piece, out of our memory" \
	--size 640x480 --format XR24
modprobe yamp_softdsp
lab_camera multi
camera=$(camera_nodes | head -n 1)
explained "a dma-buf for each plane, a DSP that takes one" 2 "(EINVAL)" \
	"softdsp does not take NM12; .* takes: .*NV12" "both are named, and what would do" \
	"$camera" --size 640x360 --format NM12 --dsp softdsp
case $(uname -r) in
6.12.*) seen "a dma-buf for each plane, no plane for it" composited "NV12 640x360" \
	"the renderer reads both" --size 640x360 --format NM12 ;;
*) seen "a dma-buf for each plane, a plane for it" plane "NV12 640x360" \
	"the plane reads both" --size 640x360 --format NM12 ;;
esac
lab_camera single
camera=$(camera_nodes | head -n 1)
taken "a plane that another surface takes"
check "udev runs" udev_start
display plug
unplugged "the output is unplugged while streaming"
check "the compositor ends in good order" weston_stop
LAB_SIZE=640x480 WITH_PLUGIN=0 weston_start plain drm gl
less "a compositor without the plugin" dma-buf "plugin" "(works)" "by linux-dmabuf, and that is said"
check "Weston ends in good order" weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
note "$(cat "$table")"
cp "$table" /out/table.txt
tap_done
