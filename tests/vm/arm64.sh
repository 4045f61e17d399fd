# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The arm64 lane: a guest of one architecture, compiled on a machine of another. There
# are two trees: the guest's, which nothing here can run, so it is only unpacked; and
# an amd64 one with a cross compiler, in which the guest's is mounted at /sysroot. What
# follows takes the place of the functions of the same names in root.sh.

lab_triplet=aarch64-linux-gnu

# root_prepare: makes or finds both trees; sets LAB_TREE, LAB_KVER, LAB_TOOLS.
root_prepare() {
	local kept=$LAB_CACHE/epoch-$LAB_LANE epoch=0 key kbuild
	[[ ! -e $kept ]] || epoch=$(<"$kept")
	[[ $LAB_UPDATE == no ]] || epoch=$EPOCHSECONDS
	key=$(key_of "$lab_here/arm64/guest.txt" "$lab_here/arm64.sh" "$epoch" "$LAB_LANE")
	cache_part "root-$LAB_LANE" "$key" \
		"$LAB_LANE: unpacking Debian in a folder (1 to 3 minutes, once)" arm64_guest_build
	echo "$epoch" >"$kept"
	LAB_TREE=$part/tree
	LAB_KVER=$(basename "$LAB_TREE"/usr/lib/modules/*)
	kbuild=$(basename "$LAB_TREE"/usr/lib/linux-kbuild-*)
	key=$(key_of "$lab_here/arm64/tools.txt" "$lab_here/arm64.sh" "$epoch" "$kbuild")
	cache_part "tools-$LAB_LANE" "$key" \
		"$LAB_LANE: installing the cross compiler (a minute, once)" arm64_tools_build "$kbuild"
	LAB_TOOLS=$part/tree
	LAB_ROOT_KEY=$key-$(basename "${LAB_TREE%/tree}")
}

# arm64_list FILE: its packages, for --include.
arm64_list() {
	sed 's/#.*//' "$1" | xargs | tr ' ' ,
}

arm64_guest_build() {
	local folder=$1 tree=$1/tree include path
	include=$(arm64_list "$lab_here/arm64/guest.txt")
	# what nobody wants is removed afterwards: to leave it out costs many times more
	TMPDIR=$folder nice mmdebstrap --mode=root --architectures=arm64 --variant=extract \
		--verbose --aptopt='Acquire::Check-Valid-Until "false"' \
		--extract-hook="cd \"\$1/var/cache/apt/archives\" && ls *.deb >$folder/versions.txt" \
		--include="$include" "$LAB_RELEASE" "$tree"
	root_keep_sources "$tree"
	for path in "${lab_modules_left_out[@]}"; do
		rm -rf "$tree"/usr/lib/modules/*/kernel/"$path"
	done
	rm -rf "$tree"/usr/share/{doc,man,locale,info}
	depmod --basedir "$tree" "$(basename "$tree"/usr/lib/modules/*)"
	mkdir -p "$tree"/{proc,sys,dev,tmp,run,root,src,build,stage,share,out,lab}
	cp "$tree/usr/share/base-passwd/passwd.master" "$tree/etc/passwd"
	cp "$tree/usr/share/base-passwd/group.master" "$tree/etc/group"
	ln -s gawk "$tree/usr/bin/awk"
	echo yamp-lab >"$tree/etc/hostname"
	echo '127.0.0.1 localhost yamp-lab' >"$tree/etc/hosts"
}

# arm64_tools_build KBUILD FOLDER
arm64_tools_build() {
	local kbuild=$1 folder=$2 include
	include=$(arm64_list "$lab_here/arm64/tools.txt")
	TMPDIR=$folder nice mmdebstrap --mode=root --variant=apt --verbose \
		--aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt=force-unsafe-io \
		--include="${include/@KBUILD@/$kbuild}" "$LAB_RELEASE" "$folder/tree"
	mkdir -p "$folder"/tree/{src,build,stage,sysroot} "$folder/tree/usr/lib/modules"
}

# root_enter: the tools, and in them the guest's tree, its modules and its sources.
root_enter() {
	local root=$LAB_RUN/root folder
	mountpoint -q "$root" && return
	mkdir -p "$root"
	mount --bind "$LAB_TOOLS" "$root"
	mount -o remount,bind,ro "$root"
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	mount -t tmpfs tmpfs "$root/tmp"
	root_bind "$LAB_TREE" /sysroot ro
	for folder in /usr/lib/modules /usr/src; do
		root_bind "$LAB_TREE$folder" "$folder" ro
	done
}

in_root() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 ARCH=arm64 \
		CROSS_COMPILE=$lab_triplet- nice chroot "$LAB_RUN/root" "$@"
}

# The kernel's own tests are compiled natively; they run on amd64.
selftests_prepare() {
	LAB_SELFTESTS=$LAB_RUN/selftests
	mkdir "$LAB_SELFTESTS"
}

# arm64_devicetree: QEMU's own of machine[], with what the lab adds; into $LAB_RUN/dtb.
arm64_devicetree() {
	local plain=$LAB_RUN/plain.dtb
	root_enter
	"${machine[@]}" -machine "dumpdtb=$plain" -serial none >"$LAB_RUN/qemu.txt" 2>&1
	{
		in_root dtc -q -I dtb -O dts <"$plain"
		cat "$lab_here/arm64/region.dts"
	} | in_root dtc -q -I dts -O dtb >"$LAB_RUN/dtb"
}
