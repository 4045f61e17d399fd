#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Process 1 of the namespace that tests/vm/run makes: mounts and processes made here
# vanish with it. run has put its options in LAB_*; the arguments are the command.

set -Eeuo pipefail
lab_here=$(dirname "$(readlink -f "$0")")
for file in progress cache release root debug initramfs modules selftests content project qemu; do
	# shellcheck source=/dev/null
	. "$lab_here/$file.sh"
done
if [[ $LAB_ARCH == arm64 ]]; then
	# shellcheck source=arm64.sh
	. "$lab_here/arm64.sh"
fi

write_command() {
	local words=("$@") rows columns
	mkdir -p "$LAB_RUN/lab"
	(($#)) || words=(bash --rcfile /usr/lib/yamp-lab/lab.sh -i)
	if [[ $LAB_INTERACTIVE == yes ]]; then
		read -r rows columns < <(stty size)
		echo "stty rows $rows cols $columns"
	fi >"$LAB_RUN/lab/command"
	printf 'exec%s\n' "$(printf ' %q' "${words[@]}")" >>"$LAB_RUN/lab/command"
}

# keep_results: what a person wants to look at afterwards goes to --out.
keep_results() {
	local log=$LAB_RUN/lab/dmesg.txt
	[[ -s $log ]] || log=$LAB_RUN/console.txt
	[[ -s $log ]] || return 0
	[[ $LAB_OUT == "$LAB_RUN"/* ]] || cp "$log" "$LAB_OUT/dmesg.txt"
	"$lab_here/dmesg-scan" "$log" >&2 || dmesg_clean=no
}

# own_mounts: what is mounted from here on shows nowhere else. In a chroot only the
# cache can be made so, which is where all of it is mounted.
own_mounts() {
	if mountpoint -q /; then
		mount --make-rprivate /
	else
		mount --bind "$LAB_CACHE" "$LAB_CACHE"
		mount --make-private "$LAB_CACHE"
	fi
}

if [[ $LAB_CLEAN == yes ]]; then
	cache_clean
	exit 0
fi
release_lane
own_mounts
cache_locked "$LAB_CACHE" root_prepare	# it writes a file anew that others read
if [[ -n $LAB_DEBUG ]]; then
	debug_prepare
else
	modules_prepare
fi
initramfs_prepare
selftests_prepare
content_prepare
project_prepare
[[ $LAB_CHECK == no ]] || project_check
[[ $LAB_BUILD_ONLY == no ]] || exit 0

write_command "$@"
say "booting Linux $LAB_KVER ($LAB_LANE)"
status=0
qemu_run || status=$?
dmesg_clean=yes
keep_results
if [[ $dmesg_clean == no && $LAB_ALLOW_DMESG == no && $status == 0 ]]; then
	echo "tests/vm/run: the command passed but the kernel complained: status 3" >&2
	status=3
fi
exit "$status"
