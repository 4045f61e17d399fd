# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# releases: forky
# Two outputs with other limits: a surface hears what the planes of its output need, and is on one
# where there is one. Only vkms of 7.x makes more than one output.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

card=/sys/kernel/config/vkms/vkms-two

# output NAME PLANE...: one more, with these planes of its own
output() {
	local name=$1 plane
	shift
	mkdir "$card"/{crtcs,encoders,connectors}/"$name" || return
	ln -s "$card/crtcs/$name" "$card/encoders/$name/possible_crtcs"
	ln -s "$card/encoders/$name" "$card/connectors/$name/possible_encoders"
	for plane; do
		mkdir "$card/planes/$name-$plane"
		ln -s "$card/crtcs/$name" "$card/planes/$name-$plane/possible_crtcs"
		[ "$plane" != primary ] || echo 1 >"$card/planes/$name-$plane/type"
	done
}

modprobe configfs
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
check "vkms loads" modprobe vkms create_default_dev=0
mkdir "$card"
check "an output with two overlay planes" output left primary overlay-1 overlay-2
check "an output without" output right primary
check "both are there" eval 'echo 1 >"$card/enabled"'
lab_yamp
LAB_SIZE=640x480 LAB_SCOPES=log,yamp WITH_PLUGIN=1 weston_start outputs drm gl
status=0
/usr/libexec/yamp-tests/outputs "$(weston_pid)" Virtual-1 Virtual-2 || status=$?
check "the client came to its end" test $status -le 1
note "$(grep "target [0-9]*:" /tmp/weston-outputs.log)"
check "the log has a line for each frame, with its output" \
	grep -q "frame on Virtual-1 at .*: on a plane" /tmp/weston-outputs.log
check "Weston ends in good order" weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
