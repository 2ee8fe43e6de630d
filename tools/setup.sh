#!/bin/sh
# Installs the Debian packages that a verb of the Makefile needs, and nothing that is there already; also, from the npm registry, what
# the admin centre is made of (web/package.json) and, for test, the clients of other makers that tests sign in with, and what
# drives the browser (tests/package.json, tests/sdk/m365/package.json).
#
#	tools/setup.sh build test lint bench fuzz    any of these, in any number
#
# It asks dpkg, not the network: when nothing is missing it ends at once and is offline.
set -eu

# verb | package, or alternatives in order of preference | why
packages='
build|gcc|compiles the program
build|libc6-dev|headers of the C library
build|meson|describes the build
build|ninja-build|runs the build
build|pkg-config|finds the libraries below
build|python3|generates code from sql/ and catalog/
build|re2c|makes the lexers of $filter and $search
build|lemon|makes their parsers
build|libmicrohttpd-dev|HTTP server
build|libgnutls28-dev|TLS of the HTTP server; libmicrohttpd uses the same
build|libsqlite3-dev|embedded database
build|libpq-dev|client library of PostgreSQL
build|libjansson-dev|reads JSON
build|libsodium-dev|passwords, tokens, random numbers
build|libssl-dev|keys, signatures, certificates: reads and makes them
build|libutf8proc-dev|folds case and diacritics in search keys
build|nodejs|bundles the admin centre
build|npm|installs what the admin centre is made of
build|libcurl4-gnutls-dev libcurl4-openssl-dev libcurl4-nss-dev|HTTP client of the command line
test|libcmocka-dev|unit tests in C
test|clang|second compiler, with sanitizers
test|libclang-rt-14-dev|the sanitizers of clang
test|nodejs|tests of the command line and the API
test|npm|installs the clients of other makers that tests sign in with, and what drives the browser
test|openssl|tests make certificates with it
test|sqlite3|tests look into database files with it
test|postgresql-15 postgresql postgresql-16 postgresql-17 postgresql-18|every test runs on a private cluster, too
test|curl|tests speak raw HTTP with it
test|chromium|pages are tested in it
lint|clang-format|formatting
lint|clang-tidy|static analysis
lint|cppcheck|static analysis
lint|clang|compiles with the warnings that only clang has
lint|libcmocka-dev|the tests are analysed too
lint|nodejs|checks the syntax of the .mjs files
fuzz|clang|compiles the fuzz targets
fuzz|libclang-rt-14-dev|libFuzzer and the sanitizers of clang
bench|nginx|answers the same bytes for comparison
bench|wrk|makes the load
bench|sqlite3|imports the same rows for comparison
bench|postgresql-15 postgresql postgresql-16 postgresql-17 postgresql-18|a private cluster to measure on, and pgbench
bench|curl|checks answers before they are measured
bench|nodejs|drives the measurements
'

oldest_node=18

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Node may come from elsewhere than Debian's package; what counts is that it runs and is new enough.
has_node() {
	major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
	[ "${major:-0}" -ge "$oldest_node" ]
}

# Tells whether one of the alternatives $* is there.
is_met() {
	case "$1" in
	nodejs)
		has_node
		return
		;;
	npm) # comes with Node where that is not Debian's
		command -v npm >/dev/null
		return
		;;
	esac
	for alternative in "$@"; do
		if is_installed "$alternative"; then
			return 0
		fi
	done
	return 1
}

# Prints the rows of the verbs $* that are not met, as "package|why", each package once.
list_missing() {
	for verb in "$@"; do
		printf '%s' "$packages" | while IFS='|' read -r row_verb alternatives why; do
			# shellcheck disable=SC2086 # the alternatives are words on purpose
			if [ "$row_verb" = "$verb" ] && ! is_met $alternatives; then
				echo "${alternatives%% *}|$why"
			fi
		done
	done | sort -t '|' -u -k 1,1
}

die() {
	printf 'setup: %s\n' "$1" >&2
	exit 1
}

# Runs apt-get as root, quietly unless it fails.
apt() {
	log=$(mktemp)
	if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" \
		>"$log" 2>&1 </dev/null; then
		tail -n 30 "$log" >&2
		rm -f "$log"
		return 1
	fi
	rm -f "$log"
}

# Writes line $2 into file $1, which is removed at the end together with those before it.
put_for_now() {
	for_now="$for_now $1"
	echo "$2" | $as_root tee "$1" >/dev/null
}

remove_what_was_for_now() {
	# shellcheck disable=SC2086 # paths without spaces
	$as_root rm -f $for_now
	[ "$made_folder" = no ] || $as_root rmdir --ignore-fail-on-non-empty "$cluster_folder"
}

# Installs $*. Tests and measurements start an nginx and a PostgreSQL of their own, so the packages must not leave a
# service running: policy-rc.d is Debian's way to say so. Nor must they make a cluster: createcluster.d tells that, and
# clusters that are there already stay as they are.
install_packages() {
	policy=/usr/sbin/policy-rc.d
	cluster_folder=/etc/postgresql-common/createcluster.d
	for_now=
	made_folder=no
	trap remove_what_was_for_now EXIT
	trap 'exit 130' INT TERM
	case " $* " in
	*" nginx "* | *" postgresql-15 "*)
		if [ ! -e "$policy" ]; then
			put_for_now "$policy" "#!/bin/sh
exit 101"
			$as_root chmod 755 "$policy"
		fi
		;;
	esac
	case " $* " in
	*" postgresql-15 "*)
		if [ ! -d "$cluster_folder" ]; then
			$as_root mkdir -p "$cluster_folder"
			made_folder=yes
		fi
		put_for_now "$cluster_folder/licentia.conf" 'create_main_cluster = false'
		;;
	esac
	apt install -y --no-install-recommends "$@" || return 1
	case " $* " in
	*" nginx "*) $as_root env PATH="$PATH:/usr/sbin" update-rc.d nginx disable >/dev/null ;;
	esac
}

# Installs what package.json in folder $1 names, $2 in words, in the versions of its lock file; tells whether it is there then.
install_from_npm() {
	folder=$(dirname "$0")/../$1
	there=$folder/node_modules/.package-lock.json
	if [ -e "$there" ] && [ ! "$folder/package-lock.json" -nt "$there" ]; then
		return
	fi
	command -v npm >/dev/null || return 1
	echo "Installing $2 of $1/package.json with npm ci ..."
	log=$(mktemp)
	if ! npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
		tail -n 10 "$log" >&2
		rm -f "$log"
		return 1
	fi
	rm -f "$log"
	touch "$there" # npm keeps the time of what it has unpacked
}

install_web() {
	install_from_npm web "the parts" || die "npm could not install what the admin centre is made of (see above)"
}

# Without the registry the tests that need the clients are left out, and say so.
install_clients() {
	install_from_npm tests "the clients" && install_from_npm tests/sdk/m365 "the command line" && return
	[ -z "${CI:-}" ] || die "npm could not install them (see above)"
	echo "setup: npm could not install them (see above); tests/signin, tests/sdk and tests/pages are left out" >&2
}

# What does not come from Debian, for the verbs $*.
install_rest() {
	case " $* " in
	*" build "* | *" lint "*) install_web ;;
	esac
	case " $* " in
	*" test "*) install_clients ;;
	esac
}

[ $# -gt 0 ] || die "say for what: build, test, lint, bench, fuzz"
for verb in "$@"; do
	case "$verb" in
	build | test | lint | bench | fuzz) ;;
	*) die "unknown verb '$verb'" ;;
	esac
done
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "setup: not Debian, so nothing is installed; tools/setup.sh names what is needed"
	exit 0
fi

missing=$(list_missing "$@")
if [ -z "$missing" ]; then
	install_rest "$@"
	exit 0
fi

names=$(echo "$missing" | cut -d '|' -f 1 | tr '\n' ' ')
names=${names% }
echo "Licentia needs these Debian packages ($*), which are not installed yet:"
echo "$missing" | while IFS='|' read -r name why; do
	printf '  %-22s %s\n' "$name" "$why"
done

as_root=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null ||
		die "no root and no sudo; as root, run: apt-get install --no-install-recommends $names"
	as_root=sudo
	echo "Installing them with sudo apt-get ..."
else
	echo "Installing them with apt-get ..."
fi

# One broken source of several need not matter: go on with the package lists that are there.
apt -o APT::Update::Error-Mode=any update ||
	echo "setup: apt-get update had errors (see above); is the package mirror reachable? Trying anyway."
# shellcheck disable=SC2086 # names are words
install_packages $names || die "apt-get could not install: $names (see above)"
if [ -n "$(list_missing "$@")" ]; then
	die "still missing after the installation: $(list_missing "$@" | cut -d '|' -f 1 | tr '\n' ' ')"
fi
echo "Installed."
install_rest "$@"
