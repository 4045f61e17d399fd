# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The tree: one Debian installation for a release and a kernel. It is the guest's
# root and the place where everything for the guest is compiled, so that compiler,
# headers and libraries are always the guest's own. Once made it never changes.

# Kernel modules of hardware that no guest has: depmod reads every module there is,
# and without these it takes a fraction of the time.
lab_modules_left_out=(
	sound
	drivers/{accel,ata,atm,bluetooth,comedi,hid,hwmon,iio,infiniband,isdn}
	drivers/{md,message,misc,mmc,mtd,net,nvme,platform,scsi,staging,target}
	drivers/{thunderbolt,vdpa,vfio,watchdog}
	drivers/gpu/drm/{amd,gma500,i915,nouveau,radeon,xe}
	drivers/media/{dvb-frontends,pci,radio,tuners}
	fs/{afs,bcachefs,btrfs,ceph,f2fs,gfs2,jfs,nfs,nfsd,nilfs2,ocfs2,orangefs,smb,ubifs,xfs}
	net/{atm,bluetooth,bridge,ceph,ipv4,ipv6,mac80211,mptcp,netfilter,openvswitch}
	net/{rds,sched,sctp,smc,sunrpc,tipc,wireless}
)

# Sources of drivers that Debian does not configure, kept from the linux-source package.
lab_sources=(
	drivers/gpu/drm/vkms
	drivers/media/test-drivers/vim2m.c
	drivers/media/test-drivers/vicodec
	drivers/media/test-drivers/vimc
	drivers/media/v4l2-core/v4l2-mem2mem.c
)

lab_gst_registry=/var/cache/yamp-lab/gst-registry.bin

# root_prepare: makes or finds the tree; sets LAB_TREE and LAB_KVER. The epoch is the
# time of the last --update; it is kept only once there is a tree for it.
root_prepare() {
	local kept=$LAB_CACHE/epoch-$LAB_LANE epoch=0 key
	[[ ! -e $kept ]] || epoch=$(<"$kept")
	[[ $LAB_UPDATE == no ]] || epoch=$EPOCHSECONDS
	key=$(key_of "$lab_here/packages.txt" "$lab_here/root.sh" "$epoch" "$LAB_LANE")
	cache_part "root-$LAB_LANE" "$key" \
		"$LAB_LANE: installing Debian in a folder (2 to 5 minutes, once)" root_build
	echo "$epoch" >"$kept"
	LAB_TREE=$part/tree
	LAB_ROOT_KEY=$key
	LAB_KVER=$(basename "$LAB_TREE"/usr/lib/modules/*)
}

# root_packages: the list for --include, with commas.
root_packages() {
	local suite=${LAB_KERNEL_SUITE:+/$LAB_KERNEL_SUITE}
	sed -e 's/#.*//' -e "s/@WESTON@/$LAB_WESTON/" -e "s,  *@KERNEL@,$suite," \
		"$lab_here/packages.txt" | xargs | tr ' ' ,
}

root_build() {
	local folder=$1 include options=()
	include=$(root_packages)
	root_options
	TMPDIR=$folder nice mmdebstrap --mode=root --variant=apt --verbose \
		"${options[@]}" --include="$include" "$LAB_RELEASE" "$folder/tree"
	root_finish "$folder/tree"
}

# Fills options[]. The hooks get the tree as $1 from mmdebstrap.
root_options() {
	local path
	options=(--aptopt='Acquire::Check-Valid-Until "false"'
		--dpkgopt=force-unsafe-io)
	for path in /usr/share/{doc,man,locale,info}; do
		options+=("--dpkgopt=path-exclude=$path/*")
	done
	for path in "${lab_modules_left_out[@]}"; do
		options+=("--dpkgopt=path-exclude=*/lib/modules/*/kernel/$path/*")
	done
	# nobody boots from the initramfs that Debian's kernel package would make
	# shellcheck disable=SC2016
	options+=(--essential-hook='
		chroot "$1" dpkg-divert --local --rename --add /usr/sbin/update-initramfs
		ln -s /bin/true "$1/usr/sbin/update-initramfs"')
	[[ -z $LAB_KERNEL_SUITE ]] || options+=(--setup-hook="
		sed -n 's/ $LAB_RELEASE main/ $LAB_KERNEL_SUITE main/p' \
			\"\$1/etc/apt/sources.list\" >\"\$1/etc/apt/sources.list.d/kernel.list\"")
}

# root_finish TREE: what no package does.
root_finish() {
	local tree=$1
	root_keep_sources "$tree"
	mkdir -p "$tree"/{src,build,stage,share,out,lab} \
		"$tree$(dirname "$lab_gst_registry")"
	mount -t proc proc "$tree/proc"
	GST_REGISTRY=$lab_gst_registry chroot "$tree" gst-inspect-1.0 >/dev/null
	umount "$tree/proc"
	echo yamp-lab >"$tree/etc/hostname"
	echo '127.0.0.1 localhost yamp-lab' >"$tree/etc/hosts"
	chroot "$tree" dpkg-query -W >"$tree/../versions.txt"
}

root_keep_sources() {
	local tree=$1 tarball name
	tarball=$(find "$tree/usr/src" -name 'linux-source-*.tar.*' -print -quit)
	name=$(basename "$tarball")
	name=${name%.tar.*}
	mkdir -p "$tree/usr/src/yamp-lab"
	tar -C "$tree/usr/src/yamp-lab" --strip-components=1 -xf "$tarball" \
		"${lab_sources[@]/#/$name/}"
	rm "$tarball"
}

# root_enter: mounts the tree, read-only, with what a compiler needs, on
# $LAB_RUN/root; these mounts live and die with the run's own mount namespace.
root_enter() {
	local root=$LAB_RUN/root
	mountpoint -q "$root" && return
	mkdir -p "$root"
	mount --bind "$LAB_TREE" "$root"
	mount -o remount,bind,ro "$root"
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	mount -t tmpfs tmpfs "$root/tmp"
}

# in_root COMMAND...: runs COMMAND in the mounted tree.
in_root() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 \
		nice chroot "$LAB_RUN/root" "$@"
}

# root_bind FOLDER POINT [ro]: shows FOLDER in the mounted tree.
root_bind() {
	mount --bind "$1" "$LAB_RUN/root$2"
	[[ ${3:-} != ro ]] || mount -o remount,bind,ro "$LAB_RUN/root$2"
}

root_unbind() {
	umount "$LAB_RUN/root$1"
}
