#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: smoke.sh RUNS FUZZER
#
# A short run of a fuzzer, always the same one. A finding is printed in base64,
# so that it can be taken from a log: base64 -d >input; FUZZER input
set -eu
runs=$1 fuzzer=$2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/corpus"

echo 1..1
if "$fuzzer" -runs="$runs" -seed=1 -max_len=4096 -len_control=0 -print_final_stats=1 \
	-artifact_prefix="$work/finding-" "$work/corpus" >"$work/log" 2>&1; then
	grep -E '^stat::number_of_executed|cov:' "$work/log" | tail -n 2 | sed 's/^/# /'
	echo "ok 1 - $(basename "$fuzzer"), $runs runs"
	exit 0
fi
tail -n 60 "$work/log" | sed 's/^/# /'
for finding in "$work"/finding-*; do
	[ -f "$finding" ] && base64 "$finding" | sed 's/^/# /'
done
echo "not ok 1 - $(basename "$fuzzer"), $runs runs"
exit 1
