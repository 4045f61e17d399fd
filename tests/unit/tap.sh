# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# TAP for the checks written in shell; sourced by them.

tap_number=0
tap_failed=0

# note TEXT: a comment line for each line of TEXT
note() {
	printf '%s\n' "$1" | sed 's/^/# /'
}

# result NAME FINDINGS: a test that passes if there is nothing to find fault with
result() {
	tap_number=$((tap_number + 1))
	if [ -z "$2" ]; then
		echo "ok $tap_number - $1"
	else
		note "$2"
		echo "not ok $tap_number - $1"
		tap_failed=1
	fi
}

# skip NAME WHY
skip() {
	tap_number=$((tap_number + 1))
	echo "ok $tap_number - $1 # SKIP $2"
}

# finish: the plan, and the script's exit status
finish() {
	echo "1..$tap_number"
	exit "$tap_failed"
}
