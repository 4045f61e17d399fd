# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Devices that fail or are taken away under a running viewfinder, and come back; for the
# scripts here, needs dsp.sh. They read $camera and $dsp, the camera has its error controls.

# driver_of KIND: its name, which is that of the platform's device, too
driver_of() {
	[ "$1" = dsp ] && echo vim2m || echo vivid
}

# platform KIND bind|unbind
platform() {
	local driver device
	driver=$(driver_of "$1")
	if [ "$2" = unbind ]; then
		for device in /sys/bus/platform/drivers/"$driver"/"$driver"*; do
			echo "${device##*/}" >"/tmp/device-$driver"
		done
	fi
	cat "/tmp/device-$driver" >"/sys/bus/platform/drivers/$driver/$2"
}

# take_away KIND: control (the driver says that it was unplugged, and when nobody has it
# open any more that it is back), camera or dsp (the device and its node are gone)
take_away() {
	case $1 in
	control) v4l2-ctl --device "$camera" --set-ctrl disconnect=1 ;;
	*) platform "$1" unbind ;;
	esac
}

# node_of KIND: where it is now
node_of() {
	if [ "$1" = dsp ]; then dsp_node; else camera_nodes | head -n 1; fi
}

# plain_bars: no text above them, which a camera has each time it is new
plain_bars() {
	camera=$(node_of camera)
	v4l2-ctl --device "$camera" --set-ctrl osd_text_mode=2
}

# told TYPE NUMBER: so many times?
told() {
	[ "$(grep -c "\"type\":\"$1\"" "$view_log")" -ge "$2" ]
}

# outage KIND [COMMAND...]: away, COMMAND meanwhile, back, and frames are shown again
outage() {
	local kind=$1 backs lost shown
	shift
	backs=$(grep -c '"type":"back"' "$view_log")
	lost=$(($(grep -c '"type":"lost"' "$view_log") + 1))
	take_away "$kind" || return
	wait_until 60 told lost "$lost" || return
	if [ "$kind" != control ]; then
		"$@" || return
		platform "$kind" bind && plain_bars || return
	fi
	wait_until 60 told back $((backs + 1)) || return
	shown=$(view_value frames)
	wait_until 60 view_has_shown $((shown + 3)) || { tail -n 5 "$view_log"; return 1; }
}

# back_name: of the stage that came back last
back_name() {
	grep '"type":"back"' "$view_log" | tail -n 1 | python3 -c '
import json, sys
print(json.loads(sys.stdin.readline())["name"])'
}

# elsewhere KIND STAGE: it comes back while another device has its node, and is called so
elsewhere() {
	local kind=$1 stage=$2 was there
	was=$(node_of "$kind")
	modprobe --remove vicodec && outage "$kind" modprobe vicodec || return
	there=$(node_of "$kind")
	echo "it was $was, it is $there"
	[ "$there" != "$was" ] && [ "$(back_name)" = "$there" ] &&
		wait_until 60 eval '[ "$(stage "$stage" name)" = "$there" ]'
}

# in_top NAME: yamp top says that the stream waits for it
in_top() {
	yamp top -j -n 1 | tee /tmp/top.json | python3 -c '
import json, sys
sys.exit(json.loads(sys.stdin.readline())["streams"][0]["waits_for"] != [sys.argv[1]])' "$1"
}

# waits_for NAME: does the viewfinder say that it does?
waits_for() {
	[ "$(view_value waits_for)" = "['$1']" ]
}

# ended_meanwhile: Ctrl-C while the DSP is away
ended_meanwhile() {
	local lost
	lost=$(($(grep -c '"type":"lost"' "$view_log") + 1))
	take_away dsp && wait_until 60 told lost "$lost" && view_stop && platform dsp bind
}

# still_there NAME: the window keeps its picture while a stage is away, and it is said
still_there() {
	wait_until 60 waits_for "$1" &&
		plane_state | grep -q "$size" && picture writeback /out/away.png && in_top "$1"
}

# outages ROUNDS: one of each kind in turn; nothing is more at the end than at the beginning
outages() {
	local kinds=(control camera dsp) fds buffers bytes i
	yamp monitor >/tmp/monitor.out 2>&1 &
	local monitor=$!
	plain_bars
	mkdir -p "$counts"
	VIEW_WRAP=$counted dsp_start --dsp "$dsp" || return 0
	fds=$(fd_count "$view_pid")
	buffers=$(dmabufs "$view_pid")
	check "the camera is away, and it is said" outage camera still_there "$camera"
	check "the DSP is away, and it is said" outage dsp still_there "$dsp"
	check "the DSP is back under another name" elsewhere dsp 1
	note "$(cat /tmp/check.out)"
	dsp=$(node_of dsp)
	check "the camera is back under another name" elsewhere camera 0
	note "$(cat /tmp/check.out)"
	bytes=$(in_use "$view_pid")
	for ((i = 0; i < $1; i++)); do
		check "outage $i: ${kinds[i % 3]}" outage "${kinds[i % 3]}"
	done
	check "as many descriptors as before" test "$(fd_count "$view_pid")" -eq "$fds"
	check "no memory more, but for what is in flight" \
		test "$(in_use "$view_pid")" -le $((bytes + 2000 + $1 * 20))
	note "bytes that the client uses: $bytes, then $(in_use "$view_pid")"
	check "the same buffers" test "$(dmabufs "$view_pid")" = "$buffers"
	check "on a plane" wait_until 60 eval '[ "$(view_value path)" = plane ]'
	check "away, and Ctrl-C meanwhile" ended_meanwhile
	check "the outages are counted" test "$(view_value outages.count)" -eq $(($1 + 4))
	note "$(view_value outages) $(view_value drops)"
	kill -INT "$monitor"
	wait "$monitor"
	for event in stage_lost stage_back; do
		check "yamp monitor: $event" grep -q "$event.*$dsp" /tmp/monitor.out
	done
	check "the client left no buffer" wait_until 10 yamp_buffers_few
}
