# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# What 10-kernel does some thousand times, as often as it takes to believe it: 64 threads
# race a million times for the last bytes of a quota, 1e5 results cannot be written, a
# million descriptors are closed by who guessed them, the module is loaded 1,000 times.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

programs=/usr/libexec/yamp-tests
lab_yamp || exit
for program in quota alloc module; do
	check "$program, many times" $programs/test-$program --long
	grep -E '^# [0-9]+ (attempts|rounds)' /tmp/check.out
done
tap_done
