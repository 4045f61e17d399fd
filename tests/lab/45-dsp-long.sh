# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# What 45-dsp.sh shows, for longer and with more stages, formats and kinds of queues.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

# told_of_frames FILE: has a client?
told_of_frames() {
	grep -q '"type":"second"' "$1"
}

# kill_other: the other client, when the one that is looked at has told of frames
kill_other() {
	wait_until 60 told_of_frames /tmp/check.out && kill -9 "$other"
}

# beside NAME END OPTION...: while $beside, a camera and its DSP, goes on as well, to its END
# (kill: at any moment, or stop: after this one). In $lost what this camera has lost.
beside() {
	local name=$1 end=$2 other killer
	shift 2
	rm -f /tmp/check.out
	yamp view --json --size $size "${beside[@]}" >/tmp/other.log 2>&1 &
	other=$!
	check "$name: frames of the other one" wait_until 60 told_of_frames /tmp/other.log
	if [ "$end" = kill ]; then
		kill_other &
		killer=$!
		every "$name" 50 "$@"
		check "$name: the other one was killed meanwhile" wait "$killer"
		wait "$other"
	else
		every "$name" 50 "$@"
		kill -INT "$other"
		check "$name: the other one ends cleanly" wait "$other"
	fi
	lost=$(view_value drops.camera)
}

# two NAME OPTION...: two cameras, each through a DSP of its own, and $beside's client is
# killed. A busy machine makes cameras lose frames as it likes, fewer if these are slow;
# what a kill makes one lose, it loses each time, and without the kill never.
two() {
	local name=$1 round lost most=0 least=
	shift
	for round in 1 2 3 4 5; do
		beside "$name" stop --fps 5 "$@"
		most=$((lost > most ? lost : most))
		beside "$name, killed" kill --fps 5 "$@"
		least=$((lost < ${least:-lost + 1} ? lost : least))
		[ "$least" -gt "$most" ] || break
	done
	check "$name: no frame is lost for the kill" test "$least" -le "$most"
	note "frames lost: $least when the other one is killed, $most when not, rounds: $round"
}

# long NAME OPTION...: a thousand frames, as steady() has them, with buffers for moments in
# which the machine stands still
long() {
	local name=$1
	shift
	steady "$name" 1000 --buffers 16 "$@"
}

lab_modules && lab_dsp && modprobe yamp_softdsp
camera=$(camera_nodes | head -n 1)
dsp=$(dsp_node)
v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2

LAB_SIZE=$size WITH_PLUGIN=1 weston_start dsp-plane drm gl
plane "one DSP" "" --dsp "$dsp"
plane "two that flip" "" --dsp "$dsp,horizontal_flip=1" --dsp "$dsp,horizontal_flip=1"
steady "camera alone" 100
steady "one DSP" 100 --dsp "$dsp"
long "one DSP, for longer" --dsp "$dsp"
steady "two DSPs" 100 --dsp "$dsp" --dsp "$dsp"
first=$camera
camera=$(camera_nodes | tail -n 1)
beside=("$first" --fps 5 --format RGBP --dsp "$dsp")
two "softdsp beside vim2m" --format XR24 --dsp softdsp
beside=("$camera" --fps 5 --format XR24 --dsp softdsp)
camera=$first
two "vim2m beside softdsp" --format RGBP --dsp "$dsp"
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0

size=320x180 # the renderer is software
LAB_SIZE=$size LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start dsp-gles headless gl
gles "GLES from a DSP that converts" "" --dsp "$dsp,format=YUYV"
if modprobe --remove vim2m && modinfo -p vim2m | grep -q ^multiplanar: && lab_dsp multiplanar=2; then
	name="GLES, multi-planar API"
else
	lab_dsp
	name=GLES
	skip "multi-planar API" "vim2m of this kernel has none"
fi
dsp=$(dsp_node)
gles "$name" mirrored --dsp "$dsp,horizontal_flip=1"
check "the compositor with the renderer lives" weston_alive
weston_stop

# of a small screen, at a rate that the renderer keeps up with
LAB_SIZE=160x90 LAB_SCOPES=log WITH_PLUGIN=1 weston_start dsp-gles-long headless gl
steady "GLES: camera alone" 100 --fps 3
long "GLES: one DSP, for longer" --fps 3 --dsp "$dsp"
check "GLES: drawn by the renderer" test "$(view_value composited)" -gt 900
check "the compositor lives to the end" weston_alive
weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
tap_done
