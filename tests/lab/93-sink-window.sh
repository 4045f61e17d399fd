# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# The GStreamer sink inside of an application's window, chosen by playbin, and with compositors
# that know less.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/sink.sh

# ask WORD...: the application does it
ask() {
	local answer
	echo "$*" >&"${app[1]}" && read -r -t $((120 * LAB_PATIENCE)) -u "${app[0]}" answer &&
		[ "$answer" = "done" ]
}

# bars_at X,Y WxH [mirrored]: the camera's colour bars are seen there
bars_at() {
	screenshot /out/sink-window.png &&
		/usr/libexec/yamp-tests/bars /out/sink-window.png "$1" "$2" 12 "${@:3}"
}

# bars_come X,Y WxH [mirrored]: as soon as the compositor has drawn them
bars_come() {
	wait_until 60 bars_at "$@"
}

# less PATH REASON: some pictures go this way, which is said once
less() {
	shown "$1, $2" "videotestsrc num-buffers=10 ! video/x-raw,format=BGRx,$size ! $sink"
	check "$1, $2: so they did" test "$(stat_of path)" = "$1"
	check "$1, $2: said once" test "$(grep -c "^reason=$2" "$play_out")" -eq 1 -a \
		"$(grep -c ^warning "$play_out")" -eq 1
}

lab_modules
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start window drm gl
camera=$(camera_nodes | head -n 1)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2
# shellcheck disable=SC2034
coproc app { /usr/libexec/yamp-tests/overlay 640x480 \
	"v4l2src device=$camera io-mode=dmabuf-import ! video/x-raw,format=BGRx,$size ! $sink" 2>/tmp/app.err; }
app_pid=$!
check "a part of the application's window" eval 'ask place 100 50 320 240 && ask show 2 && bars_come 100,50 320x240'
check "mirrored" eval 'ask set rotate-method horiz && ask show 2 && bars_come 100,50 320x240 mirrored'
check "a window of its own" eval 'ask set rotate-method identity && ask own && ask show 2'
check "back again, elsewhere" eval 'ask ours && ask place 320 240 320 240 && ask show 2 && ask expose && bars_come 320,240 320x240'
eval "exec ${app[1]}>&-"
check "it ends, and nothing is left of it" wait "$app_pid"
note "$(tail -n 5 /tmp/app.err)"

plays "$films/xine-ui_logo.mpg"
head -c 3000 "$films/Megamind.avi" >/tmp/broken.avi
check "a broken film is an error" eval '! play "playbin uri=file:///tmp/broken.avi audio-sink=fakesink"'
check "which is told" grep -q ^error "$play_out"
GST_PLUGIN_FEATURE_RANK=yampsink:MAX \
	shown "VP8" --hold 1000 "playbin uri=file://$films/display-dual-monitors.webm audio-sink=fakesink"
check "VP8: found by the rank it was given" grep -q '^path yampsink' "$play_out"
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" test "$(yamp_buffers)" -eq 0

# The desktop shell centres what is fullscreen when it activates it, and here is no seat.
LAB_SHELL=kiosk LAB_SIZE="30.00 800 840 880 1000 480 483 490 500 -hsync +vsync" WITH_PLUGIN=1 \
	weston_start kiosk drm gl
gst-launch-1.0 -q v4l2src device="$camera" io-mode=dmabuf-import ! \
	"video/x-raw,format=BGRx,$size" ! $sink &
wide_pid=$!
check "fullscreen, of other proportions: in the middle" bars_come 80,0 640x480
cp /out/sink-window.png /out/sink-wide.png
kill -INT "$wide_pid"
wait "$wide_pid"
weston_stop

# somebody_plays: a compositor with a user, who points at a window and types
somebody_plays() {
	timeout $((240 * LAB_PATIENCE)) /usr/libexec/yamp-tests/fake-session --user 3 \
		/usr/libexec/yamp-tests/play "$@" </dev/null >"$play_out" 2>&1
}

check "keys and the pointer" somebody_plays \
	"videotestsrc num-buffers=50 ! video/x-raw,format=BGRx,width=320,height=240 ! yampsink name=sink"
check "keys and the pointer: the application hears of them" test "$(grep ^input "$play_out" | xargs)" = \
	"$(printf 'input sink %s ' "pointer 0,0" "pointer 16,12" "button 3 at 16,12" \
		"wheel -0,-20 at 16,12" "wheel -0,4 at 16,12" "press Left" "release Left" \
		"press Q" "release Q" "press q" "release q" "press Left" "release Left" | xargs)"
note "$(grep ^input "$play_out")"

LAB_SIZE=640x480 WITH_PLUGIN=0 weston_start without-plugin headless gl
less dma-buf no-plugin
check "no byte was copied" test "$(stat_of copied-bytes)" = 0
weston_stop
LAB_SIZE=640x480 WITH_PLUGIN=0 weston_start without-dmabuf headless pixman
less copy no-dmabuf
check "the copies are counted" test "$(stat_of copied-frames)" -eq "$(stat_of frames)"
weston_stop
tap_done
