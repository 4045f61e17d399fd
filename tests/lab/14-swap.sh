# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# machine: -m 1536
# Memory becomes short, with swap in compressed memory: what is idle goes there and
# comes back, what is in use stays, what nobody needs is dropped.
. /usr/lib/yamp-lab/lab.sh

modprobe zram || lab_error "zram does not load" || exit
zram=$(</sys/class/zram-control/hot_add) && echo 4G >"/sys/block/zram$zram/disksize" &&
	mkswap "/dev/zram$zram" >/dev/null && swapon "/dev/zram$zram" ||
	lab_error "no swap in zram" || exit
# kswapd begins while a tenth of the memory is free, so that no process has to help.
echo 1000 >/proc/sys/vm/watermark_scale_factor
echo 0 >/proc/sys/vm/watermark_boost_factor
lab_yamp || exit
/usr/libexec/yamp-tests/test-swap "$@"
status=$?
sed 's/^/# /' "/sys/block/zram$zram/mm_stat"
exit $status
