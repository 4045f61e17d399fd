# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What QEMU starts: the kernel, and a small initramfs of busybox, the modules that
# mount the root, and guest/init.

lab_boot_modules=(9pnet_virtio 9p overlay)	# in our own kernels they are built in

# initramfs_prepare: sets LAB_INITRAMFS, and LAB_VMLINUX to Debian's kernel.
initramfs_prepare() {
	local key
	key=$(key_of "$LAB_ROOT_KEY" "$lab_here/initramfs.sh" "$lab_here/guest/init" \
		"$lab_here/unpack-kernel")
	cache_part "initramfs-$LAB_LANE" "$key" "$LAB_LANE: initramfs" initramfs_build
	LAB_INITRAMFS=$part/initramfs.cpio
	[[ -n $LAB_DEBUG ]] || LAB_VMLINUX=$part/vmlinux
}

initramfs_build() {
	local folder=$1
	mkdir -p "$folder/files"/{bin,modules,proc,sys,dev,root,extra,upper,new}
	cp "$lab_here/guest/init" "$folder/files/init"
	cp "$lab_here/unpack-kernel" "$folder/"
	root_enter
	root_bind "$folder" /build
	cp "$LAB_TREE/usr/bin/busybox" "$folder/files/bin/"
	[[ -n $LAB_DEBUG ]] || initramfs_modules "$folder/files"
	in_root sh -c 'cd /build/files && find . |
		cpio --quiet -o -H newc -R 0:0 >/build/initramfs.cpio'
	[[ -n $LAB_DEBUG ]] || initramfs_kernel "$folder/vmlinux"
	root_unbind /build
	rm -r "$folder/files" "$folder/unpack-kernel"
}

# On arm64 it is not packed.
initramfs_kernel() {
	case $LAB_ARCH in
	amd64) in_root python3 /build/unpack-kernel "/boot/vmlinuz-$LAB_KVER" /build/vmlinux ;;
	arm64) cp "$LAB_TREE/boot/vmlinuz-$LAB_KVER" "$1" ;;
	esac
}

# Modules go in under a number that gives their order, without compression.
initramfs_modules() {
	local files=$1 path number=10
	while read -r path; do
		# shellcheck disable=SC2016
		in_root sh -c 'case $1 in *.xz) xz -dc "$1";; *.zst) zstd -qdc "$1";; *) cat "$1";; esac' \
			sh "$path" >"$files/modules/$number-$(basename "${path%.ko*}").ko"
		number=$((number + 1))
	done < <(in_root modprobe --set-version "$LAB_KVER" --all --show-depends \
		"${lab_boot_modules[@]}" | awk '$1 == "insmod" && !seen[$2]++ { print $2 }')
}
