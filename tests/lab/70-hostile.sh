# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Clients that give the compositor what they should not, and a kernel module that
# comes and goes while it runs.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

watch=/tmp/allocator

# says WANTED: the last that the compositor said of the module
says() {
	[[ $(tail -n 1 "$watch") == "$1" ]]
}

# expect WHAT WANTED
expect() {
	if wait_until 20 says "$2"; then
		ok "$1"
	else
		not_ok "$1" "expected: $2" "$(cat "$watch")"
	fi
}

# node: major and minor number of /dev/yamp, decimal
node() {
	printf '%d:%d' "0x$(stat -c %t /dev/yamp)" "0x$(stat -c %T /dev/yamp)"
}

# version: of the module's UAPI
version() {
	yamp info -j | python3 -c 'import json, sys; print(json.load(sys.stdin)["module"]["version"])'
}

# ends_well WHAT PID: waits for a TAP producer that runs in the background
ends_well() {
	local status=0
	wait "$2" || status=$?
	check "$1" test "$status" -eq 0
}

# globals NAME: how often Weston NAME offers our manager
globals() {
	grep -c yamp_manager_v1 "/tmp/weston-$1.info"
}

# name_of NAME INTERFACE: under which name Weston NAME offers the interface
name_of() {
	sed -n "s/.*'$2'.*name: *\([0-9]*\).*/\1/p" "/tmp/weston-$1.info"
}

lab_yamp
WITH_PLUGIN=0 weston_start twice headless gl --modules=yamp.so,yamp.so
check "loaded twice, there once" test "$(globals twice)" -eq 1
check "and said so" grep -q "yamp: not started: it is loaded already" /tmp/weston-twice.log
check "Weston ends in good order" weston_stop
WAYLAND_DISPLAY=early /usr/libexec/yamp-tests/early "$(name_of twice zwp_linux_dmabuf_v1)" \
	"$(name_of twice yamp_manager_v1)" &
early=$!
WITH_PLUGIN=1 weston_start early headless gl
ends_well "a client quicker than the compositor" "$early"
check "Weston ends in good order" weston_stop
WITH_PLUGIN=1 weston_start pixman headless pixman
check "pixman: not offered" test "$(globals pixman)" -eq 0
check "pixman: says why" grep -q "yamp: not started: this renderer takes no" \
	/tmp/weston-pixman.log
check "pixman: Weston ends in good order" weston_stop
modprobe --remove yamp

WITH_PLUGIN=1 LAB_SCOPES=log,yamp weston_start hostile headless gl || exit 1
/usr/libexec/yamp-tests/watch-allocator 100 >"$watch" &
watcher=$!
expect "without the module: no allocator" "allocator 0 0:0"
lab_yamp
expect "the module appears" "allocator $(version) $(node)"
# When the compositor has tried the renderer with buffers of ours.
check "the module can be removed while the compositor runs" wait_until 60 modprobe --remove yamp
expect "the module goes" "allocator 0 0:0"
lab_yamp
expect "the module appears again" "allocator $(version) $(node)"
kill "$watcher"
wait "$watcher" 2>/dev/null

# A TAP producer of its own: it prints which of its tests failed.
hostile_status=0
/usr/libexec/yamp-tests/hostile "$(weston_pid)" || hostile_status=$?
check "the hostile clients came to their end" test "$hostile_status" -le 1
check "Weston ends in good order" weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0
tap_done
