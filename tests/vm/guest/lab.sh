# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What tests in the guest use: source it from bash. Every function returns 0, or not 0
# after one line on stderr. Logs go to /out. Waiting is for events; each deadline only
# guards against hanging, and LAB_PATIENCE multiplies them all: an emulated guest on a
# busy host may stand still for seconds.
#
# Settings read by weston_start: LAB_SHELL (desktop), LAB_SIZE (1280x720), LAB_SCOPES
# (log,drm-backend), WITH_PLUGIN (1 loads yamp.so), LAB_WRAP (a command that runs
# Weston, for example "valgrind -q"), LAB_PRELOAD (libraries that are loaded before its
# own). The kiosk shell of Weston 16 crashes on the client that comes after a fullscreen
# one.

: "${LAB_PATIENCE:=4}"

lab_error() {
	echo "lab: $*" >&2
	return 1
}

# wait_until SECONDS COMMAND...: until COMMAND succeeds.
wait_until() {
	local until=$((SECONDS + $1 * LAB_PATIENCE))
	shift
	until "$@"; do
		((SECONDS < until)) || return 1
		sleep 0.05
	done
}

# ---- kernel modules ----------------------------------------------------------------

# lab_modules: display, two cameras, our module.
lab_modules() {
	lab_display && lab_camera single && lab_yamp
}

# lab_display [VKMS-ARGUMENT]...: vkms with overlay planes and writeback, without a cursor
# plane; with limits, see tests/vm/modules/vkms-limits.h.
lab_display() {
	modprobe vkms enable_overlay=1 enable_writeback=1 enable_cursor=0 "$@" ||
		lab_error "vkms does not load" || return
	[[ -n $(lab_card) ]] || lab_error "vkms made no card"
}

# lab_camera [single|multi [VIVID-ARGUMENT...]]: two vivid cameras that capture and do nothing else, the
# first with vmalloc memory of its own, the second with contiguous memory. multi gives
# them the multi-planar API. Loading again replaces them.
lab_camera() {
	local planes=1
	[[ ${1:-single} == single ]] || planes=2
	shift
	modprobe --remove vivid 2>/dev/null
	modprobe vivid n_devs=2 allocators=0,1 node_types=0x1,0x1 num_inputs=1,1 \
		input_types=0x0,0x0 multiplanar=$planes,$planes no_error_inj=1 "$@" ||
		lab_error "vivid does not load" || return
	camera_times
}

# vivid's default time stamps lie almost a frame in the future.
camera_times() {
	local node
	for node in $(camera_nodes); do
		v4l2-ctl --device "$node" --set-ctrl timestamp_source=1 ||
			lab_error "$node: cannot set timestamp_source" || return
	done
}

# camera_nodes: the /dev/videoN of vivid, in order.
camera_nodes() {
	local name
	for name in /sys/class/video4linux/video*/name; do
		if [[ -e $name ]] && grep -q '^vivid-.*vid-cap' "$name"; then
			name=${name%/name}
			echo "/dev/${name##*/}"
		fi
	done | sort -V
}

# lab_dsp [VIM2M-ARGUMENT]...: the mem2mem devices vim2m (scaler), which otherwise idles
# for 40 ms over each frame, and vicodec.
lab_dsp() {
	{ modprobe vim2m default_transtime=1 "$@" && modprobe vicodec; } ||
		lab_error "vim2m or vicodec does not load"
}

# dsp_node [NAME]: the /dev/videoN of vim2m, or of vicodec's device of that name.
dsp_node() {
	local name
	name=$(grep -lx "${1:-vim2m}" /sys/class/video4linux/video*/name) || return
	name=${name%/name}
	echo "/dev/${name##*/}"
}

# lab_yamp: our module, as built from this checkout.
lab_yamp() {
	modprobe yamp || lab_error "yamp.ko does not load: is it built?" || return
	[[ -c /dev/yamp ]] || lab_error "yamp.ko is loaded but there is no /dev/yamp"
}

# lab_card: the name of vkms's card, such as card0; of QEMU's GPU where there is no vkms.
lab_card() {
	lab_card_of vkms || lab_card_of /pci
}

lab_card_of() {
	local card
	for card in /sys/class/drm/card*; do
		if [[ $card =~ /card[0-9]+$ && $(readlink -f "$card") == *$1* ]]; then
			echo "${card##*/}"
			return
		fi
	done
	return 1
}

# lab_screen: the window of "run --display" becomes the display of what comes next: a
# Weston of its own on QEMU's GPU, by pixman since that GPU imports nothing. Then
# "weston_start NAME wayland gl" puts the Weston to look at into it.
lab_screen() {
	modprobe virtio_gpu || lab_error "this guest has no screen: run with --display" ||
		return
	LAB_SHELL=kiosk WITH_PLUGIN=0 weston_start screen drm pixman || return
	lab_weston_pid=
}

# ---- Weston ------------------------------------------------------------------------

# weston_start NAME drm|headless|wayland gl|pixman [ARGUMENT...]: starts Weston and waits until
# it answers. Sets WAYLAND_DISPLAY for what follows. Its log is /out/weston-NAME.log.
weston_start() {
	local name=$1 backend=$2 renderer=$3 size=${LAB_SIZE:-1280x720} arguments
	shift 3
	lab_weston_name=$name lab_weston_pid=
	lab_weston_log=/tmp/weston-$name.log
	arguments=(--backend="$backend" --renderer="$renderer"
		--shell="${LAB_SHELL:-desktop}-shell.so" --socket="$name" --idle-time=0
		--debug --logger-scopes="${LAB_SCOPES:-log,drm-backend}"
		--log="$lab_weston_log" --config="/tmp/weston-$name.ini")
	case $backend in
	drm) arguments+=(--drm-device="$(lab_card)" --continue-without-input) ;;
	wayland) arguments+=(--fullscreen) ;;
	headless) arguments+=(--width="${size%x*}" --height="${size#*x}"
		--refresh-rate=60000) ;;
	*) lab_error "weston_start: drm, headless or wayland, not '$backend'" || return ;;
	esac
	[[ ${WITH_PLUGIN:-0} == 0 ]] || arguments+=(--modules=yamp.so)
	weston_config "$size" >"/tmp/weston-$name.ini"
	rm -f "$XDG_RUNTIME_DIR/$name" "$lab_weston_log"
	# shellcheck disable=SC2086
	LIBSEAT_BACKEND=noop LD_PRELOAD="${LAB_PRELOAD:-} $(weston_preload)" \
		${LAB_WRAP:-} weston "${arguments[@]}" "$@" \
		>"/tmp/weston-$name.out" 2>&1 &
	lab_weston_pid=$!
	export WAYLAND_DISPLAY=$name
	weston_wait
}

# weston_preload: what software Mesa 26.1 needs so that Weston lives; see close-once.c
weston_preload() {
	local fix=/usr/libexec/yamp-tests/close-once.so
	[[ ! -e $fix ]] || ! compgen -G "/usr/lib/*/libgallium-26.1.*.so" >/dev/null || echo $fix
}

# No panel, no animation: an opaque view above a window keeps it off its plane.
weston_config() {
	cat <<-INI
		[core]
		idle-time=0
		[shell]
		startup-animation=none
		close-animation=none
		animation=none
		panel-position=none
		background-color=0xff203040
		locking=false
		[output]
		name=Virtual-1
		mode=$1
	INI
}

# The socket is there before Weston answers; an answer to wayland-info is the event.
weston_wait() {
	local socket=$XDG_RUNTIME_DIR/$lab_weston_name
	if wait_until 60 weston_has_socket "$socket" && weston_alive &&
		timeout $((60 * LAB_PATIENCE)) wayland-info \
			>"/tmp/weston-$lab_weston_name.info" 2>&1; then
		return
	fi
	tail -n 20 "$lab_weston_log" "/tmp/weston-$lab_weston_name.out" >&2
	weston_stop >/dev/null 2>&1
	lab_error "Weston ($lab_weston_name) did not come up; its log is above"
}

weston_has_socket() {
	[[ -S $1 ]] || ! weston_alive
}

weston_pid() {
	echo "$lab_weston_pid"
}

weston_alive() {
	[[ -n $lab_weston_pid ]] && kill -0 "$lab_weston_pid" 2>/dev/null
}

# weston_stop: ends it in good order, keeps its logs. Fails when it had died before,
# does not end, or ends with a status other than 0.
weston_stop() {
	local status=0
	[[ -n $lab_weston_pid ]] || return 0
	kill -TERM "$lab_weston_pid" 2>/dev/null
	if ! wait_until 30 weston_gone; then
		kill -KILL "$lab_weston_pid"
	fi
	wait "$lab_weston_pid" || status=$?
	lab_weston_pid=
	cp "/tmp/weston-$lab_weston_name".{log,out,info} /out/ 2>/dev/null
	((status == 0)) ||
		lab_error "Weston ($lab_weston_name) ended with status $status"
}

weston_gone() {
	! weston_alive
}

# ---- pictures ----------------------------------------------------------------------

# screenshot FILE: what the renderer composes (it takes every view off the planes for
# that frame). A PNG.
screenshot() {
	lab_shoot "$1"
}

# writeback FILE: what the display would show, planes included. DRM backend only.
writeback() {
	lab_shoot "$1" --source-type=writeback
}

lab_shoot() {
	local file=$1 folder picture
	shift
	folder=$(mktemp -d) || return
	(cd "$folder" && timeout $((60 * LAB_PATIENCE)) weston-screenshooter "$@") \
		>"$folder/log" 2>&1
	picture=$(find "$folder" -name '*.png' -print -quit)
	if [[ -z $picture ]]; then
		cat "$folder/log" >&2
		rm -r "$folder"
		lab_error "no screenshot"
		return
	fi
	mv "$picture" "$file"
	rm -r "$folder"
}

# ---- the display's state -----------------------------------------------------------

lab_dri() {
	local card
	card=$(lab_card)
	echo "/sys/kernel/debug/dri/${card#card}"
}

# plane_state: a line for each plane that shows something imported:
# NAME FOURCC WxH (framebuffer) WxH+X+Y (where on the screen), such as
# "plane-3 XR24 640x480 640x480+320+120".
plane_state() {
	awk '
	/^plane\[/ { name = $2; format = size = position = imported = "" }
	/^(crtc|connector)\[/ { name = "" }
	name == "" { next }
	{ sub(/^[ \t]+/, "") }
	/^format=/ { format = substr($1, 8) }
	/^size=/ && size == "" { size = substr($0, 6) }
	/^imported=yes/ { imported = 1 }
	/^crtc-pos=/ {
		position = substr($0, 10)
		if (imported)
			print name, format, size, position
	}' "$(lab_dri)/state"
}

# crc_start FILE: from now on a line for each frame shown: "FRAME CRC". crc_stop ends.
crc_start() {
	local crc
	crc=$(lab_dri)/crtc-0/crc
	echo auto >"$crc/control" || lab_error "this display gives no CRC" || return
	cat "$crc/data" >"$1" 2>/dev/null &
	lab_crc_pid=$!
}

crc_stop() {
	kill "$lab_crc_pid" 2>/dev/null
	wait "$lab_crc_pid" 2>/dev/null
	lab_crc_pid=
}

# crc_values FILE: the distinct CRCs, "COUNT CRC", the most frequent first.
crc_values() {
	awk 'NF > 1 { count[$NF]++ } END { for (v in count) print count[v], v }' "$1" |
		sort -rn
}

# ---- what is left behind -----------------------------------------------------------

# yamp_buffers: how many buffers of ours the kernel has now.
yamp_buffers() {
	awk '$5 ~ /^yamp/ { n++ } END { print n + 0 }' /sys/kernel/debug/dma_buf/bufinfo
}

# yamp_buffers_are N: for wait_until.
yamp_buffers_are() {
	[[ $(yamp_buffers) == "$1" ]]
}

# fd_count PID, rss_kb PID, cpu_ms PID: open descriptors, resident memory, CPU time.
fd_count() {
	local fds=("/proc/$1/fd"/*)
	echo ${#fds[@]}
}

rss_kb() {
	awk '/^VmRSS/ { print $2 }' "/proc/$1/status"
}

cpu_ms() {
	awk -v hz="$(getconf CLK_TCK)" '{ printf "%d\n", ($14 + $15) * 1000 / hz }' \
		"/proc/$1/stat"
}

lab_kmemleak=/sys/kernel/debug/kmemleak

# leaks_forget: what the kernel has leaked so far is not looked at again.
leaks_forget() {
	[[ -e $lab_kmemleak ]] || return 0
	echo scan >"$lab_kmemleak"
	echo clear >"$lab_kmemleak"
}

# leaks_found: prints the kernel's memory that nobody can reach. Status 0: there is none, 1: there is some,
# 2: this kernel does not know. kmemleak leaves alone what is younger than 5 s, and a pointer may
# be in a register just now: what two scans find is one.
leaks_found() {
	local found
	[[ -e $lab_kmemleak ]] || return 2
	sleep 6
	echo scan >"$lab_kmemleak"
	echo scan >"$lab_kmemleak"
	found=$(<"$lab_kmemleak")
	[[ -n $found ]] || return 0
	printf '%s\n' "$found"
	return 1
}
