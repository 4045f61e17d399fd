# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The cache. A part is a folder NAME-KEY, where KEY is a hash of all that the part
# is made from. It is made in NAME-KEY.new and renamed when whole, so a folder that
# exists is always complete. NAME-KEY.lock is held exclusively while a part is made
# or removed, and shared as long as a run uses it.

# key_of FILE-OR-WORD...: a short hash over the contents of files and over words.
key_of() {
	local item
	for item; do
		if [[ -f $item ]]; then
			cat -- "$item"
		else
			printf '%s\n' "$item"
		fi
	done | sha256sum | cut -c 1-16
}

# lock_take --shared|--exclusive FILE TEXT: waits for the lock and leaves its descriptor
# in $lock_fd. Removal takes the lock's file away too, so whoever got a lock must look
# whether its file is still the one in the folder.
lock_take() {
	local how=$1 file=$2 what=$3
	while :; do
		exec {lock_fd}>>"$file"
		if ! flock "$how" --nonblock "$lock_fd"; then
			say "waiting for another run that makes $what"
			flock "$how" "$lock_fd"
		fi
		[[ $file -ef /proc/self/fd/$lock_fd ]] && return
		exec {lock_fd}>&-
	done
}

# cache_part NAME KEY TEXT COMMAND...: leaves in $part the folder of the part, which
# "COMMAND... FOLDER" has filled, and keeps it in use until this process ends.
cache_part() {
	local name=$1 key=$2 text=$3
	shift 3
	part=$LAB_CACHE/$name-$key
	lock_take --shared "$part.lock" "$text"
	while [[ ! -d $part ]]; do
		exec {lock_fd}>&-
		lock_take --exclusive "$part.lock" "$text"
		[[ -d $part ]] || cache_fill "$part" "$text" "$@"
		exec {lock_fd}>&-
		lock_take --shared "$part.lock" "$text"
	done
	cache_drop_old "$name" "$key"
}

cache_fill() {
	local folder=$1 text=$2
	shift 2
	rm -rf "$folder.new"
	mkdir -p "$folder.new"
	step "$text" "$@" "$folder.new"
	mv -T "$folder.new" "$folder"
}

# cache_drop_old NAME KEY: removes the other keys of NAME that nobody uses.
cache_drop_old() {
	local name=$1 key=$2 lock old fd
	for lock in "$LAB_CACHE/$name"-*.lock; do
		old=${lock%.lock}
		[[ -e $lock && $old != "$LAB_CACHE/$name-$key" ]] || continue
		exec {fd}>>"$lock"
		if flock --exclusive --nonblock "$fd"; then
			rm -rf "$old" "$old.new" "$lock"
		fi
		exec {fd}>&-
	done
}

# cache_clean: removes every part that nobody uses.
cache_clean() {
	local name
	for name in root tools initramfs modules selftests content source kernel build; do
		cache_drop_old "$name" ''
	done
	rm -f "$LAB_CACHE"/{kvm,epoch}-*
}

# cache_locked FOLDER COMMAND...: runs it while no other run has locked the folder.
cache_locked() {
	local locked_fd
	exec {locked_fd}<"$1"
	if ! flock --exclusive --nonblock "$locked_fd"; then
		say "waiting for another run"
		flock --exclusive "$locked_fd"
	fi
	"${@:2}"
	exec {locked_fd}>&-
}

# run_folder: makes $LAB_RUN, this run's own folder, and removes those of runs that
# were killed: their lock is free. So is that of one that was made just now, hence
# cache_locked.
run_folder() {
	mkdir -p "$LAB_CACHE/runs"
	cache_locked "$LAB_CACHE/runs" run_folder_make
}

run_folder_make() {
	local old fd
	for old in "$LAB_CACHE"/runs/*/; do
		[[ -d $old ]] || continue
		exec {fd}<"$old"
		if flock --exclusive --nonblock "$fd"; then
			rm -rf "$old"
		fi
		exec {fd}>&-
	done
	LAB_RUN=$(mktemp -d "$LAB_CACHE/runs/XXXXXXXX")
	exec {lab_run_fd}<"$LAB_RUN"
	flock --shared "$lab_run_fd"
}
