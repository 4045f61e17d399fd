# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long
# What 45-dsp.sh shows, for longer and with more stages, formats and kinds of queues.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh

# processor: as a stage. It takes each frame into its hands to read it, and one to write to, and
# gives them back: the kernel counts twice as many accesses of ours as there are frames, and when
# each buffer is touched first, no more. The camera's it has mapped once, as has the display its own.
processor() {
	dsp_start --format XR24 --dsp cpu:mirror || return 0
	check "processor: on a plane" wait_until 60 on_plane
	check "processor: colour bars in mirrored order" picture writeback /out/dsp-processor.png mirrored
	check "processor: Ctrl-C ends it cleanly" view_stop
	every "processor" 50 --format XR24 --dsp cpu:mirror
	check "processor: each frame is begun and ended once by each side" test \
		"$(view_value cpu_access.self)" -eq $((2 * $(stage 1 frames) +
		$(view_value cpu_access.others.videobuf2_vmalloc) + $(view_value cpu_access.devices.vkms)))
	note "$(view_value cpu_access), $(stage 1 frames) frames"
}

# told_of_frames FILE: has a client?
told_of_frames() {
	grep -q '"type":"second"' "$1"
}

# others_end SIGNAL TIMES: so often $beside, a camera and its DSP, begins, shows frames and is sent
# the signal; before and after that the one that is looked at shows more
others_end() {
	local other shown i
	for ((i = 0; i < $2; i++)); do
		rm -f /tmp/other.log
		yamp view --json --size $size "${beside[@]}" >/tmp/other.log 2>&1 &
		other=$!
		wait_until 60 told_of_frames /tmp/other.log || return
		kill -s "$1" "$other"
		wait "$other" || [ "$1" = KILL ] || return
		shown=$(view_value frames)
		wait_until 60 view_has_shown $((shown + 10)) || return
	done
}

# beside NAME SIGNAL OPTION...: every frame while others end by the signal: none may be lost or late
# anywhere, nor the camera be without a buffer, at any of these ends. In $lost, for a thousand frames,
# what the camera lost with buffers at hand.
beside() {
	local name=$1 signal=$2
	shift 2
	dsp_start --every-frame --buffers 16 --fps 5 "$@" || return
	check "$name: others end meanwhile" others_end "$signal" 4
	check "$name: ends cleanly" view_stop
	check "$name: no frame was lost or late in DSPs, client or compositor" test \
		"$(view_value drops.dsp):$(view_value drops.client):$(view_value drops.compositor)" = 0:0:0
	check "$name: the camera always had a buffer" test "$(stage 0 starved)" -eq 0
	lost=$(($(view_value drops.camera) * 1000 / $(view_value frames)))
	note "$(view_value frames) frames, the camera itself lost $(view_value drops.camera)"
}

# two NAME OPTION...: two cameras, each through a DSP of its own, and $beside's clients are
# killed. What is between camera and screen loses nothing, at no kill. A camera that has
# buffers loses frames only because its driver's thread is late, which on a busy machine it is
# with and without kills; what a kill costs it, it costs each time.
two() {
	local name=$1 round lost most=0 least=
	shift
	for round in 1 2 3 4 5; do
		beside "$name" INT "$@"
		most=$((lost > most ? lost : most))
		beside "$name, killed" KILL "$@"
		least=$((lost < ${least:-lost + 1} ? lost : least))
		[ "$least" -gt "$most" ] || break
	done
	check "$name: no frame is lost for the kill" test "$least" -le "$most"
	note "lost of a thousand: $least when others are killed, $most when not, rounds: $round"
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
processor
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
