# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# yamp ls: who holds the buffers of a running viewfinder, and to whom that is told.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"

# refused WHAT STATUS PATTERN COMMAND...: one line on stderr, nothing else
refused() {
	local what=$1 wanted=$2 pattern=$3 status=0
	shift 3
	"$@" >/tmp/refused.out 2>/tmp/refused.err || status=$?
	if [ "$status" -eq "$wanted" ] && [ ! -s /tmp/refused.out ] &&
	   [ "$(wc -l </tmp/refused.err)" -eq 1 ] && grep -q "$pattern" /tmp/refused.err; then
		ok "$what"
		note "$(cat /tmp/refused.err)"
	else
		not_ok "$what" "status $status" "$(cat /tmp/refused.out /tmp/refused.err)"
	fi
}

# holds EXPRESSION [OPTION]...: is it true of the list's object b?
holds() {
	local expression=$1
	shift
	yamp ls -j "$@" >/tmp/ls.json || return
	python3 -c '
import json, sys
b = json.load(open("/tmp/ls.json"))
def held(kind, task, who=""):
    return [x for x in b["buffers"] for h in x["holders"] if h["kind"] == kind
            and h["task"] == task and (h["who"] or "").startswith(who)]
sys.exit(0 if eval(sys.argv[1]) else json.dumps(b))' "$expression"
}

# text PATTERN: a line of the list for people
text() { yamp ls | tee /tmp/ls.text | grep -E "$1" || { cat /tmp/ls.text; return 1; }; }

refused "without the module" 66 "modprobe yamp" yamp ls
lab_modules
check "no buffers" holds 'b == {"buffers": [], "bytes": 0, "resident": 0, "purgeable": 0}'
refused "an unknown option" 64 "yamp ls --help" yamp ls --nonsense
refused "a word too many" 64 "yamp ls --help" yamp ls buffers
# shellcheck disable=SC2086
refused "no permission on the node" 77 "group video" $as_nobody yamp ls

# The second camera maps for its device.
camera=$(camera_nodes | sed -n 2p)
# The scope "timeline" makes Weston wait until a frame is rendered.
LAB_SIZE=640x480 LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start ls headless gl
view_start "$camera" --size 640x480 --fps 30 --format YUYV --placement contiguous --buffers 4 || tap_done
check "four buffers of one frame each" \
	holds '[(x["format"], x["width"], x["height"], x["object"], x["placement"], x["task"])
		for x in b["buffers"]] == [("YUYV", 640, 480, 0, "contiguous", "yamp")] * 4'
check "all of it is in memory" holds 'b["bytes"] == b["resident"] >= 4 * 640 * 480 * 2'
check "the camera has all mapped" holds 'len(held("mapped", "yamp", "vivid")) == 4'
check "the viewfinder has descriptors" holds 'len(held("descriptor", "yamp")) == 4'
check "the compositor has descriptors" holds 'len(held("descriptor", "weston")) == 4'
check "pinned by the camera" holds 'all(x["pins"] for x in b["buffers"])'
check "for people: a buffer" \
	text '^frame [0-9]+, YUYV 640x480, [0-9]+ KiB contiguous, allocated for root by yamp\[[0-9]+\]$'
check "for people: a device" text '^  mapped     vivid[.-][0-9]+ for yamp\[[0-9]+\]$'
check "for people: a process" text '^  descriptor weston\[[0-9]+\]'
check "for people: the sum" text '^4 buffers, [0-9]+ KiB, [0-9]+ KiB in memory, 0 KiB purgeable$'
check "everybody's: the same" holds 'len(b["buffers"]) == 4' --all
note "$(head -n 8 /tmp/ls.text)"

chmod 666 /dev/yamp
# shellcheck disable=SC2086
refused "everybody's, for a user" 77 "only root" $as_nobody yamp ls --all
# shellcheck disable=SC2086
check "a user sees none of root's" \
	test "$($as_nobody yamp ls -j)" = '{"buffers":[],"bytes":0,"resident":0,"purgeable":0}'
check "the viewfinder ends" view_stop
check "Weston ends in good order" weston_stop
check "then the list is empty" holds 'not b["buffers"]' --all
tap_done
