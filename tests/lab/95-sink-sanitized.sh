# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# sanitized
# Pool and allocator of the GStreamer sink, compiled to look for memory errors, leaks and undefined
# behaviour, where there is memory to give: whoever finds some writes a file.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

found=/tmp/found
export G_DEBUG=fatal-criticals
export ASAN_OPTIONS=log_path=$found:abort_on_error=1
export UBSAN_OPTIONS=log_path=$found:halt_on_error=1:print_stacktrace=1

# nothing_found: by anybody since the last time; else it is told, and forgotten
nothing_found() {
	local file status=0
	for file in "$found".*; do
		[ -e "$file" ] || continue
		head -n 60 "$file"
		mv "$file" "/out/$(basename "$file")"
		status=1
	done
	return $status
}

# cases NAME NUMBER PROGRAM: each of a TAP program's cases is run, and passes
cases() {
	local name=$1 number=$2 program=$3
	check "$name: all $number cases pass" eval "$program >/tmp/cases 2>&1 || { cat /tmp/cases; false; }"
	check "$name: all were run" test "$(grep -c '^ok [^#]*$' /tmp/cases)" -eq "$number"
	check "$name: nothing is found" nothing_found
}

lab_modules
tests=/usr/libexec/yamp-tests
for file in "$tests/test-gst-pool" /usr/lib/*/libyamp.so; do
	check "${file##*/} was compiled so" eval "ldd $file | grep -q libasan && ldd $file | grep -q libubsan"
done
cases "pool and allocator" 13 $tests/test-gst-pool
modprobe -r yamp
cases "pool and allocator, without our module" 13 $tests/test-gst-pool
tap_done
