# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The virtual machine: Debian's kernel started directly, its files served over 9p.

# qemu_machine KVM|TCG: fills machine[].
qemu_machine() {
	case $LAB_ARCH in
	amd64) qemu_machine_amd64 "$1" ;;
	arm64) qemu_machine_arm64 ;;
	esac
	machine+=(-smp 2 -nodefaults -no-user-config -no-reboot -device virtio-rng-pci
		-kernel "$LAB_VMLINUX" -initrd "$LAB_INITRAMFS")
}

# Without pauth-impdef each call in the guest's kernel costs a hash of QARMA.
qemu_machine_arm64() {
	# shellcheck disable=SC2054 # commas within one argument are QEMU's
	machine=(qemu-system-aarch64 -machine virt -accel tcg,thread=multi
		-cpu max,pauth-impdef=on -display none)
}

qemu_machine_amd64() {
	# shellcheck disable=SC2054
	machine=(qemu-system-x86_64 -machine q35 -device isa-debug-exit,iobase=0x501,iosize=0x02)
	if [[ $LAB_DISPLAY == yes ]]; then
		machine+=(-display gtk -vga none -device virtio-vga)
	else
		machine+=(-display none -vga none)
	fi
	case $1 in
	KVM) machine+=(-accel kvm -cpu host) ;;
	TCG) machine+=(-accel "tcg,thread=multi" -cpu max,-avx2) ;;	# qemu_emulated says why
	esac
}

# qemu_emulated: what the kernel of an emulated guest is told. Two faults of QEMU (seen with
# 7.2) are gone around: its AVX2 reads wrong addresses now and then, so that llvmpipe
# crashes and, it seems, shows one texel; and a processor may run code that another one has
# patched since, on which a kernel dies that boots with more than one (guest/init starts
# the others). On a busy host the timer ticks too late for the kernel, which then thinks
# it is not wired and panics; it need not look. And there a processor may wait for half a
# minute until it runs again: on arm64, where the kernel counts on each looking after the
# other, it calls that a lockup or a stall after 10 or 21 seconds.
qemu_emulated() {
	case $1:$LAB_ARCH in
	TCG:amd64) echo " maxcpus=1 no_timer_check" ;;
	TCG:arm64) echo " nmi_watchdog=0 rcupdate.rcu_cpu_stall_timeout=300" ;;
	esac
}

# qemu_accel: says KVM or TCG. /dev/kvm may open and guests hang at once, so a tiny
# guest must have come up with it; the answer holds until the host boots again.
qemu_accel() {
	local answer machine
	answer=$LAB_CACHE/kvm-$(</proc/sys/kernel/random/boot_id)
	if [[ $LAB_ARCH != amd64 || ! -w /dev/kvm ]]; then
		echo TCG
		return
	fi
	if [[ ! -s $answer ]]; then
		rm -f "$LAB_CACHE"/kvm-*
		qemu_probe >"$answer.$$"
		mv "$answer.$$" "$answer"
	fi
	cat "$answer"
}

qemu_probe() {
	local status=0 LAB_DISPLAY=no
	qemu_machine KVM
	timeout --signal=KILL 8 "${machine[@]}" -m 256 -append "quiet panic=-1 lab.probe" \
		-serial none </dev/null >/dev/null 2>&1 || status=$?
	# what the guest writes to the exit device comes back as 2 * value + 1
	if ((status == 2 * 0x2a + 1)); then
		echo KVM
	else
		echo TCG
	fi
}

# qemu_console: the name that the guest's kernel has for the serial line.
qemu_console() {
	case $LAB_ARCH in
	amd64) echo ttyS0 ;;
	arm64) echo ttyAMA0 ;;
	esac
}

# qemu_share TAG FOLDER [ro]: adds a 9p share to machine[].
qemu_share() {
	machine+=(-virtfs "local,path=${2//,/,,},mount_tag=$1,security_model=none,multidevs=remap${3:+,readonly=on}")
}

# qemu_run: boots, waits, returns the guest's exit status, or 124 or 125.
qemu_run() {
	local machine append status=0 accel
	append="console=$(qemu_console) quiet loglevel=4 panic=-1"
	append+=" unknown_nmi_panic panic_print=0x40"	# for qemu_guard
	accel=$(qemu_accel)
	qemu_machine "$accel"
	append+=$(qemu_emulated "$accel")
	machine+=(-m "$LAB_MEMORY")
	qemu_share root "$LAB_TREE" ro
	qemu_share extra "$LAB_EXTRA" ro
	qemu_share lab "$LAB_RUN/lab"
	qemu_share out "$LAB_OUT"
	if [[ -n $LAB_SHARE ]]; then
		qemu_share share "$LAB_SHARE" ro
		append+=" lab.share"
	fi
	# shellcheck disable=SC2206 # split at blanks
	machine+=(${LAB_MACHINE//blob=auto/blob=$(qemu_blobs)})
	if [[ " $LAB_MACHINE " == *" -icount "* ]]; then	# one thread, or nothing is counted
		machine=("${machine[@]/thread=multi/thread=single}")
	fi
	if [[ $LAB_ARCH == arm64 ]]; then
		step "adding to the devicetree" arm64_devicetree
		machine+=(-dtb "$LAB_RUN/dtb")
	fi
	if [[ $LAB_INTERACTIVE == yes ]]; then
		qemu_interactive
	else
		qemu_batch || status=$?
	fi
	qemu_verdict "$status"
}

# qemu_blobs: may a GPU show the guest's memory as it lies there? QEMU ends without it.
qemu_blobs() {
	if [[ -w /dev/udmabuf ]]; then
		echo on
	else
		echo off
	fi
}

qemu_interactive() {
	say "a shell follows; leave it with 'exit', or end the machine with Ctrl-A x"
	"${machine[@]}" -append "$append lab.interactive $LAB_APPEND" \
		-chardev stdio,id=console,mux=on,signal=off -serial chardev:console \
		-mon chardev=console || :
}

qemu_batch() {
	local readers=() stream status=0
	touch "$LAB_RUN/lab/stdout" "$LAB_RUN/lab/stderr"
	mkfifo "$LAB_RUN"/monitor.{in,out}
	"${machine[@]}" -append "$append $LAB_APPEND" -serial "file:$LAB_RUN/console.txt" \
		-chardev "pipe,id=monitor,path=$LAB_RUN/monitor" -mon chardev=monitor \
		</dev/null 2>"$LAB_RUN/qemu.txt" &
	local qemu=$!
	((LAB_TIMEOUT == 0)) || qemu_guard $qemu &
	((LAB_SILENCE == 0)) || qemu_hear $qemu &
	tail --pid=$qemu -s 0.1 -c +1 -f "$LAB_RUN/lab/stdout" &
	readers+=($!)
	tail --pid=$qemu -s 0.1 -c +1 -f "$LAB_RUN/lab/stderr" >&2 &
	readers+=($!)
	wait $qemu || status=$?
	for stream in "${readers[@]}"; do
		wait "$stream" || :
	done
	return $status
}

# qemu_guard PID: ends a guest that has run for LAB_TIMEOUT. Its kernel is made to say first
# where each processor is, even those that take no interrupt any more.
qemu_guard() {
	qemu_lives_for "$1" "$LAB_TIMEOUT" || return 0
	: >"$LAB_RUN/late"
	if [[ $LAB_ARCH == amd64 ]]; then
		echo nmi >"$LAB_RUN/monitor.in"
		qemu_lives_for "$1" 20 || return 0
	fi
	kill -KILL "$1"
}

# qemu_lives_for PID SECONDS: as soon as it does not, the status is 1.
qemu_lives_for() {
	local until=$((SECONDS + $2))
	while ((SECONDS < until)); do
		kill -0 "$1" 2>/dev/null || return 1
		sleep 1
	done
}

# qemu_hear PID: ends a guest whose command has said nothing in all of LAB_SILENCE.
qemu_hear() {
	local until=$((SECONDS + LAB_SILENCE))
	while ((SECONDS < until)); do
		[[ -s $LAB_RUN/lab/stdout || -s $LAB_RUN/lab/stderr ]] && return
		kill -0 "$1" 2>/dev/null || return 0
		sleep 1
	done
	echo "tests/vm/run: the command has said nothing in $LAB_SILENCE seconds (--silence)" >&2
	kill "$1"
}

# qemu_verdict STATUS: STATUS is QEMU's own.
qemu_verdict() {
	if [[ -s $LAB_RUN/lab/status ]]; then
		return "$(<"$LAB_RUN/lab/status")"
	fi
	[[ $LAB_DISPLAY == yes && $1 == 0 ]] && return 0
	[[ $LAB_INTERACTIVE == yes ]] && return 125
	if [[ -e $LAB_RUN/late ]]; then
		echo "tests/vm/run: the guest did not end within $LAB_TIMEOUT seconds (--timeout)" >&2
		qemu_last_words
		return 124
	fi
	echo "tests/vm/run: the guest died before the command ended (a kernel panic?)" >&2
	qemu_last_words
	return 125
}

qemu_last_words() {
	if [[ -s $LAB_RUN/qemu.txt ]]; then
		sed 's/^/qemu: /' "$LAB_RUN/qemu.txt" >&2
	fi
	if [[ -s $LAB_RUN/console.txt ]]; then
		tail -n 150 "$LAB_RUN/console.txt" | sed 's/^/guest: /' >&2
	fi
}
