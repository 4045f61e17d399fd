# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The kernel's own tests that the lab runs on our nodes, unchanged, from the
# linux-source package of the release, and the scripts that look at its style. Their
# source and a compiler are fetched into a tree of their own and only programs and
# scripts are kept, so that the guest's tree stays as it is.

lab_selftest_packages=(gcc libc6-dev linux-source xz-utils)

# selftests_prepare: sets LAB_SELFTESTS, a tree with usr/libexec/linux-selftests/* and
# usr/libexec/linux-scripts/*.
selftests_prepare() {
	local key
	key=$(key_of "$LAB_RELEASE" "$lab_here/selftests.sh")
	cache_part "selftests-$LAB_RELEASE" "$key" \
		"$LAB_RELEASE: fetching the kernel's own tests (a minute, once)" selftests_build
	LAB_SELFTESTS=$part
}

selftests_build() {
	local folder=$1 packages programs=$1/usr/libexec/linux-selftests
	local scripts=$1/usr/libexec/linux-scripts
	packages=$(IFS=,; echo "${lab_selftest_packages[*]}")
	TMPDIR=$folder nice mmdebstrap --mode=root --variant=apt --verbose \
		--aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt=force-unsafe-io \
		--include="$packages" "$LAB_RELEASE" "$folder/tree"
	# shellcheck disable=SC2016
	chroot "$folder/tree" sh -euc '
		tests=linux-source-*/tools/testing/selftests
		cd /tmp
		tar --wildcards -xf /usr/src/linux-source-*.tar.* \
			"$tests/*.h" "$tests/dmabuf-heaps/*" "linux-source-*/scripts/*"
		cd $tests/dmabuf-heaps
		gcc -static -O3 -Wall -I.. -o /tmp/dmabuf-heap dmabuf-heap.c'
	mkdir -p "$programs" "$scripts"
	cp "$folder/tree/tmp/dmabuf-heap" "$programs/"
	cp "$folder"/tree/tmp/linux-source-*/scripts/{checkpatch.pl,spelling.txt,const_structs.checkpatch} \
		"$scripts/"
	rm -r "$folder/tree"
}
