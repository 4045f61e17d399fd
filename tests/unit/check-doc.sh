#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: check-doc.sh SOURCE-DIR
#
# Everything that others build on has kernel-doc: each struct and enum of the UAPI and of
# the in-kernel API, and each symbol that the module exports. That each field and value
# is in it, says kernel-doc itself (make -C kernel check-doc), of comments that are there.
set -eu
. "$(dirname "$0")/tap.sh"
cd "$1/kernel"

# undocumented FILE: its structs and enums that no kernel-doc stands right before
undocumented() {
	awk '$0 == "/**" { title = 1; next }
	     title { documented = $2 " " $3; title = 0 }
	     /^(struct|enum) [a-z_]+ \{$/ && documented != $1 " " $2 {
		print FILENAME ": " $1 " " $2 }' "$1"
}

# exported: every symbol that the module exports
exported() {
	sed -n 's/^EXPORT_SYMBOL[A-Z_]*(\([a-z_]*\).*/\1/p' ./*.c
}

for file in include/uapi/linux/yamp.h include/linux/yamp.h; do
	result "structs and enums of $file" "$(undocumented $file)"
done
[ "$(exported | wc -l)" -ge 5 ] || { echo "Bail out! no exported symbols are found"; exit 1; }
result "exported symbols" "$(for symbol in $(exported); do
	grep -q "^ \* $symbol - " include/linux/yamp.h || echo "$symbol"
done)"
finish
