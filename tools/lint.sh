#!/bin/sh
# Every static check, in one go: all of them run, then it fails when one did. make lint calls it.
set -u
cd "$(dirname "$0")/.." || exit 1

failed=

# check NAME COMMAND...: runs a check and remembers a failure
check() {
	name=$1
	shift
	printf '\n-- %s\n' "$name"
	"$@" || failed="$failed [$name]"
}

# Files of the project by pattern: those that git knows or would add.
files() {
	git ls-files --cached --others --exclude-standard -- "$@" | sort -u |
		while read -r file; do
			[ -f "$file" ] && echo "$file"
		done
}

format() {
	unformatted=$(files 'src/*.[ch]' 'tests/*.[ch]' | while read -r file; do
		clang-format "$file" | cmp -s "$file" || echo "$file"
	done)
	[ -z "$unformatted" ] && return
	echo "$unformatted"
	echo "to mend it: clang-format -i FILE"
	return 1
}

cppcheck_tree() {
	mkdir -p build-lint/cppcheck
	cppcheck --quiet --enable=warning,style,performance,portability --inline-suppr \
		--std=c11 --platform=unix64 --suppressions-list=tools/cppcheck.supp \
		--cppcheck-build-dir=build-lint/cppcheck --error-exitcode=1 -j "$(nproc)" \
		-D_POSIX_C_SOURCE=200809L -DLIC_VERSION='"0"' -I src -I build-lint/src src tests/unit
}

python_syntax() {
	files '*.py' | xargs -r python3 -c 'import ast, sys
for name in sys.argv[1:]:
    ast.parse(open(name, encoding="utf-8").read(), name, feature_version=(3, 11))'
}

node_syntax() {
	files '*.mjs' | xargs -r -n 1 node --check
}

shell_syntax() {
	for file in tools/*.sh; do
		sh -n "$file" || return 1
	done
	bash -n .ci/run
}

for checker in check_includes check_docs check_size check_banned check_rules check_words; do
	check "$checker --self-test" python3 "tools/$checker.py" --self-test
	check "$checker" python3 "tools/$checker.py"
done
check "sql_tables --self-test" python3 tools/sql_tables.py --self-test
check "sql_bound --self-test" python3 tools/sql_bound.py --self-test
check "python syntax" python_syntax
check "node syntax" node_syntax
check "shell syntax" shell_syntax
check "web types" npm run --silent check --prefix web
check "clang-format" format
# The build makes the generated headers that the two analysers read, and clang-tidy needs code that compiles.
check "clang warnings" env CC=clang tools/build.sh build-lint -Dtests=enabled
check "cppcheck" cppcheck_tree
case $failed in
*"clang warnings"*) ;;
*) check "clang-tidy" python3 tools/tidy.py build-lint ;;
esac

if [ -n "$failed" ]; then
	printf '\nlint: failed:%s\n' "$failed"
	exit 1
fi
printf '\nlint: no findings\n'
