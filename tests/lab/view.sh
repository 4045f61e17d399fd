# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A running viewfinder, for the scripts here: one JSON object a second in $view_log.

# view_start CAMERA [OPTION]...: starts `yamp view -j` and waits for ten shown
# frames. With --fullscreen the picture begins at 0,0 where the output has its size.
# VIEW_WRAP is a command that runs it, for example "env NAME=VALUE".
view_start() {
	view_log=$(mktemp /tmp/view.XXXXXX)
	# shellcheck disable=SC2086
	${VIEW_WRAP:-} yamp view "$@" -j >"$view_log" 2>"$view_log.err" &
	view_pid=$!
	if ! wait_until 60 view_has_shown 10; then
		not_ok "yamp view $* shows frames" "$(tail -n 5 "$view_log" "$view_log.err")"
		return 1
	fi
}

# view_value NAME: a figure of the newest report
view_value() {
	grep -v '"type":"\(lost\|back\)"' "$view_log" | tail -n 1 | python3 -c '
import json, sys
value = json.loads(sys.stdin.readline() or "{}")
for name in sys.argv[1].split("."):
    value = value.get(name) if isinstance(value, dict) else None
print("" if value is None else value)' "$1" 2>/dev/null
}

view_has_shown() {
	local shown
	shown=$(view_value frames)
	[ "${shown:-0}" -ge "$1" ]
}

# view_stop: ends it as Ctrl-C does; the status is the program's
view_stop() {
	kill -INT "$view_pid"
	wait "$view_pid"
}

# Preloaded, it tells how many bytes a process has allocated and not freed; $counts is to be
# made first.
counts=/tmp/counts
counter=/usr/libexec/yamp-bench/count-malloc.so
counted="env LD_PRELOAD=$counter COUNT_MALLOC=$counts"

# in_use PID: those bytes
in_use() {
	od -An -j16 -N8 -t d8 "$counts/$1" | tr -d ' '
}

# view_unread CAMERA SIZE: a format of the camera's that the compositor takes in no way
view_unread() {
	local format
	for format in $(v4l2-ctl --device "$1" --list-formats | sed -n "s/.*'\(....\)'.*/\1/p"); do
		yamp explain -j "$1" --size "$2" --format "$format" >/tmp/unread 2>&1
		[ $? -eq 2 ] && grep -q '"conflict":{' /tmp/unread && break
	done
	echo "$format"
}
