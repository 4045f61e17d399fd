# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Films for the player, out of packages that have some by the way: 112 MB are fetched,
# 14 MB kept. All releases play the same ones, those of trixie. The packages are opened, not
# installed, and nothing of them is part of this project.

# package:file
lab_films=(
	opencv-doc:usr/share/doc/opencv-doc/examples/data/vtest.avi
	opencv-doc:usr/share/doc/opencv-doc/examples/data/tree.avi
	opencv-doc:usr/share/doc/opencv-doc/examples/data/Megamind.avi
	opencv-doc:usr/share/doc/opencv-doc/examples/data/Megamind_bugy.avi
	gnome-user-docs:usr/share/help/C/gnome-help/figures/display-dual-monitors.webm
	xine-ui:usr/share/xine/skins/xine-ui_logo.mpg
)

# content_prepare: sets LAB_CONTENT, a tree with usr/share/yamp-lab/content/*.
content_prepare() {
	local key
	key=$(key_of "$lab_here/content.sh")
	cache_part content "$key" "fetching films (112 MB, once)" content_build
	LAB_CONTENT=$part
}

# An empty system is enough to fetch packages by its list.
content_build() {
	local folder=$1 films=$1/usr/share/yamp-lab/content film
	# shellcheck disable=SC2016
	TMPDIR=$folder nice mmdebstrap --mode=root --variant=custom --verbose \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--customize-hook='mkdir "$1/films" && cd "$1/films" &&
			APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get download '"$(content_packages)" \
		trixie "$folder/tree"
	mkdir -p "$films"
	for film in "${lab_films[@]}"; do
		dpkg-deb --fsys-tarfile "$folder/tree/films/${film%%:*}"_*.deb |
			tar -x -C "$folder/tree" "./${film#*:}"
		cp "$folder/tree/${film#*:}" "$films/"
	done
	rm -r "$folder/tree"
}

content_packages() {
	printf '%s\n' "${lab_films[@]%%:*}" | sort -u | xargs
}
