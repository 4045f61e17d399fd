# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What is checked of Weston while clients do something with it, and at its end.

# clients NAME PROGRAM [ARGUMENT]...: a TAP producer of its own; Weston NAME must be as before
clients() {
	local name=$1 program=$2 status=0
	shift 2
	"/usr/libexec/yamp-tests/$program" "$(weston_pid)" "$@" || status=$?
	check "$name: the clients came to their end" test "$status" -le 1
	check "$name: the compositor lives" weston_alive
}

# ends_well NAME
ends_well() {
	check "$1: Weston ends in good order" weston_stop
	check "$1: no buffer is left" wait_until 10 yamp_buffers_are 0
}
