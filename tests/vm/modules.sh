# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Kernel drivers that the lab needs and Debian does not build: vkms, with a small
# addition, and the V4L2 mem2mem test drivers. From Debian's own kernel source.

# modules_prepare: sets LAB_MODULES, a tree with usr/lib/modules/KVER/updates/*.ko.
modules_prepare() {
	local key
	key=$(key_of "$LAB_ROOT_KEY" "$LAB_KVER" "$lab_here/modules.sh" \
		"$lab_here"/modules/*)
	cache_part "modules-$LAB_LANE" "$key" \
		"$LAB_LANE: compiling vkms, vim2m, vicodec, vimc for $LAB_KVER" modules_build
	LAB_MODULES=$part
}

modules_build() {
	root_enter
	root_bind "$1" /build
	root_bind "$lab_here" /src ro
	in_root sh /src/modules/build "$LAB_KVER"
	root_unbind /src
	root_unbind /build
}

# modules_index FOLDER: writes modules.dep and its companions for Debian's modules
# and those in FOLDER/usr/lib/modules/KVER/updates together.
modules_index() {
	local folder=$1 relative=usr/lib/modules/$LAB_KVER
	local joined=$LAB_RUN/root/tmp/index/lib/modules/$LAB_KVER file
	root_enter
	mkdir -p "$joined"/{kernel,updates}
	cp "$LAB_TREE/$relative"/modules.{order,builtin,builtin.modinfo} "$joined/"
	mount --bind "$LAB_TREE/$relative/kernel" "$joined/kernel"
	mount --bind "$folder/$relative/updates" "$joined/updates"
	in_root depmod --basedir /tmp/index "$LAB_KVER"
	umount "$joined/kernel" "$joined/updates"
	for file in "$joined"/modules.*; do
		cp "$file" "$folder/$relative/"
	done
	rm -r "$LAB_RUN/root/tmp/index"
}
