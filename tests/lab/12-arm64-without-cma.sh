# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# releases: arm64
# append: cma=0
# On an arm64 machine that has set no memory apart contiguous frames are found where there
# is room, and kept for the next.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

lab_yamp || exit
check "there is no CMA" grep -qE '^CmaTotal: +0 kB' /proc/meminfo
for name in place pool; do
	/usr/libexec/yamp-tests/test-$name >"/tmp/$name.tap"
	status=$?
	sed '/^1\.\./d' "/tmp/$name.tap"
	tap_count=$((tap_count + $(grep -cE '^(not )?ok ' "/tmp/$name.tap")))
	check "test-$name ends with status 0" test $status = 0
done
tap_done
