# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The driver of QEMU's edu device, and programs that use it.

# dma_start [NAME=VALUE]...: the module, and that driver
dma_start() {
	lab_yamp && modprobe yamp_edu "$@" && [[ -c /dev/yamp-edu ]] ||
		{ not_ok "there is a device"; tap_done; }
}

# dma_run PROGRAM [ARGUMENT]...: its tests are counted with ours; none may be skipped
dma_run() {
	local status=0
	/usr/libexec/yamp-tests/"$@" >/tmp/dma.tap || status=$?
	sed '/^1\.\./d' /tmp/dma.tap
	tap_count=$((tap_count + $(grep -cE '^(not )?ok ' /tmp/dma.tap)))
	check "$*: none failed or skipped" test "$status:$(grep -ci '# skip' /tmp/dma.tap)" = 0:0
}
