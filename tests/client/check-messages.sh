#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: check-messages.sh SOURCE-DIR YAMP
#
# The commonest mistakes, where nothing has to be there: each is answered by one line that
# says what to do, and by the status of yamp(1).
set -u
# shellcheck source=tests/unit/tap.sh
. "$1/tests/unit/tap.sh"
yamp=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# says NAME STATUS PATTERN [VARIABLE=VALUE]... COMMAND...
says() {
	name=$1 wanted=$2 pattern=$3 status=0
	shift 3
	env -u XDG_RUNTIME_DIR -u WAYLAND_DISPLAY -u WAYLAND_SOCKET "$@" >"$work/out" 2>"$work/err" \
		</dev/null || status=$?
	fault=
	[ "$status" -eq "$wanted" ] || fault="status $status, not $wanted"
	if [ "$(wc -l <"$work/err")" -ne 1 ] || ! grep -qE -- "$pattern" "$work/err"; then
		fault="$fault
no single line that matches: $pattern
$(cat "$work/err")"
	fi
	result "$name" "$fault"
}

printf 'YUV4MPEG2 W64 H48 F30:1 C420\n' >"$work/empty.y4m"
printf '\032\105\337\243 a film' >"$work/film.webm"

says "no command" 64 'yamp --help' "$yamp"
says "an unknown command" 64 'no command veiw; yamp --help' "$yamp" veiw
says "no camera" 64 'which camera\? .* yamp view --help' "$yamp" view
says "no such camera" 66 'there is no /dev/nosuch; cameras here: ' "$yamp" view /dev/nosuch
says "explain: no such camera" 66 'there is no /dev/nosuch; cameras here: ' \
	"$yamp" explain /dev/nosuch
says "no camera at all" 66 '/dev/null is not a video device; cameras here: ' \
	"$yamp" view /dev/null
says "no such file" 66 'there is no nosuch.y4m$' "$yamp" replay nosuch.y4m
says "a film is no recording" 65 'no YUV4MPEG2 file \(y4m\); yamp play shows films$' \
	"$yamp" view "$work/film.webm"
says "an unknown option" 64 'option -z is unknown.* yamp view --help' "$yamp" view -z x
says "a size that is none" 64 'such as 640x480' "$yamp" view --size 640 x
says "outside of a session" 69 'XDG_RUNTIME_DIR is not set; run this inside a Wayland session' \
	"$yamp" replay "$work/empty.y4m"
says "no compositor" 69 'WAYLAND_DISPLAY is not set.* run this inside a Wayland session' \
	XDG_RUNTIME_DIR="$work" "$yamp" replay "$work/empty.y4m"
says "another compositor" 69 'no compositor at WAYLAND_DISPLAY=nosuch .* start it' \
	XDG_RUNTIME_DIR="$work" WAYLAND_DISPLAY=nosuch "$yamp" replay "$work/empty.y4m"
says "no terminal" 64 'give --batch or --json' "$yamp" top
finish
