#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Usage: check-completion.sh SOURCE-DIR YAMP
#
# bash completes what the command takes: each of its commands and options, and names of files
# in folders, whatever is in them.
set -u
# shellcheck source=tests/unit/tap.sh
. "$1/tests/unit/tap.sh"
# shellcheck source=client-lib/completion/yamp
. "$1/client-lib/completion/yamp"
yamp=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compopt() { :; }	# it is no completion that is going on

# complete_line WORD...: what the last word can be, a line each
complete_line() {
	COMP_WORDS=(yamp "$@") COMP_CWORD=$#
	_yamp
	[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
}

# lacks WANTED OFFERED: lines of the first that are not in the second
lacks() {
	comm -23 <(sort -u <<<"$1") <(sort -u <<<"$2")
}

commands=$("$yamp" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
result "all commands" "$(lacks "$commands" "$(complete_line "")")"
for command in $commands; do
	[ "$command" != play ] || continue	# another program, which may not be there
	options=$("$yamp" "$command" --help | grep -oE '^ +(-., +)?--[a-z-]+' | grep -oE -- '--[a-z-]+')
	result "options of $command" "$(lacks "$options" "$(complete_line "$command" --)"
		lacks "$(complete_line "$command" --)" "$options")"
done

mkdir "$work/my films"
touch "$work/my films/one street.y4m" "$work/my films/notes.txt" "$work/film 1.webm"
cd "$work" || exit
for command in view replay record; do
	result "$command: a folder" "$(lacks 'my films' "$(complete_line "$command" my)")"
	result "$command: a file in it" "$(lacks 'my films/one street.y4m' \
		"$(complete_line "$command" "my films/one")")"
	result "$command: no other file" "$(complete_line "$command" "my films/no")"
done
result "play: a file" "$(lacks 'film 1.webm' "$(complete_line play f)")"
finish
