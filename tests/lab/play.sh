# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# yamp play -j, for the scripts here: its objects are in $play_out, its errors in $play_err.

export G_DEBUG=fatal-criticals
films=/usr/share/yamp-lab/content
play_out=/tmp/play.json
play_err=/tmp/play.err

# play [OPTION]... FILE...: its status; the time only guards against hanging
play() {
	timeout $((240 * ${LAB_PATIENCE:-1})) yamp play -j "$@" >"$play_out" 2>"$play_err"
}

# played EXPRESSION: is it true? o are the objects, s is the last one, the summary; p are the
# positions of what plays, in order
played() {
	python3 -c '
import json, sys
o = [json.loads(line) for line in open("'$play_out'")]
s = o[-1]
p = [x["position"] for x in o if x["type"] == "position" and x["state"] == "playing"]
sys.exit(0 if eval("(" + sys.argv[1] + ")") else json.dumps(o[-6:]))' "$1"
}

# ends STATUS WHAT WORDS FILE...: that is how it ends, and so much it says of it
ends() {
	local wanted=$1 what=$2 words=$3 status=0
	shift 3
	play "$@" || status=$?
	if [ "$status" -eq "$wanted" ] && grep -q "$words" "$play_err"; then
		ok "$what: $wanted"
	else
		not_ok "$what: $wanted" "status $status" "$(cat "$play_err")"
	fi
}

# plays NAME [OPTION]... FILE...: to the end, in order
plays() {
	local name=$1 status=0
	shift
	play "$@" || status=$?
	if [ "$status" -eq 0 ]; then
		ok "$name: plays to its end"
	else
		not_ok "$name: plays to its end" "status $status" "$(cat "$play_err")"
	fi
	check "$name: positions go up" played 'p == sorted(p) and o[-2]["type"] == "end"'
	note "$(tail -n 1 "$play_out")"
}

# showed NAME: some of it was seen, and the way is told
showed() {
	check "$1: frames were shown, and it is told how" played 's["type"] == "summary" and
		s["frames"] > 0 and s["import"] in ("verified", "dma-buf", "copy") and s["provider"]'
}
