#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: smoke.sh RUNS FUZZER [RUNS-OF-A-LONG-TEST [REQUESTS]]
#
# A short run of a fuzzer, always the same one; a long one where YAMP_TEST_LONG is set, as
# by "tests/run --all", which has to come to so many requests. Tells how much of our code it
# came to. A finding is printed in base64, so that it can be taken from a log:
# base64 -d >input; FUZZER input
set -eu
runs=$1 fuzzer=$2 least=0
[ -z "${YAMP_TEST_LONG:-}" ] || { runs=${3:-$runs} least=${4:-0}; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/corpus"

# coverage: functions of the plugin that were entered, and edges that were taken (the
# sanitizers' own among them), by file. Names are there where llvm-symbolizer is.
coverage() {
	sed -n 's|^\([UN]*\)COVERED_FUNC: .* edges: \([0-9]*\)/\([0-9]*\) .*/compositor-plugin/\([^/:]*\):[0-9]*.*|\4 \2 \3 \1|p' \
		"$work/log" | awk '{ entered[$1] += !$4; functions[$1]++; taken[$1] += $2; edges[$1] += $3 }
		{ e += !$4; f++; t += $2; a += $3 }
		function line(name, e, f, t, a) {
			return sprintf("%-20s %3d of %3d functions, %4d of %4d edges", name, e, f, t, a)
		}
		END { for (n in edges) print line(n, entered[n], functions[n], taken[n], edges[n]) | "sort"
		close("sort"); if (f) print line("coverage:", e, f, t, a) }'
}

# seeds: inputs to begin with, the same ones always; alone it stays with short ones for long
seeds() {
	for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		LC_ALL=C awk -v seed=$seed 'BEGIN { srand(seed); for (i = 0; i < 1500; i++)
			printf "%c", int(rand() * 256) }' >"$work/corpus/seed-$seed"
	done
}

echo 1..1
[ -z "${3:-}" ] || seeds
if "$fuzzer" -runs="$runs" -seed=1 -max_len=4096 -len_control=0 -print_final_stats=1 \
	-print_coverage=1 \
	-artifact_prefix="$work/finding-" "$work/corpus" >"$work/log" 2>&1; then
	grep -E '^(stat::number_of_executed|requests handled)|cov:' "$work/log" | tail -n 3 |
		sed 's/^/# /'
	coverage | sed 's/^/# /'
	handled=$(sed -n 's/^requests handled: \([0-9]*\).*/\1/p' "$work/log")
	if [ "${handled:-0}" -lt "$least" ]; then
		echo "not ok 1 - $(basename "$fuzzer"), $runs runs: fewer requests than $least"
		exit 1
	fi
	echo "ok 1 - $(basename "$fuzzer"), $runs runs"
	exit 0
fi
tail -n 60 "$work/log" | sed 's/^/# /'
for finding in "$work"/finding-*; do
	[ -f "$finding" ] && base64 "$finding" | sed 's/^/# /'
done
echo "not ok 1 - $(basename "$fuzzer"), $runs runs"
exit 1
