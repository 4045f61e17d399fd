# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The same device where every access goes through bounce buffers: what is not synced is
# not seen.
# machine: -device edu,dma_mask=0xffffffff
# append: swiotlb=force
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/dma.sh

dma_start bits=32
dma_run edu-domain
tap_done
