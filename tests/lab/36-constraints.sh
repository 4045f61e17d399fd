# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the compositor's targets need of a buffer: on the wire, against what the display
# says itself, and when that changes.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/weston.sh

# explain STATUS WHAT ARGUMENT...: yamp explain -j ends so; what it prints is $answer
explain() {
	local wanted=$1 what=$2 status=0
	shift 2
	answer=$(yamp explain -j "$@" 2>/tmp/explain.err) || status=$?
	check "explain: $what: status $wanted" test "$status" -eq "$wanted"
	[ "$status" -eq "$wanted" ] || note "$answer" "$(cat /tmp/explain.err)"
}

# says WHAT EXPRESSION: of the answer, as "a"; in Python
says() {
	check "explain: $1" python3 -c "import sys, json; a = json.loads(sys.argv[1]); \
sys.exit(0 if ($2) else str({k: v for k, v in a.items() if k != 'consumers'}))" "$answer"
}

# value EXPRESSION: of the answer
value() {
	python3 -c "import sys, json; a = json.loads(sys.argv[1]); print($1)" "$answer"
}

# explain_planes: with the display's planes there
explain_planes() {
	explain 0 "a format that planes take" "$camera" --size 640x480 --format XR24
	says "a plane reads it" \
		'a["verdict"] == "zero-copy" and a["plane"].startswith("overlay plane") and not a["because"]'
	says "the plane's stride was measured" 'any(c["name"] == a["plane"] and c["suits"] and \
		c["figures"]["stride_align"]["source"] == "measured" for c in a["consumers"])'
	says "all consumers are there" \
		'{"camera", "renderer", "primary plane", "overlay plane"} == {c["kind"] for c in a["consumers"]}'
	stride=$(value 'a["layout"]["planes"][0]["stride"]')
	view_start "$camera" --size 640x480 --format XR24 || return
	check "yamp view has the stride that was explained" \
		grep -q "\"type\":\"start\".*\"stride\":$stride," "$view_log"
	check "and nothing to say" test ! -s "$view_log.err"
	check "and ends cleanly" view_stop
	explain 0 "a format that no plane takes" "$camera" --size 640x480 --format "$foreign"
	says "the renderer reads it, and both sides are named" 'a["plane"] is None and \
		a["conflict"]["first"].startswith("camera") and \
		a["conflict"]["second"].startswith("overlay plane") and a["conflict"]["field"] == 1 and \
		a["conflict"]["first_value"] != a["conflict"]["second_value"]'
	note "$(value 'a["because"], a["fix"]')"
	says "a format that would do is named" '"--format XR24" in a["fix"]'
	view_without_plane
	check "yamp explain in words" eval 'yamp explain "$camera" -s 640x480 -f XR24 >/tmp/words'
	note "$(cat /tmp/words)"
	check "with figures and sources" grep -qE "stride_align +1 +measured" /tmp/words
	check "and a verdict" grep -qE "^zero-copy: overlay plane [0-9]+ reads it" /tmp/words
	explain 0 "on that output" "$camera" --output Virtual-1 --size 640x480 --format XR24
	explain 65 "on another" "$camera" --output Nowhere-7
	check "the outputs are named" grep -q "there is no output Nowhere-7.*Virtual-1" /tmp/explain.err
}

# view_without_plane: yamp view says it before the first frame
view_without_plane() {
	view_start "$camera" --size 640x480 --format "$foreign" || return
	check "yamp view names both, too" grep -q \
		"no plane can show this.*camera.* needs $foreign, overlay plane" "$view_log.err"
	note "$(cat "$view_log.err")"
	check "and ends cleanly" view_stop
}

# explain_impossible: there is no way at all
explain_impossible() {
	local format
	format=$(view_unread "$camera" 640x480)
	explain 2 "a format that nobody takes ($format)" "$camera" --size 640x480 --format "$format"
	says "both sides are named, and what would mend it" 'a["verdict"] == "impossible" and \
		a["layout"] is None and a["conflict"]["first"] != a["conflict"]["second"] and a["fix"]'
	note "$(value 'a["because"], a["fix"]')"
}

case $(uname -r) in 6.12.*) foreign=NV12 ;; *) foreign=YUYV ;; esac
lab_display
lab_camera single
camera=$(camera_nodes | head -n 1)
explain 0 "without compositor and module" "$camera" --size 640x480
says "says who would give memory" 'not a["compositor"] and a["provider"] not in ("yamp", None)'
LAB_SIZE=640x480 LAB_SCOPES=log,yamp WITH_PLUGIN=1 weston_start nomodule drm gl
/usr/libexec/yamp-tests/constraints "$(weston_pid)" await >/tmp/await &
waiter=$!
check "without the module: the client waits" wait_until 60 grep -q "# waiting" /tmp/await
lab_yamp
wait "$waiter"
cat /tmp/await
check "the log says that buffers were tried" grep -q "yamp: /dev/dri/.*: buffers were tried" \
	/tmp/weston-nomodule.log
note "$(grep -h "buffers were tried" /tmp/weston-nomodule.log)"
check "the log scope has a line for each target" \
	grep -q "target [0-9]*: primary plane .*contiguity 0" /tmp/weston-nomodule.log
ends_well "without the module"

LAB_SIZE=640x480 LAB_SCOPES=log,yamp WITH_PLUGIN=1 weston_start planes drm gl
note "$(grep -h "buffers were tried" /tmp/weston-planes.log)"
clients planes constraints planes "/dev/dri/$(lab_card)"
explain_planes
ends_well planes

LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start headless headless gl
# The renderer keeps a fence of the newest frame: the first one is there before descriptors
# are counted, which on a slow machine comes late.
screenshot /tmp/first.png
clients headless constraints none
explain 0 "no planes" "$camera" --size 640x480 --format XR24
says "the renderer reads it" 'a["verdict"] == "zero-copy" and a["plane"] is None'
explain_impossible
explain 2 "a size that the camera lacks" "$camera" --size 70000x70000
says "the nearest is named" '"--size" in a["fix"]'
explain 2 "a format that the camera lacks" "$camera" --format ABCD
explain 66 "no such camera" /dev/video99
check "in one line" test "$(wc -l </tmp/explain.err)" -eq 1
explain 64 "an option that is none" --nonsense
explain 64 "a size that is none" "$camera" --size 0x0
ends_well headless

WITH_PLUGIN=1 weston_start pixman headless pixman
explain 1 "a compositor that copies" "$camera" --size 640x480 --format XR24
says "says so" 'a["verdict"] == "copy" and "wl_shm" in a["because"]'
ends_well pixman
WITH_PLUGIN=0 weston_start noplugin headless gl
explain 0 "a compositor without the plugin" "$camera" --size 640x480 --format XR24
says "knows its formats" '[c["kind"] for c in a["consumers"]] == ["camera", "renderer"]'
ends_well noplugin
tap_done
