#!/bin/sh
# Feeds each parser made-up input for a while, under sanitizers. make fuzz calls it.
#
#	SECONDS_EACH=600 tools/fuzz.sh [TARGET...]    such as fuzz_base_csv; all when none is named
#
# What libFuzzer finds worth keeping goes to build-fuzz/corpus/<target>; an input that breaks the parser to
# build-fuzz/found/. Copy it to tests/fuzz/corpus/<target>/ together with the correction: make test then
# replays it for ever.
set -eu
cd "$(dirname "$0")/.."

seconds=${SECONDS_EACH:-60}
CC=clang tools/build.sh build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Doptimization=1
# shellcheck disable=SC2046 # the names are words
[ $# -gt 0 ] || set -- $(sed -n "s/^  '\(fuzz_[a-z0-9_]*\)',.*/\1/p" tests/fuzz/meson.build)
if [ $# -eq 0 ]; then
	echo "tests/fuzz/meson.build lists no fuzz target" >&2
	exit 1
fi

mkdir -p build-fuzz/found
for target in "$@"; do
	mkdir -p "build-fuzz/corpus/$target"
	# The first folder takes what is new; the kept corpus is read only.
	set -- "build-fuzz/corpus/$target"
	[ ! -d "tests/fuzz/corpus/$target" ] || set -- "$@" "tests/fuzz/corpus/$target"
	[ ! -f "tests/fuzz/$target.dict" ] || set -- "$@" "-dict=tests/fuzz/$target.dict"
	printf '\n-- %s, %s s\n' "$target" "$seconds"
	"build-fuzz/tests/fuzz/$target" -max_total_time="$seconds" -print_final_stats=1 -verbosity=0 \
		-artifact_prefix=build-fuzz/found/ "$@"
done
