# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Kernels that look for faults: Debian's kernel source of the release with a small
# configuration of ours, see debug/. They boot on the tree of the release and take the
# place of Debian's kernel, its modules and its headers.

# The compiler that the release's kernel is built with, and what a kernel needs besides.
lab_debug_packages=(bc bison flex gcc kmod libc6-dev libelf-dev linux-source make patch
	xz-utils)

# debug_prepare: makes or finds the kernel $LAB_DEBUG. Sets LAB_LANE, LAB_KVER,
# LAB_VMLINUX, LAB_MODULES, and LAB_HEADERS, a folder to build modules against.
debug_prepare() {
	local key
	LAB_LANE=$LAB_RELEASE-$LAB_DEBUG
	key=$(key_of "$LAB_RELEASE" "$lab_here/debug"/{build,common.config,videobuf2.patch} \
		"$lab_here/debug/$LAB_DEBUG.config" "$lab_here/modules/vkms-timer.patch")
	[[ -d $LAB_CACHE/kernel-$LAB_LANE-$key ]] || debug_source
	cache_part "kernel-$LAB_LANE" "$key" \
		"$LAB_LANE: compiling the kernel (10 to 30 minutes, once)" debug_build
	LAB_HEADERS=$part/headers
	LAB_MODULES=$part/modules
	LAB_VMLINUX=$part/bzImage	# with KASAN the ELF kernel does not boot
	LAB_KVER=$(basename "$LAB_MODULES"/usr/lib/modules/*)
}

# debug_source: a compiler and the source, in a tree of their own since only those who
# want these kernels need them. Sets LAB_SOURCE.
debug_source() {
	cache_part "source-$LAB_RELEASE" "$(key_of "${lab_debug_packages[@]}")" \
		"$LAB_RELEASE: fetching the kernel's source (a minute, once)" debug_fetch
	LAB_SOURCE=$part/tree
}

debug_fetch() {
	local folder=$1 packages
	packages=$(IFS=,; echo "${lab_debug_packages[*]}")
	TMPDIR=$folder nice mmdebstrap --mode=root --variant=apt --verbose \
		--aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt=force-unsafe-io \
		--include="$packages" "$LAB_RELEASE" "$folder/tree"
	mkdir "$folder/tree"/{build,src}
}

# debug_build FOLDER: the source's tree is mounted beside the guest's.
debug_build() {
	local LAB_TREE=$LAB_SOURCE LAB_RUN=$LAB_RUN/source
	root_enter
	root_bind "$1" /build
	root_bind "$lab_here" /src ro
	in_root nice -n 19 sh /src/debug/build "$LAB_DEBUG"
	root_unbind /src
	root_unbind /build
}

# debug_index FOLDER: as modules_index, for a FOLDER that holds all the modules.
debug_index() {
	local joined=$LAB_RUN/root/tmp/index/lib
	root_enter
	mkdir -p "$joined"
	mount --bind "$1/usr/lib" "$joined"
	in_root depmod --basedir /tmp/index "$LAB_KVER"
	umount "$joined"
}
