# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# long: forky
# yamp selftest: on a bare machine, for a user without permissions, with a module that
# refuses, and where everything is there.
. /usr/lib/yamp-lab/lab.sh
. /share/tap.sh

as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
patience=$((120 * LAB_PATIENCE))

# selftest STATUS WHAT COMMAND...: it ends so; what it prints is in /tmp/selftest.json
selftest() {
	local wanted=$1 what=$2 status=0
	shift 2
	"$@" yamp selftest -j --timeout "$patience" >/tmp/selftest.json 2>/tmp/selftest.err || status=$?
	check "$what: status $wanted" test "$status" -eq "$wanted"
	[ "$status" -eq "$wanted" ] || note "$(cat /tmp/selftest.json /tmp/selftest.err)"
}

# step WHAT EXPRESSION: is it true of the answer, as "a", and its steps by part and name, s?
step() {
	check "$1" python3 -c '
import json, sys
a = json.load(open("/tmp/selftest.json"))
s = {(x["part"].split(" /")[0], x["step"]): x for x in a["steps"]}
sys.exit(0 if eval("(" + sys.argv[1] + ")") else json.dumps(a))' "$2"
}

selftest 1 "a bare machine" env --unset=WAYLAND_DISPLAY
step "nothing failed" 'a["failed"] == 0 and a["missing"] >= 3'
step "the module is missing" 's["kernel module", "node"]["state"] == "missing" and
	"modprobe yamp" in s["kernel module", "node"]["fix"]'
step "a compositor is missing" 's["compositor", "compositor"]["state"] == "missing" and
	"weston --modules" in s["compositor", "compositor"]["fix"]'
step "a camera is missing" 's["camera", "camera"]["state"] == "missing" and
	"modprobe vivid" in s["camera", "camera"]["fix"]'

lab_modules
# shellcheck disable=SC2086
selftest 1 "without permissions" $as_nobody
step "the group is named" '"usermod -aG video" in s["kernel module", "node"]["fix"] and
	"usermod -aG video" in s["camera", "camera"]["fix"] and a["failed"] == 0'

camera=$(camera_nodes | head -n 1)
v4l2-ctl --device "$camera" --set-fmt-video=width=640,height=480,pixelformat=YUYV >/dev/null
LAB_SIZE=640x480 LAB_SCOPES=log,timeline WITH_PLUGIN=1 weston_start selftest drm gl
selftest 0 "everything" env
step "every step but those that are not needed" 'all(x["state"] == "ok" for x in a["steps"] if x["needed"])'
step "the module" '{"node", "query node", "allocation", "description", "counters", "verify"} <=
	{name for part, name in s if part == "kernel module"}'
step "the plugin" '"asks the kernel" in s["compositor", "plugin"]["detail"]'
step "a picture of ours is on a plane" '"on a plane" in s["compositor", "on the screen"]["detail"]'
step "both cameras write into our buffers" 'len([x for x in a["steps"] if x["step"] == "capture" and
	"memory from yamp" in x["detail"]]) == 2'
step "the compositor takes them by the kernel" 'len([x for x in a["steps"] if x["step"] == "import" and
	"verified" in x["detail"]]) == 3'
step "frames of the cameras are on a plane" 'a["summary"].count("without a copy, on a plane") == 2'
check "the camera's format is as before" \
	eval 'v4l2-ctl --device "$camera" --get-fmt-video | grep -q "640/480" &&
		v4l2-ctl --device "$camera" --get-fmt-video | grep -q YUYV'
check "for people" eval 'yamp selftest --timeout "$patience" >/tmp/words'
note "$(cat /tmp/words)"
check "with a line for each step" grep -qE "^  ok +verify +.* stride" /tmp/words
check "and a sum" grep -qE "^[0-9]+ ok, 0 missing, 0 failed$" /tmp/words

quota=/sys/module/yamp/parameters/quota_bytes
before=$(cat $quota)
echo 4096 >$quota
selftest 2 "a module that refuses" env
step "says what it refuses" 's["kernel module", "allocation"]["state"] == "failed" and
	"quota" in s["kernel module", "allocation"]["detail"]'
echo "$before" >$quota
ended=0
yamp selftest --nonsense 2>/tmp/selftest.err || ended=$?
check "an option that is none" eval '[ $ended -eq 64 ] && grep -q "selftest --help" /tmp/selftest.err'
check "Weston ends in good order" weston_stop
check "no buffer is left at the end" wait_until 10 yamp_buffers_are 0
tap_done
