#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: check-exports.sh CLIENT-LIB LIBRARY
#
# What the headers declare is what the library shows, no more and no less.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat "$1"/include/yamp/*.h | tr '\n' ' ' |
	grep -oE 'YAMP_API [^;]*' | grep -oE 'yamp_[a-z0-9_]+\(' | tr -d '(' | sort -u >"$work/declared"
nm --dynamic --defined-only "$2" | awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' |
	sort -u >"$work/shown"
nm --dynamic --defined-only "$2" | awk '$2 != "T" && $2 != "A"' >"$work/other"

# result NAME FILE: ok if FILE is empty
result() {
	number=$((number + 1))
	if [ -s "$2" ]; then
		sed 's/^/# /' "$2"
		echo "not ok $number - $1"
		failed=1
	else
		echo "ok $number - $1"
	fi
}

number=0 failed=0
comm -23 "$work/declared" "$work/shown" >"$work/missing"
comm -13 "$work/declared" "$work/shown" >"$work/hidden"
[ "$(wc -l <"$work/declared")" -ge 40 ] || { echo "Bail out! no declarations found"; exit 1; }
result "what is declared is shown" "$work/missing"
result "what is shown is declared" "$work/hidden"
result "no data is shown" "$work/other"
echo "1..$number"
exit "$failed"
