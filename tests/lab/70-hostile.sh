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

WITH_PLUGIN=1 LAB_SCOPES=log,yamp weston_start hostile headless gl || exit 1
/usr/libexec/yamp-tests/watch-allocator 100 >"$watch" &
watcher=$!
expect "without the module: no allocator" "allocator 0 0:0"
lab_yamp
expect "the module appears" "allocator 1 $(node)"
check "the module can be removed while the compositor runs" modprobe --remove yamp
expect "the module goes" "allocator 0 0:0"
lab_yamp
expect "the module appears again" "allocator 1 $(node)"
kill "$watcher"
wait "$watcher" 2>/dev/null

# A TAP producer of its own: it prints which of its tests failed.
hostile_status=0
/usr/libexec/yamp-tests/hostile "$(weston_pid)" || hostile_status=$?
check "the hostile clients came to their end" test "$hostile_status" -le 1
check "Weston ends in good order" weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0
tap_done
