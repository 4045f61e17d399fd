# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The same device behind an IOMMU that translates.
# machine: -device intel-iommu -device edu
# append: intel_iommu=on
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/dma.sh

dma_start
dma_run edu-place iommu
tap_done
