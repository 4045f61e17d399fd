# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What a person sees while the lab works: one line for each long step, with the
# seconds since the start. On a terminal the line of the running step is renewed
# in place; in a log it is printed once.

lab_began=$EPOCHSECONDS
lab_ticker=

# say TEXT: one line on stderr, with the time.
say() {
	printf '[%3d s] %s\n' $((EPOCHSECONDS - lab_began)) "$*" >&2
}

# die TEXT: the lab itself has failed.
die() {
	printf 'tests/vm/run: %s\n' "$*" >&2
	exit 125
}

# step TEXT COMMAND...: runs COMMAND with its output kept in a file; the output
# is printed, whole, only when COMMAND fails. COMMAND runs in a shell of its own.
step() {
	local text=$1 log status=0
	shift
	log=$(mktemp "$LAB_RUN/step.XXXXXX")
	ticker_start "$text" "$log"
	(set -Eeuo pipefail; "$@") >"$log" 2>&1 </dev/null &
	wait $! || status=$?
	ticker_stop
	if ((status)); then
		cat "$log" >&2
		die "$text: failed with status $status; what it printed is above"
	fi
	rm -f "$log"
}

ticker_start() {
	if [[ ! -t 2 ]]; then
		say "$1"
		return
	fi
	ticker "$1" "$2" &
	lab_ticker=$!
}

# The last line of the log is shown too: it says which package, which file.
ticker() {
	local last
	while :; do
		last=$(tail -c 400 "$2" | tr -d '\r' | tail -n 1 | cut -c 1-50)
		printf '\r\033[K[%3d s] %s  %s' $((EPOCHSECONDS - lab_began)) \
			"$1" "$last" >&2
		sleep 0.5
	done
}

ticker_stop() {
	[[ -n $lab_ticker ]] || return 0
	kill "$lab_ticker" 2>/dev/null || :
	wait "$lab_ticker" 2>/dev/null || :
	lab_ticker=
	printf '\r\033[K' >&2
}
