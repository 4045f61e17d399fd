# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# yamp explain: through DSPs, what is found out by trial, and that nothing is left changed.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

# explain STATUS WHAT ARGUMENT...: yamp explain -j ends so; what it prints is in /tmp/answer
explain() {
	local wanted=$1 what=$2 ended=0
	shift 2
	yamp explain -j "$@" >/tmp/answer 2>/tmp/explain.err || ended=$?
	check "$what: status $wanted" test "$ended" -eq "$wanted"
	[ "$ended" -eq "$wanted" ] || note "$(cat /tmp/answer /tmp/explain.err)"
}

# says WHAT EXPRESSION: of the answer, as "a"; its hops are h; f(CONSUMER, FIGURE)
says() {
	check "$1" python3 -c '
import json, sys
a = json.load(open("/tmp/answer"))
h = a["hops"]
def f(consumer, figure):
    return (consumer["figures"][figure]["value"], consumer["figures"][figure]["source"])
sys.exit(0 if eval("(" + sys.argv[1] + ")") else json.dumps(a)[:4000])' "$2"
}

# as_before: is the camera set as it was?
as_before() {
	[ "$(v4l2-ctl --device "$1" --get-fmt-video)" = "$2" ]
}

lab_modules
lab_dsp
modprobe yamp_softdsp
camera=$(camera_nodes | head -n 1)
contiguous=$(camera_nodes | sed -n 2p)
dsp=$(dsp_node)
format=width=640,height=360,pixelformat=UYVY
for node in "$camera" "$contiguous"; do
	v4l2-ctl --device "$node" --set-fmt-video=$format >/dev/null
done
before=$(v4l2-ctl --device "$camera" --get-fmt-video)

explain 0 "a camera that takes scattered memory" "$camera" --size 320x180 --format YUYV
says "that was tried" 'f(a["consumers"][0], "contiguity") == (0, "measured")'
says "for the size that was asked for" 'a["width"] == 320 and a["layout"]["placement"] == "system"'
check "the camera is set as before" as_before "$camera" "$before"
explain 0 "a camera that needs it in one piece" "$contiguous" --size 320x180 --format YUYV
says "that was tried, too" 'f(a["consumers"][0], "contiguity") == (1, "measured")'
says "so it would get that" 'a["layout"]["placement"] == "contiguous"'
check "this camera is set as before" as_before "$contiguous" "$before"

v4l2-ctl --device "$camera" --stream-mmap --stream-count=1000000 >/dev/null 2>&1 &
streaming=$!
# The format it has: a camera that is not in use yet must not be left with another.
check "another program captures" wait_until 30 eval \
	'! v4l2-ctl --device "$camera" --set-fmt-video=$format >/dev/null 2>&1'
explain 0 "a camera that is in use" "$camera" --size 320x180 --format YUYV
says "is not tried" 'f(a["consumers"][0], "contiguity")[1] == "assumed"'
kill $streaming
wait $streaming

explain 0 "through a mem2mem DSP" "$camera" --size 320x180 --dsp "$dsp,size=160x90"
says "two hops" "[(x['from'], x['to']) for x in h] == [('$camera', '$dsp'), ('$dsp', 'display')]"
says "its sizes" '[(x["layout"]["planes"][0]["stride"] > 0, x["width"]) for x in h] ==
	[(True, 320), (True, 160)]'
says "what it reads and writes" '[[c["kind"] for c in x["consumers"]] for x in h] ==
	[["camera", "DSP"], ["DSP"]] and all(c["suits"] for x in h for c in x["consumers"])'
explain 0 "through a DSP that is a driver" "$camera" --size 320x180 --format NV12 --dsp softdsp
says "the kernel lays out for it" 'all(x["provider"] == "yamp" and x["layout"] for x in h)'
says "whose figures it alone knows" 'h[0]["merged"] is None'
explain 0 "through both" "$camera" --size 320x180 --dsp "$dsp" --dsp softdsp:blur
says "three hops" 'len(h) == 3 and all(x["layout"] for x in h)'
explain 2 "a format that a DSP does not take" "$camera" --format RGBP --dsp softdsp
says "says so, and what to do" '"softdsp does not take RGBP" in a["because"] and "format=" in a["fix"]'
explain 66 "no such DSP" "$camera" --dsp /dev/video99
explain 65 "a camera as a DSP" "$camera" --dsp "$contiguous"
explain 64 "a key that is none" "$camera" --dsp "$dsp,size=0x0"
check "the camera is set as before, at the end" as_before "$camera" "$before"

LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start explain drm gl
explain 0 "with a compositor" "$camera" --size 320x180 --dsp "$dsp" --output Virtual-1
says "who reads the last hop" '{"renderer", "overlay plane"} < {c["kind"] for c in h[1]["consumers"]}'
yamp explain "$camera" --size 320x180 --dsp "$dsp" >/tmp/words
note "$(head -n 40 /tmp/words)"
check "for people: hops" test "$(grep -cE "^(layout|memory): " /tmp/words)" -eq 4
check "for people: a verdict" grep -qE "^zero-copy: " /tmp/words
check "Weston ends in good order" weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
