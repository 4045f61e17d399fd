# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# The example of the README shows the camera.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

shows_bars() {
	screenshot /out/readme.png &&
		/usr/libexec/yamp-tests/bars /out/readme.png 0,0 640x480 6
}

lab_modules
v4l2-ctl --device /dev/video0 --set-ctrl osd_text_mode=2 \
	--set-fmt-video=width=640,height=480,pixelformat=YUYV
LAB_SHELL=kiosk LAB_SIZE=640x480 LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start readme headless gl
/usr/libexec/yamp-tests/readme-example &
example=$!
check "colour bars" wait_until 60 shows_bars
kill "$example"
wait "$example" 2>/dev/null
weston_stop
check "no buffer is left" yamp_buffers_are 0
tap_done
