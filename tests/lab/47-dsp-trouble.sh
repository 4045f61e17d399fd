# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# DSPs that are slow, wrong, busy or gone, cameras that are unplugged, and clients that are
# killed: it is said in one clear line, and nothing is left behind; what comes back goes on.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh
. /share/view.sh
. /share/dsp.sh
. /share/loss.sh

# gone: the driver is taken away under a running stream
gone() {
	local status=0
	dsp_start --dsp "$dsp" --on-loss end || return 0
	check "busy: the module cannot be removed under a stream" \
		eval '! modprobe --remove vim2m 2>/dev/null'
	platform dsp unbind
	wait "$view_pid" || status=$?
	check "gone: the client ends, and says so" test "$status" -eq 66
	check "gone: in one line" grep -qE "^yamp: $dsp is gone: load its driver again$" "$view_log.err"
	check "gone: in one line only" test "$(wc -l <"$view_log.err")" -eq 1
	modprobe --remove vim2m && lab_dsp
	dsp=$(dsp_node)
}

# recorded: a recording ends with an error, but for that it may be told to wait
recorded() {
	local status=0 record
	yamp record --size $size --format YUYV "$camera" /tmp/ended.y4m 2>/tmp/record.err &
	record=$!
	wait_until 60 test -s /tmp/ended.y4m && take_away control
	wait "$record" || status=$?
	check "recording, gone: it ends, and says so" test "$status" -eq 66
	check "recording, gone: in one line" eval '[ "$(wc -l </tmp/record.err)" -eq 1 ] &&
		grep -q "$camera is gone" /tmp/record.err'
	yamp record --size $size --format YUYV --on-loss wait --frames 30 "$camera" /tmp/waited.y4m \
		>/tmp/record.out 2>/tmp/record.err &
	record=$!
	wait_until 60 test -s /tmp/waited.y4m && take_away control
	check "recording, told to wait: it goes on to its end" wait "$record"
	note "$(cat /tmp/record.out /tmp/record.err)"
	check "recording, told to wait: every frame is whole" test \
		"$(/usr/libexec/yamp-tests/y4m copy /tmp/waited.y4m | wc -l)" -eq 30
}

# in_flight LOOKS: at every one of them there are no more buffers than the hops were said to
# have; in front of the DSP are the two frames that it works on and one that waits, and behind
# it what is on the screen, what will be, and what was
in_flight() {
	yamp top --batch --json --looks "$1" --delay 0.2 >/tmp/looks || return
	python3 -c '
import json, sys
announced = sum(map(int, sys.argv[1:]))
looks = [json.loads(line) for line in open("/tmp/looks")]
most = max(look["module"]["buffers"] for look in looks)
def held(pool, *names):
    return max(sum(buffer["holder"] in names for buffer in look["streams"][0]["pools"][pool]["buffers"])
               for look in looks)
working, waiting, behind = held(0, "DSP"), held(0, "client"), held(1, "client", "plane", "renderer")
print(f"{len(looks)} looks: {most} buffers of {announced}, {working} in the DSP, "
      f"{waiting} before it, {behind} behind it")
sys.exit(most > announced or working != 2 or waiting > 1 or not 0 < behind < 5)' $(hops buffers)
}

# where_lost: of each frame it is told how far it came: those that are lost waited for the DSP,
# which is slow; it has none of them
where_lost() {
	yamp top --batch --json --frames --looks 10 >/tmp/looks || return
	python3 -c '
import json
frames, dsp = [], []
for line in open("/tmp/looks"):
    stream = json.loads(line)["streams"][0]
    frames += stream["frames"]
    dsp += [stream["pools"][1]["p50_ms"]] if stream["pools"][1]["p50_ms"] else []
shown = [frame for frame in frames if frame["presented_ns"]]
waited = [frame for frame in frames if not frame["given_ns"][0]]
numbers = [frame["sequence"] for frame in frames]
assert len(shown) > 5 and len(waited) > 5 and min(dsp) > 290, frames
assert numbers == sorted(set(numbers)), numbers
for frame in shown:
    (made, done), (given, away) = frame["made_ns"], frame["given_ns"]
    assert made <= given and given + 290e6 < done <= away <= frame["commit_ns"], frame
for frame in waited:
    assert frame["made_ns"][0] and not frame["made_ns"][1] and not frame["commit_ns"], frame
print(f"{len(frames)} frames: {len(shown)} shown, {len(waited)} waited in vain; in the DSP, with waiting, p50, "
      f"{min(dsp):.0f} to {max(dsp):.0f} ms")'
}

# slow: the camera's frames come faster than the DSP takes them. There are buffers for a long
# queue: every frame goes through it. The latest does not, however slow the machine is itself.
slow() {
	local options=(--buffers 16 --dsp "$dsp,transaction_time_msec=300") latest
	dsp_start "${options[@]}" || return 0
	check "slow DSP: frames that it cannot take are skipped, and named" \
		wait_until 60 eval '[ "$(stage 1 skipped)" -gt 5 ]'
	note "$(stage 1 latency_ms)" "$(view_value latency_ms)" "$(view_value drops)"
	check "slow DSP: frames do not pile up before it, nor buffers anywhere" in_flight 20
	note "$(cat /tmp/check.out)"
	check "slow DSP: yamp top tells of each frame where it was lost" where_lost
	note "$(cat /tmp/check.out)"
	check "slow DSP: ends cleanly" view_stop
	latest=$(view_value latency_ms.p95)
	every "slow DSP, every frame" 40 "${options[@]}"
	check "slow DSP, every frame: the camera loses them, for want of a buffer" \
		test "$(stage 0 starved)" -gt 5
	check "slow DSP: the latest is shown in less than half the time that every frame takes (p95)" \
		awk -v one="$latest" -v all="$(view_value latency_ms.p95)" \
		'BEGIN { print one, all; exit !(one > 0 && one < all / 2) }'
	note "p95 of the latest and of every frame, ms: $(cat /tmp/check.out)"
}

# words: what is printed for people
words() {
	yamp view "$camera" --size $size --frames 15 --dsp "$dsp" >/tmp/words || return
	cat /tmp/words
	grep -qE "^  $dsp \(vim2m\) to display: $size RG16, [0-9]+ buffers of system memory" /tmp/words &&
		grep -qE "^in all: .*, DSP [0-9]+, .*  stages: $camera [0-9./]+, $dsp [0-9./]+, display [0-9./]+ ms" /tmp/words
}

lab_display && lab_camera single no_error_inj=0 && lab_yamp && lab_dsp
camera=$(camera_nodes | head -n 1)
dsp=$(dsp_node)
decoder=$(dirname "$(grep -lx stateful-decoder /sys/class/video4linux/*/name)")
decoder=/dev/${decoder##*/}

LAB_SIZE=$size WITH_PLUGIN=1 weston_start dsp-trouble drm gl
check "the stages are told in words" words
note "$(cat /tmp/words)"
slow

refused "no such DSP" "no /dev/video99" --dsp /dev/video99
refused "a camera is no DSP" "not a mem2mem device: it is a camera" --dsp "$camera"
refused "unknown control" "no control nonsense; it has:.* horizontal_flip" --dsp "$dsp,nonsense=1"
refused "a control's range" "horizontal_flip is 0 to 1, not 2" --dsp "$dsp,horizontal_flip=2"
refused "a key without value" "KEY=VALUE" --dsp "$dsp,horizontal_flip"
refused "a format that the DSP does not take" "$dsp does not take NV12; of what" \
	--format NV12 --dsp "$dsp"
refused "a format that it does not make" "$dsp has no format NV12" --dsp "$dsp,format=NV12"
refused "a size that it does not take" "$dsp cannot take 3840x2160: the nearest size" \
	--size 3840x2160 --dsp "$dsp"
refused "nothing in common" "no format in common; the first delivers:.*; the second takes:" \
	--dsp "$decoder"
for delay in 0.3 1 2 4; do
	check "client killed after $delay s" killed "$delay" --dsp "$dsp" --dsp "$dsp"
done
gone
outages 3
recorded
check "the compositor lives" weston_alive
weston_stop
check "no buffer is left" wait_until 10 yamp_buffers_are 0
tap_done
