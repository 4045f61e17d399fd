# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# A plane becomes free while a viewfinder runs, which needs memory in one piece: the
# viewfinder gets other buffers, and goes on. The compositor is one that behaves so,
# the camera and the memory are real.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

# renewed EXPRESSION: of the lines that the viewfinder printed: a began, b is what came
# after the change, c the sum; l has all
renewed() {
	python3 -c '
import json, sys
l = [json.loads(line) for line in open("/tmp/view")]
a, b, c = l[0], [x for x in l if x["type"] == "renewed"], l[-1]
sys.exit(0 if eval("(" + sys.argv[1] + ")") else json.dumps([a, b, c]))' "$1"
}

lab_camera single
lab_yamp
for camera in $(camera_nodes); do
	ended=0
	timeout $((120 * LAB_PATIENCE)) /usr/libexec/yamp-tests/fake-session \
		yamp view "$camera" --size 320x180 --format XR24 --fps 5 --frames 20 -j \
		>/tmp/view 2>/tmp/view.err || ended=$?
	check "$camera: a viewfinder" test $ended -eq 0
	note "$(cat /tmp/view.err)"
	check "$camera: for the renderer any memory does" renewed 'a["placement"] == "system"'
	check "$camera: it gets other buffers once" renewed 'len(b) == 1'
	check "$camera: which suit the plane, too" renewed 'b[0]["placement"] == "contiguous"'
	check "$camera: all frames are shown" renewed 'c["frames"] >= 20'
	check "$camera: at most three are lost" renewed 'c["drops"]["total"] <= 3'
	note "$(tail -n 1 /tmp/view)"
	check "$camera: no buffer is left" wait_until 10 yamp_buffers_are 0
done
tap_done
