# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# yamp play: films, keys, and everything that can be wrong with a file or a session.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/play.sh

# play_killed: the compositor dies under it, as soon as something was shown
play_killed() {
	local player status=0
	yamp play -j "$films/tree.avi" >"$play_out" 2>"$play_err" &
	player=$!
	wait_until 60 grep -q '"type":"position"' "$play_out"
	kill -9 "$(weston_pid)"
	wait "$(weston_pid)" 2>/dev/null
	lab_weston_pid=
	wait_until 60 eval "! kill -0 $player 2>/dev/null" || kill -9 "$player"
	wait "$player" || status=$?
	[ "$status" -eq 69 ] || { echo "status $status"; cat "$play_err"; return 1; }
	grep -q "compositor went away" "$play_err"
}

# play_closed: the user closes the window
play_closed() {
	LD_PRELOAD=/usr/libexec/yamp-tests/close-window.so CLOSE_WINDOW=10 \
		play "$films/tree.avi" "$films/tree.avi" &&
		played '[x["type"] for x in o[-2:]] == ["closed", "summary"]'
}

# play_typed: somebody types "Q" in the window
play_typed() {
	timeout $((240 * LAB_PATIENCE)) /usr/libexec/yamp-tests/fake-session --user 3 \
		yamp play -j "$films/tree.avi" </dev/null >"$play_out" 2>"$play_err" &&
		played '"end" not in [x["type"] for x in o] and s["frames"] >= 3'
}

lab_display && lab_yamp
head -c 100000 /dev/zero | tr '\0' 'x' >/tmp/garbage.avi
WAYLAND_DISPLAY=nobody ends 69 "no compositor" WAYLAND_DISPLAY "$films/tree.avi"
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start play drm gl
plays "MPEG-2, without a duration" "$films/xine-ui_logo.mpg"
# A slow machine drops most of it, but not all of so many seconds.
plays "Cinepak, from 0:24 on" --start 0:24 "$films/tree.avi"
showed "Cinepak, from 0:24 on"
check "it began there" played 'p and min(p) >= 24'
ends 66 "no such file" "there is no such file" /tmp/missing.avi
GST_PLUGIN_FEATURE_RANK=avdec_cinepak:NONE ends 65 "no decoder" \
	"no Cinepak.* decoder here: install" "$films/tree.avi"
head -c 3000 "$films/tree.avi" >/tmp/header.avi
ends 65 "half of a header" "header.avi: Could not demultiplex" /tmp/header.avi
head -c 20000 "$films/tree.avi" >/tmp/begun.avi
ends 65 "a film that has only begun" "begun.avi: it ends before there is anything" /tmp/begun.avi
ends 65 "no film, between two that are" "garbage.avi: .*it is no film" \
	"$films/xine-ui_logo.mpg" /tmp/garbage.avi "$films/xine-ui_logo.mpg"
check "both are played" played '[x["type"] for x in o if x["type"] in ("end", "error")] ==
	["end", "error", "end"] and s["status"] == 65'
check "closing the window ends it" play_closed
check "a key in the window is heard" play_typed

while read -r verdict what; do
	case $verdict in
	pass) ok "keys: $what" ;;
	*) not_ok "keys: ${what:-$verdict}" ;;
	esac
done < <(python3 /share/play-keys.py "$films/tree.avi" 2>&1)

check "what was said and not read keeps nothing" \
	timeout $((240 * LAB_PATIENCE)) /usr/libexec/yamp-tests/player-end "file://$films/tree.avi"
check "the compositor lives" weston_alive
check "the compositor dies" play_killed
check "no buffer is left" wait_until 30 yamp_buffers_are 0
tap_done
