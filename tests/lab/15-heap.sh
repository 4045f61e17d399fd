# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# kernels: debug-kasan
# The kernel's own test of dma-heaps, unchanged: it takes every heap there is, ours
# among them, and wants vgem to import from it. (debug-lockdep warns of the system heap: its
# pieces are longer than vgem says it can take.)
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

lab_yamp || exit
modprobe vgem || lab_error "vgem does not load" || exit
/usr/libexec/linux-selftests/dmabuf-heap >/tmp/dmabuf-heap.tap
status=$?
sed '/^1\.\./d; /^TAP version/d' /tmp/dmabuf-heap.tap
tap_count=$(grep -cE '^(not )?ok ' /tmp/dmabuf-heap.tap)
check "our heap was among them" grep -qx '# Testing heap: yamp' /tmp/dmabuf-heap.tap
check "all of it ran, none skipped" test "$status:$(grep -ci '# skip' /tmp/dmabuf-heap.tap)" = 0:0
check "nothing is left behind" wait_until 5 yamp_buffers_are 0
tap_done
