#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Usage: check-includes.sh SOURCE-DIR
#
# Who may include what:
#
#   UAPI header <- solver <- kernel, client-lib, compositor-plugin, tests
#   client-lib and compositor-plugin never include each other; both include
#   client-lib/kms, which includes neither
#   V4L2's header only where V4L2 formats are translated, generated protocol
#   headers only in the library's display side, the plugin and the tests
set -eu
. "$(dirname "$0")/tap.sh"
cd "$1"

solver=$(sed -n "s/^  '\(yamp_[a-z]*\.c\)',$/kernel\/\1/p" kernel/meson.build)
headers="kernel/yamp_solve.h kernel/yamp_solve_priv.h"

# includes FILE...: "file: included" for every #include
includes() {
	[ $# -eq 0 ] || awk -F '[<>"]' '/^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]/ {
		print FILENAME ": " $2 }' "$@"
}

# files DIR...: the C sources below them that exist
files() {
	for dir; do
		[ ! -d "$dir" ] || find "$dir" -name '*.[ch]' -not -path '*/.*' | sort
	done
}

# only PATTERN...: what is on standard input, without lines whose include matches
only() {
	pattern=$(printf '|%s' "$@")
	grep -vE ": (${pattern#|})\$" || :
}

# banned PATTERN: the lines of standard input whose include matches
banned() {
	grep -E ": ($1)\$" || :
}

[ "$(echo "$solver" | wc -w)" -ge 2 ] || { echo "Bail out! kernel/meson.build lists no solver"; exit 1; }

result "the module is built from the same solver files" \
	"$(for file in $solver; do
		object=$(basename "$file" .c).o
		grep -qw "$object" kernel/Kbuild || echo "kernel/Kbuild lacks $object"
	done)"
result "the UAPI header includes the kernel's types alone" \
	"$(includes kernel/include/uapi/linux/yamp.h | only 'linux/(ioctl|types)\.h')"
result "the solver includes errno, types and the UAPI header alone" \
	"$(includes $solver $headers |
	   only 'linux/(errno|types|yamp)\.h' 'uapi/linux/yamp\.h' 'yamp_solve(_priv)?\.h')"
result "the solver's private header is the solver's" \
	"$(includes $(files kernel client-lib compositor-plugin tests) |
	   banned '.*yamp_solve_priv\.h' | grep -vE "^($(echo $solver | tr ' ' '|')):" || :)"
result "the solver allocates, logs and decides with nothing but integers" \
	"$(for file in $solver $headers; do
		sed 's|//.*||' "$file" | awk '
			{ line = $0; gsub(/\/\*[^*]*\*\//, "", line) }
			line ~ /\/\*/ { sub(/\/\*.*/, "", line); comment = 1; print line; next }
			comment && line ~ /\*\// { sub(/.*\*\//, "", line); comment = 0 }
			!comment' |
		grep -nwE 'bool|NULL|[a-z]*alloc|free|pr_[a-z]*|printk?f?|float|double|size_t|_Bool' |
		sed "s|^|$file: |"
	done)"
result "client-lib and compositor-plugin do not include each other" \
	"$(includes $(files client-lib) |
	   banned "(.*compositor-plugin/.*|plugin\.h|weston-compat\.h)"
	   includes $(files compositor-plugin) | banned '(.*client-lib/.*|yamp/.*|yamp\.h)')"
result "in the plugin a header without a folder is its own, the solver's or generated" \
	"$(grep -noE '^#include "[^"/]*"' compositor-plugin/*.[ch] | tr -d '"' |
	   while read -r where header; do
		[ -e "compositor-plugin/$header" ] || [ -e "kernel/$header" ] ||
			echo "$where $header" | grep -vE -- '-(client|server)-protocol\.h$' || :
	   done)"
result "client-lib/kms knows neither the library nor the plugin" \
	"$(includes $(files client-lib/kms) |
	   banned '(yamp/.*|\.\..*|.*-protocol\.h|wayland.*|libweston.*)' | only 'yamp/(figure|target)\.h'
	   grep -noE '^#include "[^"]*"' client-lib/kms/*.[ch] | tr -d '"' |
	   while read -r where header; do
		[ -e "client-lib/kms/$header" ] || echo "$where $header"
	   done)"
result "neither includes the kernel's private parts" \
	"$(includes $(files client-lib compositor-plugin) |
	   banned "$(cd kernel && ls yamp_*.h | grep -v '^yamp_solve\.h$' | paste -s -d '|')")"
result "libweston is the plugin's" \
	"$(includes $(files kernel client-lib) | banned '(libweston|weston)/.*|.*weston.*\.h')"
result "videodev2.h is for v4l2-* files" \
	"$(includes $(files client-lib compositor-plugin kernel) | banned 'linux/videodev2\.h' |
	   grep -vE '^client-lib/([a-z]*/)?v4l2-[^/]*:' || :)"
result "generated protocol headers are for display files, the plugin and tests" \
	"$(includes $(files client-lib kernel) | banned '.*-(client|server)-protocol\.h' |
	   grep -vE '^client-lib/([a-z]*/)?display[^/]*:' || :)"
result "the library is no server" \
	"$(includes $(files client-lib) | banned '.*-server-protocol\.h|wayland-server.*')"
finish
