# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# sanitized
# The GStreamer sink, its pool and its allocator, libyamp, Weston's plugin and the player, compiled
# to look for memory errors, leaks and undefined behaviour: whoever finds some writes a file.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/sink.sh

found=/tmp/found
export ASAN_OPTIONS=log_path=$found:abort_on_error=1
export UBSAN_OPTIONS=log_path=$found:halt_on_error=1:print_stacktrace=1
export LSAN_OPTIONS=suppressions=/share/leaks.supp:print_suppressions=0

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

# plays_clean NAME COMMAND...: succeeds, and nothing is found
plays_clean() {
	local name=$1
	shift
	check "$name" timeout $((240 * LAB_PATIENCE)) "$@"
	check "$name: nothing is found" nothing_found
}

lab_modules
# Programs that were not compiled so, but load what is, need its library before all others.
preload=LD_PRELOAD=$(ldd /usr/lib/*/libyamp.so | awk '/libasan/ { print $3 }')
tests=/usr/libexec/yamp-tests
for file in "$tests/test-gst-pool" "$tests/sink-trouble" "$(which yamp)" \
	/usr/lib/*/gstreamer-1.0/libgstyamp.so /usr/lib/*/libyamp.so /usr/lib/*/weston/yamp.so; do
	check "${file##*/} was compiled so" eval "ldd $file | grep -q libasan && ldd $file | grep -q libubsan"
done
# The list of all plugins is made once, and whatever those leave that are no concern of ours.
check "plugins are listed" eval "env $preload ASAN_OPTIONS=detect_leaks=0 gst-inspect-1.0 yampsink >/tmp/inspect"
check "GStreamer knows the sink" grep -q GstYampSink /tmp/inspect

cases "pool and allocator" 13 $tests/test-gst-pool
modprobe -r yamp
cases "pool and allocator, without our module" 13 $tests/test-gst-pool
lab_yamp

# Of what Weston and Mesa leak nothing is to be learned.
LAB_PRELOAD=${preload#*=} LAB_WRAP="env ASAN_OPTIONS=detect_leaks=0:$ASAN_OPTIONS" \
	LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start sanitized drm gl
camera=$(camera_nodes | head -n 1)
plays_clean "a camera's frames" $tests/play "v4l2src device=$camera io-mode=dmabuf-import num-buffers=25 !
	video/x-raw,format=NV12,$size ! $sink"
plays_clean "gst-launch: drawn" env "$preload" gst-launch-1.0 -q \
	videotestsrc num-buffers=30 ! "video/x-raw,format=BGRx,$size" ! yampsink max-lateness=-1
plays_clean "gst-launch: a camera's frames" env "$preload" gst-launch-1.0 -q \
	v4l2src "device=$camera" io-mode=dmabuf-import num-buffers=25 ! "video/x-raw,format=YUY2,$size" ! \
	yampsink max-lateness=-1
plays_clean "playbin, and it seeks" $tests/play --seeks 5 "playbin uri=file://$films/tree.avi audio-sink=fakesink"
plays_clean "yamp play" yamp play -j --start 0:24 "$films/tree.avi"
plays_clean "a player that goes while it plays" $tests/player-end "file://$films/tree.avi"
check "the compositor lives" weston_alive
FILM=$films/Megamind.avi COMPOSITOR_PID=$(weston_pid) cases "while people watch" 11 $tests/sink-trouble
wait "$(weston_pid)" 2>/dev/null
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
