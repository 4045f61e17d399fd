# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# yamp top: what it tells of a running viewfinder, and of one that keeps no ledger.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"

# told EXPRESSION [COMMAND...]: is it true of what yamp top tells, as "a"; s is its one stream?
told() {
	local expression=$1
	shift
	"$@" yamp top --json --frames --looks 1 >/tmp/top.json 2>/tmp/top.err || return
	python3 -c '
import json, sys
a = json.load(open("/tmp/top.json"))
s = a["streams"][0] if len(a["streams"]) == 1 else None
sys.exit(0 if eval("(" + sys.argv[1] + ")") else json.dumps(a))' "$expression"
}

check "without the module" told 'a["module"] is None and not a["streams"] and not a["others"]' env
lab_modules
check "nothing there" told 'a["module"]["buffers"] == 0 and a["module"]["everybody"]' env
camera=$(camera_nodes | head -n 1)
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start top drm gl
view_start "$camera" --size 640x480 --format XR24 --buffers 6 || tap_done
check "one stream" told 's and s["task"] == "yamp" and len(s["pools"]) == 1' env
check "its pool" told "[s['pools'][0][x] for x in ('writer', 'provider', 'format', 'width')] ==
	['$camera', 'yamp', 'XR24', 640]" env
check "every buffer has somebody" told 'len(s["pools"][0]["buffers"]) == 6 and
	{b["holder"] for b in s["pools"][0]["buffers"]} <= {"camera", "client", "renderer", "plane"}' env
check "the camera has some" wait_until 30 told '"camera" in
	{b["holder"] for b in s["pools"][0]["buffers"]}' env
check "a plane has some" wait_until 30 told '"plane" in
	{b["holder"] for b in s["pools"][0]["buffers"]}' env
check "the kernel tells the driver of the camera, the display and both processes" wait_until 60 told 'all(
	any((h["who"] or "").startswith("videobuf2") for h in b["kernel"]) and
	any((h["who"] or "").startswith("vkms") for h in b["kernel"]) and
	{"yamp", "weston"} <= {h["task"] for h in b["kernel"]} for b in s["pools"][0]["buffers"])' env
check "how it is shown" wait_until 60 told 's["window"]["path"] == "verified" and
	s["window"]["shown_by"] == "plane" and s["window"]["output"] == "Virtual-1"' env
check "frames a second" wait_until 60 told 's["fps"] > 0' env
check "time from capture to light" wait_until 60 told '0 < s["p50_ms"] <= s["p95_ms"]' env
check "likewise in the camera, and behind it" wait_until 60 told '0 < s["pools"][0]["p50_ms"] <=
	s["pools"][0]["p95_ms"] and 0 < s["window"]["p50_ms"] <= s["window"]["p95_ms"]' env
check "each frame by its number, and when it was where" wait_until 60 told 's["frames"] and all(
	f["sequence"] < g["sequence"] for f, g in zip(s["frames"], s["frames"][1:])) and all(
	f["made_ns"][0] <= f["given_ns"][0] <= f["commit_ns"] and f["capture_ns"]
	for f in s["frames"] if f["presented_ns"])' env
before=$(view_value frames)
check "as many frames as the viewfinder says" told "s['window']['shown'] >= ${before:-0} > 0" env
check "every buffer is in a stream" told 'not a["others"]' env
chmod 666 /dev/yamp
# shellcheck disable=SC2086
check "another user sees nothing of it" \
	told 'not a["streams"] and not a["module"]["everybody"] and not a["module"]["buffers"]' $as_nobody
yamp top -bf -n 2 -d 0.5 >/tmp/top.text
note "$(cat /tmp/top.text)"
check "for people: two looks" test "$(grep -c '^yamp top ' /tmp/top.text)" = 2
check "for people: the stream" \
	grep -qE "^ +[0-9]+ yamp +/dev/video[0-9]+ +XR24 640x480 .* plane Virtual-1$" /tmp/top.text
check "for people: a buffer" \
	grep -qE "^ +frame [0-9]+ +(camera|client|plane) +videobuf2.*weston\[[0-9]+\]" /tmp/top.text
check "for people: a frame" \
	grep -qE "^ +sequence [0-9]+ +$camera .* queue .* commit .* light \+?-?[0-9.]+$" /tmp/top.text
ended=0
yamp top </dev/null >/tmp/top.text 2>/tmp/top.err || ended=$?
check "no terminal: it says what to do" eval '[ $ended -eq 64 ] && grep -q -- --batch /tmp/top.err'
check "the viewfinder ends" view_stop
check "then there is no stream" told 'not a["streams"]' env

VIEW_WRAP="env YAMP_LEDGER=0" view_start "$camera" --size 640x480 --format XR24 || tap_done
check "without a ledger: buffers, but no stream" \
	told 'not a["streams"] and a["others"] and all(o["task"] == "yamp" for o in a["others"])' env
check "the viewfinder ends again" view_stop
check "Weston ends in good order" weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
