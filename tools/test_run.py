#!/usr/bin/env python3
"""Builds the program, plain and under sanitizers, and runs every test; `make test` calls it.

  gcc    none: as it ships                  unit tests
  gcc    address and undefined behaviour    unit tests, then all of tests/**/*.test.mjs
  clang  address and undefined behaviour    unit tests
  gcc    threads                            unit tests, then tests/**/*race.test.mjs

What has to do with a database runs on SQLite and on PostgreSQL, for which a private cluster is started
(tools/pg_cluster.py): unit tests in one go, the others once for each engine, those of tests/http, tests/pages and of CLI for Microsoft 365 once.

Each test case of each run counts. A sanitizer's report counts as a failed case of its own, even where
the test that started the program did not notice. What failed is named once more at the end, in lines
that begin with `failed: `. The last line is `N passed, N failed[, N skipped]`; the exit status is 0 only
when something passed and nothing failed.

While working on one thing, call its test directly:
  meson test -C build-asan-gcc test_base_arena
  LICENTIA_BIN=$PWD/build-asan-gcc/licentia node --test tests/cli/users.test.mjs
On PostgreSQL:
  tools/pg_cluster.py run meson test -C build-asan-gcc test_store_db
  LICENTIA_ENGINE=postgresql LICENTIA_BIN=$PWD/build-asan-gcc/licentia \
    tools/pg_cluster.py run node --test tests/cli/users.test.mjs
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

import pg_cluster

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNIT_DIR = ROOT / "tests" / "unit"
SUITE_LIMIT_S = 40 * 60  # a hung suite must end before the continuous integration gives up
NODE_CONCURRENCY = 2  # test files at a time; each may start several servers
ENGINES = ("sqlite", "postgresql")
NO_DATABASE = ("tests/http/", "tests/pages/", "tests/sdk/m365")  # what lies here runs once, not once for each engine

LEAK_PROBE = """
#include <stdlib.h>
int main(void)
{
	void *volatile lost = malloc(1);
	lost = NULL;
	return lost != NULL;
}
"""
THREAD_PROBE = "int main(void) { return 0; }\n"


@dataclass
class Count:
    """Test cases by outcome."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list = field(default_factory=list)  # what failed, as far as it has names

    def add(self, other, place=""):
        """Adds what was counted at a place, which goes before the names of its failures."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures += [f"{place}{name}" for name in other.failures]

    def fail(self, name):
        """Counts a failure that is no test case of its own."""
        self.failed += 1
        self.failures.append(name)

    def __str__(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return text + (f", {self.skipped} skipped" if self.skipped else "")


@dataclass
class Build:
    """One way to compile the program, and what runs on it."""

    compiler: str
    sanitizer: str  # as Meson spells it
    folder: pathlib.Path
    node_pattern: str  # which files of tests/ run against its program; "" for none
    options: tuple = ()  # further ones for Meson

    def __str__(self):
        return f"{self.compiler}, sanitizer {self.sanitizer}"


FAST = ("-Doptimization=1",)  # readable reports at a bearable speed
BUILDS = [
    Build("gcc", "none", ROOT / "build-plain", ""),
    Build("gcc", "address,undefined", ROOT / "build-asan-gcc", "*.test.mjs", FAST),
    Build("clang", "address,undefined", ROOT / "build-asan-clang", "", FAST),
    Build("gcc", "thread", ROOT / "build-tsan", "*race.test.mjs", FAST),
]


def run(command, **kwargs):
    """Runs a command in the project folder, ends it with all its children at the time limit, and returns
    its exit status (None when it was ended)."""
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, **kwargs)
    try:
        return process.wait(timeout=SUITE_LIMIT_S)
    except subprocess.TimeoutExpired:
        print(f"ended after {SUITE_LIMIT_S} s: {command[0]}")
        return None
    finally:
        try:  # servers that a failed test left behind, too
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def run_probe(compiler, sanitizer, source, prefix=()):
    """Compiles and runs a small program under a sanitizer; returns (exit status, what it printed)."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "probe"
        subprocess.run([compiler, f"-fsanitize={sanitizer}", "-x", "c", "-", "-o", program],
                       input=source, text=True, check=True)
        done = subprocess.run([*prefix, program], capture_output=True, text=True, check=False,
                              env={**os.environ, "ASAN_OPTIONS": "detect_leaks=1"})
        return done.returncode, done.stderr.strip()


def can_find_leaks(compiler):
    """Tells whether LeakSanitizer works here: it needs ptrace, which some containers refuse."""
    _, text = run_probe(compiler, "address", LEAK_PROBE)
    if "detected memory leaks" in text:
        return True
    first = text.splitlines()[0] if text else "it stays silent about a known leak"
    print(f"note: no leak check with {compiler}, LeakSanitizer does not work here: {first}")
    return False


def thread_prefix(compiler):
    """Returns what to put before a command for ThreadSanitizer to work: nothing, or setarch -R where the
    kernel spreads addresses wider than it supports. None when it cannot run here at all."""
    for prefix in ([], ["setarch", "-R"]):
        if prefix and shutil.which(prefix[0]) is None:
            continue
        status, text = run_probe(compiler, "thread", THREAD_PROBE, prefix)
        if status == 0:
            return prefix
    print(f"note: ThreadSanitizer cannot run here: {text}")
    return None


def sanitizer_env(build, reports):
    """Returns the environment in which programs of a build write their reports into a folder."""
    common = f"log_path={reports}/report:print_stacktrace=1:allow_addr2line=1"
    leaks = build.sanitizer.startswith("address") and can_find_leaks(build.compiler)
    return {
        **os.environ,
        "ASAN_OPTIONS": f"{common}:detect_leaks={int(leaks)}:strict_string_checks=1"
                        ":detect_stack_use_after_return=1",
        "UBSAN_OPTIONS": common,
        "TSAN_OPTIONS": f"{common}:second_deadlock_stack=1",
        "LICENTIA_BIN": str(build.folder / "licentia"),
    }


def count_reports(reports):
    """Prints the sanitizer reports in a folder; each is a failed case."""
    count = Count()
    for path in sorted(reports.iterdir()):
        print(f"\nsanitizer report ({path.name}):\n{path.read_text(errors='replace')}")
        count.fail(f"a sanitizer reports ({path.name})")
    return count


def count_tap(program):
    """Counts the cases of one unit test program from its entry in Meson's testlog.json."""
    lines = program.get("stdout", "").splitlines()
    count = Count(
        passed=sum(1 for line in lines if re.match(r"ok \d+(?!.*# SKIP)", line)),
        skipped=sum(1 for line in lines if re.match(r"(not )?ok \d+.*# SKIP", line)),
        failures=[found[1] for line in lines if (found := re.match(r"not ok \d+ - (?!.*# SKIP)(.*)", line))],
    )
    count.failed = len(count.failures)
    planned = sum(int(line[3:]) for line in lines if re.fullmatch(r"1\.\.\d+", line))
    missing = planned - count.passed - count.failed - count.skipped
    if missing > 0:
        count.failed += missing
        count.failures.append(f"{missing} cases that a crash cut off")
    # Not "result": Meson takes the way in which cmocka 1.1.5 writes a skipped case for a failure.
    if count.failed == 0 and program["returncode"] != 0:
        count.fail("outside its cases")
    return count


def run_unit(build, prefix, env):
    """Runs the unit tests of a build."""
    log = build.folder / "meson-logs" / "testlog.json"
    log.unlink(missing_ok=True)
    run([*prefix, "meson", "test", "-C", str(build.folder), "--no-rebuild",
         "--num-processes", str(os.cpu_count() or 1)], env=env, stdout=subprocess.DEVNULL)

    count = Count()
    ran = set()
    entries = log.read_text().splitlines() if log.exists() else []
    for program in map(json.loads, entries):
        outcome = count_tap(program)
        print(f"{program['name']}: {outcome}")
        if outcome.failed > 0:
            print(program.get("stdout", ""), program.get("stderr", ""), sep="\n")
        ran.add(program["name"].split(" / ")[-1])  # Meson puts the suite before the name where there are several
        count.add(outcome, f"{program['name']}: ")
    for source in sorted(UNIT_DIR.glob("test_*.c")):
        if source.stem not in ran:
            count.fail(f"{source.relative_to(ROOT)} did not run: list it in tests/unit/meson.build")
    return count


def list_node_tests(pattern):
    """Returns the black-box test files that match a pattern."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob(pattern)
                  if "node_modules" not in path.parts)


def run_engines(pattern, prefix, env):
    """Runs the black-box tests that match a pattern, on each engine."""
    count = Count()
    for engine in ENGINES:
        files = [file for file in list_node_tests(pattern)
                 if engine == ENGINES[0] or not file.startswith(NO_DATABASE)]
        print(f"\n-- {engine} --")
        count.add(run_node(files, prefix, {**env, "LICENTIA_ENGINE": engine}), f"{engine}: ")
    return count


def run_node(files, prefix, env):
    """Runs black-box tests; they find the program in LICENTIA_BIN, the engine in LICENTIA_ENGINE."""
    options = subprocess.run(["node", "--help"], capture_output=True, text=True, check=True).stdout
    concurrency = [f"--test-concurrency={NODE_CONCURRENCY}"] \
        if "--test-concurrency" in options else []
    with tempfile.NamedTemporaryFile(mode="r", suffix=".tap") as tap:
        status = run([*prefix, "node", "--test", *concurrency,
                      "--test-reporter=spec", "--test-reporter-destination=stdout",
                      "--test-reporter=tap", f"--test-reporter-destination={tap.name}", *files],
                     env=env, stdin=subprocess.DEVNULL)
        text = tap.read()
    totals = dict(re.findall(r"^# (pass|fail|cancelled|skipped|todo) (\d+)$", text, re.MULTILINE))
    value = {name: int(totals.get(name, 0)) for name in
             ("pass", "fail", "cancelled", "skipped", "todo")}
    count = Count(value["pass"], value["fail"] + value["cancelled"],
                  value["skipped"] + value["todo"],
                  re.findall(r"^ *not ok \d+ - (?!.*# SKIP)(.*)", text, re.MULTILINE))
    if status != 0 and count.failed == 0:
        count.fail("node --test outside its cases")
    return count


def run_build(build):
    """Compiles one build and runs its tests."""
    prefix = []
    if build.sanitizer == "thread":
        prefix = thread_prefix(build.compiler)
        if prefix is None:
            return Count(skipped=1)
    if run(["tools/build.sh", build.folder.name, "-Dtests=enabled",
            f"-Db_sanitize={build.sanitizer}", *build.options],
           env={**os.environ, "CC": build.compiler}) != 0:
        count = Count()
        count.fail("the build")
        return count

    with tempfile.TemporaryDirectory(prefix="licentia-reports-") as folder:
        reports = pathlib.Path(folder)
        env = sanitizer_env(build, reports)
        count = run_unit(build, prefix, env)
        if build.node_pattern:
            count.add(run_engines(build.node_pattern, prefix, env))
        count.add(count_reports(reports))
    return count


def run_all():
    """Runs every build and returns the exit status."""
    total = Count()
    lines = []
    for build in BUILDS:
        print(f"\n== {build} ==")
        count = run_build(build)
        lines.append(f"  {str(build):<36} {count}")
        total.add(count, f"{build}: ")
    print("\nBy build:", *lines, sep="\n")
    for name in total.failures:
        print(f"failed: {name}")
    if total.passed + total.failed == 0:
        print("no test ran")
    print(total)
    return 0 if total.passed > 0 and total.failed == 0 else 1


def main():
    sys.stdout.reconfigure(line_buffering=True)  # in order with what the programs print
    pg_cluster.end_on_signals()
    try:
        with pg_cluster.running() as url:
            os.environ["LICENTIA_TEST_POSTGRES"] = url
            return run_all()
    except pg_cluster.ClusterError as error:
        print(f"test: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
