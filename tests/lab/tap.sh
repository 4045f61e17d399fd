# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Test Anything Protocol for the lab's scripts. Source it; call ok, not_ok, check
# or skip once for each test, and tap_done at the end.

tap_count=0
tap_failed=0

# ok WHAT: a test passed
ok() {
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s\n' "$tap_count" "$1"
}

# not_ok WHAT [LINE...]: a test failed; the lines say why
not_ok() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_count" "$1"
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" | sed 's/^/# /'
}

# skip WHAT WHY
skip() {
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

# check WHAT COMMAND...: passes if the command succeeds; its output is shown if not
check() {
	local what=$1 status=0
	shift
	# not in a subshell: a command may wait for a program that was started here
	"$@" >/tmp/check.out 2>&1 || status=$?
	if [ "$status" -eq 0 ]; then
		ok "$what"
	else
		not_ok "$what" "status $status of: $*" "$(cat /tmp/check.out)"
	fi
}

# note LINE...: something a reader wants to see
note() {
	printf '%s\n' "$@" | sed 's/^/# /'
}

# tap_done: the plan; the script's status is that of the tests
tap_done() {
	printf '1..%d\n' "$tap_count"
	exit $((tap_failed > 0))
}
