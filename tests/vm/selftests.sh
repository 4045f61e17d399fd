# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The kernel's own tests that the lab runs on our nodes, unchanged, from the
# linux-source package of the release. Their source and a compiler are fetched into a
# tree of their own and only the programs are kept, so that the guest's tree stays as
# it is.

lab_selftest_packages=(gcc libc6-dev linux-source xz-utils)

# selftests_prepare: sets LAB_SELFTESTS, a tree with usr/libexec/linux-selftests/*.
selftests_prepare() {
	local key
	key=$(key_of "$LAB_RELEASE" "$lab_here/selftests.sh")
	cache_part "selftests-$LAB_RELEASE" "$key" \
		"$LAB_RELEASE: fetching the kernel's own tests (a minute, once)" selftests_build
	LAB_SELFTESTS=$part
}

selftests_build() {
	local folder=$1 packages programs=$1/usr/libexec/linux-selftests
	packages=$(IFS=,; echo "${lab_selftest_packages[*]}")
	TMPDIR=$folder nice mmdebstrap --mode=root --variant=apt --verbose \
		--aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt=force-unsafe-io \
		--include="$packages" "$LAB_RELEASE" "$folder/tree"
	# shellcheck disable=SC2016
	chroot "$folder/tree" sh -euc '
		tests=linux-source-*/tools/testing/selftests
		cd /tmp
		tar --wildcards -xf /usr/src/linux-source-*.tar.* \
			"$tests/*.h" "$tests/dmabuf-heaps/*"
		cd $tests/dmabuf-heaps
		gcc -static -O3 -Wall -I.. -o /tmp/dmabuf-heap dmabuf-heap.c'
	mkdir -p "$programs"
	cp "$folder/tree/tmp/dmabuf-heap" "$programs/"
	rm -r "$folder/tree"
}
