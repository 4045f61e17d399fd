# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# A client with 32 bits on a kernel with 64 gets the same answers: the programs of
# 10-kernel once more, compiled for i386, against their results with 64 bits.
# append: memmap=64M$0x60000000
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

programs=/usr/libexec/yamp-tests

# results PROGRAM FILE: its tests in order, without what is only noted
results() {
	"$1" >"$2.tap" 2>&1
	grep -E '^((not )?ok |Bail out|1\.\.)' "$2.tap" >"$2"
}

# They look for their own name in what the kernel tells, so it is the same.
same_results() {
	cp "$programs/32/$1-32" "/tmp/of-32/$1"
	results "/tmp/of-32/$1" /tmp/32
	results "$programs/$1" /tmp/64
	diff /tmp/64 /tmp/32 && ! grep -vE '^(ok |1\.\.)' /tmp/32 || { cat /tmp/32.tap; false; }
}

if [ ! -e $programs/32/test-info-32 ]; then
	skip "clients with 32 bits" "the compiler makes none here"
	tap_done
fi
lab_yamp || exit
mkdir /tmp/of-32
check "they have 32 bits" test "$(od -An -tx1 -j4 -N1 $programs/32/test-info-32)" = " 01"
# What every ioctl has in it, the sample driver's and the parameters, too; the others differ in
# what is behind the ioctl only, or go by where the memory lies.
for program in info alloc describe verify domain export purge revoke events holders stats heap \
	mmap region softdsp; do
	check "$program: the same results with 32 bits" same_results test-$program
done
tap_done
