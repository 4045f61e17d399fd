# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# Memory that was reserved at boot, given to the module when it is loaded and while it
# runs.
# append: memmap=64M$0x60000000
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

parameter=/sys/module/yamp/parameters/region

loads_with() {
	modprobe yamp "region=$1" && [[ $(<$parameter) == "$2" ]] && modprobe -r yamp
}

check "the module is loaded with a region" loads_with 64M@0x60000000 0x4000000@0x60000000
check "with two" loads_with 32M@0x60000000,32M@0x62000000 \
	0x2000000@0x60000000,0x2000000@0x62000000
check "unloading gives all back" loads_with 64M@0x60000000 0x4000000@0x60000000
check "memory in use is refused" bash -c '! modprobe yamp region=64M@0x40000000'
check "and said in a line" bash -c 'dmesg | grep -q "yamp: .* not reserved.*boot with memmap="'
check "the second of two is refused, the first given back" \
	bash -c '! modprobe yamp region=32M@0x60000000,32M@0x40000000'
check "nonsense is refused" bash -c '! modprobe yamp region=nonsense'
check "and then it is loaded" loads_with 64M@0x60000000 0x4000000@0x60000000
lab_yamp
/usr/libexec/yamp-tests/test-region >/tmp/region.tap
status=$?
sed '/^1\.\./d' /tmp/region.tap
tap_count=$((tap_count + $(grep -cE '^(not )?ok ' /tmp/region.tap)))
check "none of it skipped" test "$status:$(grep -ci '# skip' /tmp/region.tap)" = 0:0
tap_done
