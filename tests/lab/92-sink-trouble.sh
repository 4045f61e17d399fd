# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# What happens to a GStreamer sink while people watch, up to the death of the compositor: each
# case leaves no object, no descriptor and no dma-buf behind.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

export G_DEBUG=fatal-criticals

lab_modules
LAB_SIZE=640x480 WITH_PLUGIN=1 weston_start trouble drm gl
trouble=/tmp/trouble.out
FILM=/usr/share/yamp-lab/content/Megamind.avi COMPOSITOR_PID=$(weston_pid) \
	/usr/libexec/yamp-tests/sink-trouble >"$trouble" 2>"$trouble.err"
while read -r result; do
	case $result in
	"ok "*"# SKIP") skip "${result#ok * - }" "$(tail -n 1 "$trouble.err")" ;;
	"ok "*) ok "${result#ok * - }" ;;
	"not ok "*) not_ok "${result#not ok * - }" "$(grep '^#' "$trouble")" "$(tail -n 20 "$trouble.err")" ;;
	esac
done <"$trouble"
check "all cases were run" test "$tap_count" -eq 11
wait "$(weston_pid)" 2>/dev/null
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
