# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# V4L2's own compliance test, unchanged: a camera streams from memory that another device
# exported. Each figure is as it is without us when that memory is ours.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

exported=/tmp/exported
report=/tmp/compliance

# compliance CAMERA EXPORTER [NAME=VALUE]...: $report is what it prints
compliance() {
	local camera=$1 exporter=$2
	shift 2
	env "$@" v4l2-compliance -P -d "$camera" -e "$exporter" -s10 >"$report" 2>&1
}

# The figures, without the name of the device.
total() {
	sed -n 's/^Total for [^:]*: //p' "$report"
}

dmabuf_streamed() {
	[ "$(grep -cE '^[[:space:]]*test DMABUF \((no poll|select)\): OK$' "$report")" = 2 ] ||
		{ grep 'DMABUF\|fail:' "$report"; dmesg | grep -i contiguous | tail -n 3; false; }
}

# camera_takes NAME CAMERA EXPORTER PLACEMENT
camera_takes() {
	local name=$1 theirs
	compliance "$2" "$3"
	theirs=$(total)
	note "$name: the exporter's own memory: $theirs"
	: >"$exported"
	compliance "$2" "$3" LD_PRELOAD=/usr/libexec/yamp-tests/export-ours.so \
		EXPORT_OURS="$exported" EXPORT_OURS_PLACEMENT="$4"
	note "$name: ours, $(wc -l <"$exported") buffers: $(total)"
	cp "$report" "/out/compliance-${name// /-}.txt"
	check "$name: buffers are ours" test -s "$exported"
	check "$name: streams from dma-bufs" dmabuf_streamed
	check "$name: as without us" test "$(total)" = "$theirs"
}

lab_modules
mapfile -t cameras < <(camera_nodes)
camera_takes "vmalloc camera, scattered memory" "${cameras[0]}" "${cameras[1]}" 1
camera_takes "vmalloc camera, contiguous memory" "${cameras[0]}" "${cameras[1]}" 2
camera_takes "contiguous camera, contiguous memory" "${cameras[1]}" "${cameras[0]}" 2
check "no buffer is left" wait_until 5 yamp_buffers_are 0
tap_done
