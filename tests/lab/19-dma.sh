# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A device that reaches our buffers by real DMA: QEMU's edu, 28 bits of addresses, in a
# machine that has more memory, and no IOMMU; and a driver whose device reaches 4 GiB.
# machine: -m 5120 -device edu
# append: memmap=64M$0x60000000
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/dma.sh

tracing=/sys/kernel/tracing
refused="yamp_refuse: id=[0-9]* field=contiguity plane=0 edu=0x1 frame=0x1"

dma_start
mountpoint -q $tracing || mount -t tracefs none $tracing
echo 1 >$tracing/events/yamp/yamp_refuse/enable
dma_run edu-place direct
check "a tracepoint names the reason" grep -q "$refused" $tracing/trace
dma_run edu-revoke
dma_run edu-cache
dma_run test-migrate
check "the modules go in good order" modprobe -r yamp_edu yamp
tap_done
