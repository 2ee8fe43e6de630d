#!/bin/sh
# Configures a build folder when it is new, and compiles in it.
#
#	tools/build.sh FOLDER [MESON OPTION...]
#
# The compiler is $CC, as everywhere. Options count only when the folder is new.
set -eu

folder=$1
shift
cd "$(dirname "$0")/.."

if [ ! -e "$folder/build.ninja" ]; then
	log=$(mktemp)
	if ! meson setup "$@" "$folder" >"$log" 2>&1; then
		tail -n 15 "$log" >&2
		rm -f "$log"
		exit 1
	fi
	rm -f "$log"
fi
quiet=--quiet
if [ -t 1 ]; then
	quiet= # a person watches: show progress
fi
exec ninja $quiet -C "$folder"
