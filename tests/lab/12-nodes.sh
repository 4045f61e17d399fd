# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# The files that "make install" puts beside the module: it is loaded at boot, and its nodes
# belong to whom the udev rule says.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

tags() {
	udevadm info --query=property --property=CURRENT_TAGS --value "/dev/$1"
}

nobody=(setpriv --reuid=65534 --regid=65534)

check "udev finds nothing wrong with the rule" \
	udevadm verify --no-style /usr/lib/udev/rules.d/60-yamp.rules
check "udev runs" eval '/usr/lib/systemd/systemd-udevd --daemon && udevadm settle'
check "the module is not there" test ! -e /dev/yamp
check "it is loaded as at boot" /usr/lib/systemd/systemd-modules-load yamp.conf
check "and the sample driver by hand" modprobe yamp_softdsp
udevadm settle
for node in yamp dma_heap/yamp yamp-softdsp; do
	check "/dev/$node is for group video" \
		test "$(stat -c '%a %U:%G' "/dev/$node")" = "660 root:video"
	check "and for the user at the seat" grep -qw uaccess <<<"$(tags "$node")"
	check "and for nobody else" eval "! ${nobody[*]} --clear-groups dd of=/dev/null if=/dev/$node count=0"
done
check "/dev/yamp-query is for everybody" test "$(stat -c %a /dev/yamp-query)" = 666
check "not only as it says" "${nobody[@]}" --clear-groups dd of=/dev/null if=/dev/yamp-query count=0
check "a member of video allocates" \
	"${nobody[@]}" --groups=video /usr/libexec/yamp-tests/test-mmap
check "the modules go" modprobe -r yamp_softdsp yamp
tap_done
