#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: check-xml.sh WAYLAND-SCANNER DTD-FOLDER FILE...
#
# Protocol files against wayland.dtd and the scanner's strict mode.
set -eu
. "$(dirname "$0")/tap.sh"
scanner=$1 dtd=$2/wayland.dtd
shift 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for file; do
	name=$(basename "$file")
	if ! command -v xmllint >/dev/null; then
		skip "$name against the DTD" "xmllint is missing: apt-get install libxml2-utils"
	elif [ ! -f "$dtd" ]; then
		skip "$name against the DTD" "$dtd is missing"
	else
		result "$name against the DTD" \
			"$(xmllint --noout --nonet --dtdvalid "$dtd" "$file" 2>&1 || echo failed)"
	fi
	for kind in client-header server-header private-code; do
		result "$name: $kind, strict" \
			"$("$scanner" --strict $kind "$file" "$work/out" 2>&1 || echo failed)"
	done
done
finish
