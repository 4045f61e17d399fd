# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# machine: -device qxl -device vmware-svga -device virtio-gpu-pci,blob=auto -object memory-backend-memfd,id=mem,size=3072M,share=on -machine memory-backend=mem
# Our memory in the drivers of the GPUs that QEMU can be, and theirs seen by us.
. /usr/lib/yamp-lab/lab.sh

lab_yamp || exit
exec /usr/libexec/yamp-tests/test-importers
