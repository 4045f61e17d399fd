# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# What can go wrong: each gives one clear line that says what to do and a status that
# is not 0; where less can be done, it is done and said.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh

# With the scope "timeline" Weston waits until a frame is rendered; else headless GL
# falls behind by as much as it likes.
export LAB_SCOPES=log,timeline LAB_SIZE=640x480

# refused WHAT PATTERN COMMAND...: fails with one line on stderr that matches
refused() {
	local what=$1 pattern=$2 status=0
	shift 2
	timeout $((60 * LAB_PATIENCE)) "$@" >/tmp/refused.out 2>/tmp/refused.err || status=$?
	if [ "$status" -ge 64 ] && [ "$status" -lt 124 ] &&
	   [ "$(wc -l </tmp/refused.err)" -eq 1 ] && grep -qiE "$pattern" /tmp/refused.err; then
		ok "$what"
		note "$(cat /tmp/refused.err)"
	else
		not_ok "$what" "status $status" "$(cat /tmp/refused.out /tmp/refused.err)"
	fi
}

# degraded WHAT PATTERN IMPORT [OPTION]...: frames are shown all the same, and it is said
degraded() {
	local what=$1 pattern=$2 import=$3
	shift 3
	view_start "$camera" --size 640x480 --fps 30 --fullscreen "$@" || return 0
	check "$what: import" test "$(view_value import)" = "$import"
	if [ -n "$pattern" ]; then
		check "$what: is said" grep -qiE "$pattern" "$view_log.err"
		note "$(cat "$view_log.err")"
	else
		check "$what: nothing to say" test ! -s "$view_log.err"
	fi
	check "$what: ends cleanly" view_stop
}

as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"

lab_modules
camera=$(camera_nodes | head -n 1)
WITH_PLUGIN=1 weston_start main headless gl

refused "no such camera" "no /dev/video99.*cameras here: /dev/video0" yamp view /dev/video99
refused "not a camera" "/dev/null" yamp view /dev/null
refused "unknown option" "help" yamp view --nonsense
refused "impossible size" "size|pixels" yamp view "$camera" --size 70000x70000
refused "a size that is none" "size" yamp view "$camera" --size 0x0
refused "unknown format" "format" yamp view "$camera" --format ABCD
refused "no compositor" "wayland|compositor" env WAYLAND_DISPLAY=nowhere yamp view "$camera"

v4l2-ctl --device "$camera" --stream-mmap --stream-count=1000000 >/dev/null 2>&1 &
streamer=$!
wait_until 20 eval '! v4l2-ctl --device "$camera" --set-fmt-video=width=320,height=180 >/dev/null 2>&1'
refused "busy camera" "another program|busy|in use" yamp view "$camera"
kill "$streamer"
wait "$streamer" 2>/dev/null

chmod 755 "$XDG_RUNTIME_DIR" && chmod 777 "$XDG_RUNTIME_DIR/main"
chmod 660 "$camera"
# shellcheck disable=SC2086
refused "no permission for the camera" "permission|group" $as_nobody yamp view "$camera"
chmod 666 "$camera"
chmod 660 /dev/yamp
# shellcheck disable=SC2086
refused "no permission for the allocator" "/dev/yamp.*(group|permission)" \
	$as_nobody yamp view "$camera"

LD_PRELOAD=/usr/libexec/yamp-tests/no-dmabuf.so \
	degraded "a camera that only exports" "export|own buffers|vouch" dma-buf --format XR24
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" yamp_buffers_are 0

weston_start plain headless gl
degraded "compositor without the plugin" "plug|yamp_manager|linux-dmabuf" dma-buf --format XR24
weston_stop
WITH_PLUGIN=1 weston_start pixman headless pixman
degraded "compositor that cannot import" "cop(y|ies|ied)|wl_shm" copy --format XR24
weston_stop

modprobe --remove yamp
WITH_PLUGIN=1 weston_start nomodule headless gl
degraded "kernel without the module" "yamp" dma-buf --format XR24
modprobe yamp
degraded "the module comes while the compositor runs" "" verified --format XR24
weston_stop
check "no buffer is left at the end" yamp_buffers_are 0
tap_done
