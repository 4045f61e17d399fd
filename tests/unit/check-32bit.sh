#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: check-32bit.sh SOURCE-DIR COMPILER...
#
# With 32 bits the vocabulary has the layout it has with 64, and the solver needs
# no 64-bit division, which a 32-bit kernel cannot link. Nothing is linked here,
# so it takes a compiler that knows -m32 but no 32-bit C library.
set -eu
. "$(dirname "$0")/tap.sh"
source=$1
shift
cc=$*

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The kernel's headers are the same for both, only their folder is not.
arch=$($cc -print-multiarch 2>/dev/null || :)
compile() {
	$cc "$@" -m32 -ffreestanding -std=gnu11 -I "$source/kernel/include/uapi" \
		-idirafter "/usr/include/$arch" 2>&1
}

echo 'int probe(void); int probe(void) { return 0; }' >"$work/probe.c"
if ! compile -c "$work/probe.c" -o "$work/probe.o" >/dev/null; then
	skip "vocabulary with 32 bits" "$cc does not know -m32"
	finish
fi

result "vocabulary with 32 bits" \
	"$(compile -fsyntax-only -x c "$source/tests/unit/vocab-layout.h" || echo failed)"

for file in $(sed -n "s/^  '\(yamp_[a-z]*\.c\)',$/\1/p" "$source/kernel/meson.build"); do
	for level in -O0 -O2; do
		found=$(compile $level -c "$source/kernel/$file" -o "$work/o" || echo "does not compile")
		found=$found$(nm -u "$work/o" | grep -E '__u?(div|mod|divmod)[a-z]*[dt]i[34]' || :)
		result "$file $level without 64-bit division" "$found"
	done
done
finish
