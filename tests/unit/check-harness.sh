#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: check-harness.sh HARNESS-VICTIMS
#
# The harness notices what it is there to notice: a harness that passes
# everything would make every other test worthless.
set -eu
. "$(dirname "$0")/tap.sh"
victims=$1

# expect NAME STATUS PATTERN ARGUMENT...: exit status, and a line of the output
expect() {
	name=$1 expected=$2 pattern=$3
	shift 3
	status=0
	output=$("$victims" "$@" 2>&1 </dev/null) || status=$?
	if [ "$status" -ne "$expected" ]; then
		result "$name" "status $status, expected $expected
$output"
	elif ! printf '%s\n' "$output" | grep -qE "$pattern"; then
		result "$name" "no line matches $pattern
$output"
	else
		result "$name" ""
	fi
}

expect "a case that passes" 0 '^ok 1 - pass$' pass
expect "a check that does not hold" 1 '^not ok 1 - fail$' fail
expect "its reason is printed" 1 '^# it said no$' fail
expect "two numbers that differ" 1 '^# sum: got 3, expected 4$' differ
expect "a descriptor left open" 1 '^not ok 1 - leak$' leak
expect "a descriptor closed too often" 1 '^not ok 1 - lose$' lose
expect "death by a signal" 1 '^# died of signal 9 ' die
expect "a case that cannot run here" 0 '^ok 1 - skip # SKIP$' skip
expect "the others still run" 1 '^ok 8 - pass again$'
expect "the plan" 1 '^1\.\.8$'
expect "names are listed" 0 '^pass again$' --list
expect "an unknown name" 2 'no such case' nonsense
expect "an unknown name beside a known one" 2 'no such case' pass nonsense
finish
