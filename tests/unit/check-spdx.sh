#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: check-spdx.sh SOURCE-DIR
#
# Every file of the project says under which licence it is, near its top. The
# texts of the licences themselves need not.
set -eu
. "$(dirname "$0")/tap.sh"
cd "$1"

if ! list=$(git ls-files 2>/dev/null) || [ -z "$list" ]; then
	skip "licence lines" "not a git work tree, so it is not known which files belong to it"
	finish
fi

# One "file: licence" for each licence that a file names; "file: -" if it has none.
named=$(echo "$list" | grep -v '^LICENSES/' | tr '\n' '\0' | xargs -0 awk '
	function leave() {
		if (file != "" && !found)
			print file ": -"
	}
	FNR == 1 { leave(); file = FILENAME; found = 0 }
	FNR <= 12 && !found && sub(/.*SPDX-License-Identifier: */, "") {
		found = 1
		gsub(/ *(\*\/|-->).*$/, "")
		gsub(/[()]| WITH [^ )]*/, "")
		n = split($0, names, / (OR|AND) /)
		for (i = 1; i <= n; i++)
			print file ": " names[i]
	}
	FNR > 12 { nextfile }
	END { leave() }' 2>/dev/null)

result "licence lines" "$(echo "$named" | sed -n 's/: -$/: no licence line/p')"
result "every licence named has its text" \
	"$(echo "$named" | grep -v ': -$' | while IFS= read -r line; do
		[ -f "LICENSES/${line##*: }.txt" ] || echo "$line: its text is not in LICENSES"
	done)"
finish
