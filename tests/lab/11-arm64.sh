# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# releases: arm64
# On an arm64 machine: memory that the kernel set apart (CMA), memory that its devicetree
# reserves, and what all placements have in common. Library, plugin and command are arm64's.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

# is_arm64 FILE: an ELF file of machine 183
is_arm64() {
	[[ $(od -An -tx1 -j18 -N2 "$1") == " b7 00" ]]
}

lab_yamp || exit
check "the devicetree's memory is found" \
	grep -qx 0x4000000@0x60000000 /sys/module/yamp/parameters/region
check "library for arm64" is_arm64 "$(readlink -f /usr/lib/aarch64-linux-gnu/libyamp.so)"
check "plugin for arm64" is_arm64 /usr/lib/aarch64-linux-gnu/weston/yamp.so
check "the command runs" yamp info
for name in info alloc cma region place describe domain export fence migrate mmap purge quota \
	revoke softdsp verify; do
	/usr/libexec/yamp-tests/test-$name >"/tmp/$name.tap"
	status=$?
	sed '/^1\.\./d' "/tmp/$name.tap"
	tap_count=$((tap_count + $(grep -cE '^(not )?ok ' "/tmp/$name.tap")))
	check "test-$name ends with status 0" test $status = 0
done
check "nothing of CMA is skipped" bash -c '! grep -i "# skip" /tmp/cma.tap'
tap_done
