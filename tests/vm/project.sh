# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The project, compiled natively in the tree on every run, incrementally: one build
# folder for each checkout and lane, and one more with sanitizers, locked while it is
# used. What is installed goes to a stage; each run takes a snapshot of it, by hard links,
# so that a later build changes nothing under a running guest.

# project_prepare: sets LAB_EXTRA, the tree that the guest sees over its root: lab
# modules, project, guest scripts.
project_prepare() {
	local build
	LAB_EXTRA=$LAB_RUN/extra
	build=$LAB_CACHE/build-$LAB_LANE-$(key_of "$LAB_CHECKOUT")
	[[ $LAB_SANITIZE == no ]] || build+=-sanitized
	mkdir -p "$build"
	lock_take --exclusive "$build.lock" "the project"
	project_fresh_folder "$build"
	rm -rf "$build/stage"
	mkdir -p "$build"/{meson,kernel,edu,stage}
	if [[ $LAB_PROJECT == yes ]]; then
		project_build "$build"
	fi
	project_snapshot "$build"
	exec {lock_fd}>&-
}

# A build against another tree is of no use.
project_fresh_folder() {
	local build=$1
	[[ -e $build/root && $(<"$build/root") == "$LAB_ROOT_KEY" ]] && return
	rm -rf "$build"/{meson,kernel,edu,stage,index,index-of}
	echo "$LAB_ROOT_KEY" >"$build/root"
}

project_build() {
	local build=$1
	root_enter
	root_bind "$LAB_CHECKOUT" /src ro
	root_bind "$build" /build
	if [[ -e $LAB_CHECKOUT/meson.build ]]; then
		step "compiling the project" project_meson "$build"
	else
		say "no meson.build yet: the guest has no userspace of ours"
	fi
	if [[ -e $LAB_CHECKOUT/kernel/Makefile ]]; then
		step "compiling yamp.ko for $LAB_KVER" project_kernel "$build"
	else
		say "no kernel/Makefile yet: the guest has no yamp.ko"
	fi
	root_unbind /build
	root_unbind /src
}

project_meson() {
	local build=$1 options=()
	if [[ ! -e $build/meson/meson-private/coredata.dat ]]; then
		rm -rf "$build/meson"
		# meson finds Debian's libdir only where dpkg-dev is installed
		case $LAB_ARCH in
		amd64) options=(--libdir="lib/$(in_root gcc -print-multiarch)") ;;
		arm64) options=(--libdir="lib/$lab_triplet"
			--cross-file=/src/tests/vm/arm64/cross.ini) ;;
		esac
		# with sanitizers gcc warns of what cannot be
		if [[ $LAB_SANITIZE == yes ]]; then
			options+=(-Db_sanitize=address,undefined -Db_lundef=false
				--buildtype=debug)
		else
			options+=(--buildtype=debugoptimized -Dwerror=true)
		fi
		in_root meson setup /build/meson /src --prefix=/usr "${options[@]}"
	fi
	in_root ninja -C /build/meson
	in_root env DESTDIR=/build/stage meson install -C /build/meson --no-rebuild --quiet
}

project_kernel() {
	local build=$1 updates=$1/stage/usr/lib/modules/$LAB_KVER/updates
	local headers=/lib/modules/$LAB_KVER/build
	if [[ -n $LAB_DEBUG ]]; then
		headers=/stage
		root_bind "$LAB_HEADERS" $headers ro
	fi
	in_root make -C /src/kernel -j"$(nproc)" KDIR="$headers" O=/build/kernel modules
	# the driver that reads the page tables of an amd64 processor
	[[ $LAB_ARCH != amd64 ]] ||
		in_root make -C /src/tests/kernel/edu -j"$(nproc)" KDIR="$headers" O=/build/edu \
			SYMBOLS=/build/kernel/Module.symvers modules
	[[ -z $LAB_DEBUG ]] || root_unbind "$headers"
	in_root make -C /src/kernel -s INSTALL_MOD_PATH=/build/stage install-files
	mkdir -p "$updates"
	find "$build"/{kernel,edu} -name '*.ko' -exec cp {} "$updates/" \;
}

# project_snapshot BUILD: fills $LAB_EXTRA.
project_snapshot() {
	local build=$1
	mkdir -p "$LAB_EXTRA/usr/lib/yamp-lab"
	cp -al "$LAB_MODULES/." "$LAB_EXTRA/"
	cp -al "$LAB_SELFTESTS/." "$LAB_EXTRA/"
	cp -al "$LAB_CONTENT/." "$LAB_EXTRA/"
	cp -al --remove-destination "$build/stage/." "$LAB_EXTRA/"
	cp "$lab_here"/guest/* "$LAB_TREE/../versions.txt" "$LAB_EXTRA/usr/lib/yamp-lab/"
	project_index "$build"
}

# The index of all modules takes seconds and depends only on our modules' content.
project_index() {
	local build=$1 of relative=usr/lib/modules/$LAB_KVER index=modules_index
	[[ -z $LAB_DEBUG ]] || index=debug_index
	of=$(key_of "$LAB_MODULES" "$lab_here/modules.sh" "$LAB_EXTRA/$relative/updates"/*.ko)
	if [[ ! -d $build/index || $(<"$build/index-of") != "$of" ]]; then
		step "indexing the kernel modules" "$index" "$LAB_EXTRA"
		rm -rf "$build/index"
		mkdir "$build/index"
		cp "$LAB_EXTRA/$relative"/modules.* "$build/index/"
		echo "$of" >"$build/index-of"
		return
	fi
	cp --remove-destination "$build/index"/modules.* "$LAB_EXTRA/$relative/"
}

# project_check: TAP of what the kernel's developers look at first, too. Style and comments
# are judged by one release, that of kernel-doc in perl: they are the same for all.
project_check() {
	local build=$LAB_RUN/check
	mkdir -p "$build"
	root_enter
	root_bind "$LAB_CHECKOUT" /src ro
	root_bind "$build" /build
	root_bind "$LAB_SELFTESTS/usr/libexec/linux-scripts" /stage ro
	project_check_one 1 "sparse and W=1 have nothing to say" project_make check-sparse
	project_check_one 2 "DKMS can build it" in_root bash /src/tests/vm/dkms "$LAB_KVER"
	if [[ $LAB_RELEASE == trixie ]]; then
		project_check_one 3 "checkpatch --strict has nothing to say" project_make check-style
		project_check_one 4 "kernel-doc has nothing to say" project_make check-doc
	fi
	root_unbind /stage
	root_unbind /build
	root_unbind /src
}

project_make() {
	in_root make -C /src/kernel -j"$(nproc)" KDIR="/lib/modules/$LAB_KVER/build" \
		O=/build scripts=/stage "$1"
}

# project_check_one NUMBER WHAT COMMAND...
project_check_one() {
	if "${@:3}" >"$LAB_RUN/check.log" 2>&1; then
		echo "ok $1 - $2"
	else
		echo "not ok $1 - $2"
		grep -v '^total: 0 errors, 0 warnings, 0 checks' "$LAB_RUN/check.log" | tail -n 60 |
			sed 's/^/# /'
	fi
}
