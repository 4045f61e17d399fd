# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# yamp explain: without a compositor, through DSPs, what is found out by trial, and that nothing
# is left changed.
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

# kms_planes: how many planes the kernel has
kms_planes() {
	grep -c "^plane\[" "$(lab_dri)/state"
}

# is_master: Weston is, of the card
is_master() {
	awk '$1 ~ /^weston/ && $4 == "y" { found = 1 } END { exit !found }' "$(lab_dri)/clients"
}

# The format that no plane takes: see 36-constraints.sh.
case $(uname -r) in 6.12.*) foreign=NV12 ;; *) foreign=YUYV ;; esac
unset WAYLAND_DISPLAY
lab_camera single
lab_yamp
camera=$(camera_nodes | head -n 1)
explain 0 "neither compositor nor display" "$camera" --size 320x180 --format "$foreign"
says "the camera alone is asked" 'not a["compositor"] and a["cards"] == [] and a["plane"] is None and
	[c["kind"] for c in a["consumers"]] == ["camera"]'
explain 69 "an output of nobody's" "$camera" --output Virtual-1

lab_display
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

explain 0 "no compositor, but a display" "$camera" --size 320x180 --format XR24
says "its card is asked" "not a['compositor'] and a['cards'] == ['/dev/dri/$(lab_card)']"
says "a plane reads it" 'a["plane"].startswith("overlay plane") and not a["because"]'
says "each plane that the kernel has is there" "len(a['consumers']) == 1 + $(kms_planes)"
says "their kinds, their card and what they serve" "
	{(c['kind'], c['card'], c['outputs']) for c in a['consumers'][1:]} ==
	{(k, '/dev/dri/$(lab_card)', 'Virtual-1') for k in ('overlay plane', 'primary plane')}"
says "formats and sizes are reported" 'all(c["formats_source"] == "reported" and
	f(c, "width_max") == (8192, "reported") for c in a["consumers"][1:])'
says "strides and memory were measured" 'all(f(c, "stride_align")[1] == f(c, "contiguity")[1] ==
	"measured" for c in a["consumers"][1:])'
explain 0 "on its output" "$camera" --size 320x180 --format XR24 --output Virtual-1
says "there is one" 'a["plane"]'
explain 65 "on another" "$camera" --output Nowhere-7
check "the outputs are named" grep -q "there is no output Nowhere-7.*: Virtual-1" /tmp/explain.err
explain 2 "a format that no plane takes" "$camera" --size 320x180 --format "$foreign"
says "both are named" 'a["conflict"]["second"].startswith("overlay plane") and a["layout"] is None'
says "and what would mend it" '"--format" in a["fix"]'
yamp explain "$camera" --size 320x180 >/tmp/words
note "$(grep -vE "^  " /tmp/words)"
check "by itself it chooses one that planes take" grep -qE \
	"^zero-copy: overlay plane [0-9]+ of /dev/dri/$(lab_card) reads it" /tmp/words
check "and says whom it asked" grep -q "^asked: /dev/dri/$(lab_card); there is no compositor" /tmp/words
mv /usr/libexec/yamp/yamp-trial-display /tmp/trial-display
explain 0 "trials cannot be made" "$camera" --size 320x180 --format XR24
says "so that is assumed" 'all(f(c, "stride_align")[1] == "assumed" for c in a["consumers"][1:])'
mv /tmp/trial-display /usr/libexec/yamp/yamp-trial-display

explain 0 "a camera that takes scattered memory" "$camera" --size 320x180 --format XR24
says "that was tried" 'f(a["consumers"][0], "contiguity") == (0, "measured")'
says "for the size that was asked for" 'a["width"] == 320 and a["layout"]["placement"] == "system"'
check "the camera is set as before" as_before "$camera" "$before"
explain 0 "a camera that needs it in one piece" "$contiguous" --size 320x180 --format XR24
says "that was tried, too" 'f(a["consumers"][0], "contiguity") == (1, "measured")'
says "so it would get that" 'a["layout"]["placement"] == "contiguous"'
check "this camera is set as before" as_before "$contiguous" "$before"

v4l2-ctl --device "$camera" --stream-mmap --stream-count=1000000 >/dev/null 2>&1 &
streaming=$!
# The format it has: a camera that is not in use yet must not be left with another.
check "another program captures" wait_until 30 eval \
	'! v4l2-ctl --device "$camera" --set-fmt-video=$format >/dev/null 2>&1'
explain 0 "a camera that is in use" "$camera" --size 320x180 --format XR24
says "is not tried" 'f(a["consumers"][0], "contiguity")[1] == "assumed"'
kill $streaming
wait $streaming

explain 0 "through a mem2mem DSP" "$camera" --size 320x180 --dsp "$dsp,size=160x90"
says "two hops" "[(x['from'], x['to']) for x in h] == [('$camera', '$dsp'), ('$dsp', 'display')]"
says "its sizes" '[(x["layout"]["planes"][0]["stride"] > 0, x["width"]) for x in h] ==
	[(True, 320), (True, 160)]'
says "what it reads and writes" '[[c["kind"] for c in x["consumers"][:2]] for x in h] ==
	[["camera", "DSP"], ["DSP", "overlay plane"]] and
	all(c["suits"] for x in h for c in x["consumers"][:2])'
explain 0 "through a DSP that is a driver" "$camera" --size 320x180 --format XR24 --dsp softdsp
says "the kernel lays out for it" 'all(x["provider"] == "yamp" and x["layout"] for x in h)'
says "whose figures it alone knows" 'h[0]["merged"] is None'
explain 0 "through both" "$camera" --size 320x180 --format RGB3 --dsp softdsp:blur \
	--dsp "$dsp,format=RGBP"
says "three hops" 'len(h) == 3 and all(x["layout"] for x in h)'
explain 2 "a format that a DSP does not take" "$camera" --format RGBP --dsp softdsp
says "says so, and what to do" '"softdsp does not take RGBP" in a["because"] and "format=" in a["fix"]'
explain 66 "no such DSP" "$camera" --dsp /dev/video99
explain 65 "a camera as a DSP" "$camera" --dsp "$contiguous"
explain 64 "a key that is none" "$camera" --dsp "$dsp,size=0x0"
check "the camera is set as before, at the end" as_before "$camera" "$before"

# limited [VKMS-ARGUMENT]...: another display, of which nothing is known from before
limited() {
	modprobe --remove vkms
	rm -rf ~/.cache/yamp
	lab_display "$@"
}

limited pitch_align=1024
encoder=$(dsp_node stateful-encoder) decoder=$(dsp_node stateful-decoder)
explain 1 "a decoder whose rows no plane takes" "$camera" --size 640x480 --dsp "$encoder" \
	--dsp "$decoder,format=XR24"
says "both are named" 'a["plane"] is None and "output of vicodec needs" in a["because"] and
	"overlay plane" in a["because"]'
note "$(python3 -c 'import json; print(json.load(open("/tmp/answer"))["because"])')"
says "what would be copied is laid out" 'a["verdict"] == "copy" and a["layout"]'
limited

LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start explain drm gl
compositor=$WAYLAND_DISPLAY
unset WAYLAND_DISPLAY
explain 0 "beside a compositor that it does not know of" "$camera" --size 320x180 --format XR24
says "the planes are the same to the kernel" "len(a['consumers']) == 1 + $(kms_planes) and a['plane']"
check "and the compositor is still the card's master" is_master
export WAYLAND_DISPLAY=$compositor
explain 0 "with a compositor" "$camera" --size 320x180 --dsp "$dsp" --output Virtual-1
says "who reads the last hop" '{"renderer", "overlay plane"} < {c["kind"] for c in h[1]["consumers"]}'
yamp explain "$camera" --size 320x180 --dsp "$dsp" >/tmp/words
note "$(head -n 40 /tmp/words)"
check "for people: hops" test "$(grep -cE "^(layout|memory): " /tmp/words)" -eq 4
check "for people: a verdict" grep -qE "^zero-copy: " /tmp/words
check "Weston ends in good order" weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
