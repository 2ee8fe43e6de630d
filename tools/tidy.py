#!/usr/bin/env python3
"""Runs clang-tidy over the compile database of a build folder, on every processor.

  tools/tidy.py build-lint

A file is looked at again only when its preprocessed text, its compile command or .clang-tidy has changed
since it was found clean: the folder keeps a stamp for each.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def fingerprint(entry):
    """Returns a digest of everything that clang-tidy's verdict on a file depends on."""
    command = shlex.split(entry["command"])
    for option in ("-o", "-MQ", "-MF"):  # what it would write, with the name behind it
        if option in command:
            at = command.index(option)
            del command[at:at + 2]
    command = [word for word in command if word not in ("-c", "-MD")]
    command += ["-E", "-C"]  # -C keeps comments, and so the NOLINT remarks in them
    text = subprocess.run(command, cwd=entry["directory"], capture_output=True, check=False).stdout
    digest = hashlib.sha256(text)
    digest.update(entry["command"].encode())
    digest.update((ROOT / ".clang-tidy").read_bytes())
    return digest.hexdigest()


def check(folder, entry):
    """Returns what clang-tidy finds in one file; "" when it is clean."""
    source = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
    stamp = folder / "tidy" / str(source.relative_to(ROOT)).replace("/", "_")
    key = fingerprint(entry)
    if stamp.exists() and stamp.read_text() == key:
        return ""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", str(folder), str(source)],
                          capture_output=True, text=True, check=False)
    if done.returncode == 0 and not done.stdout.strip():
        stamp.write_text(key)
        return ""
    return done.stdout or done.stderr


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    (folder / "tidy").mkdir(exist_ok=True)
    entries = json.loads((folder / "compile_commands.json").read_text())
    # Generated code answers to the compiler alone.
    entries = [entry for entry in entries if folder not in
               (pathlib.Path(entry["directory"]) / entry["file"]).resolve().parents]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda entry: check(folder, entry), entries))
    findings = [text for text in results if text]
    print(*findings, sep="\n", end="" if not findings else "\n")
    print(f"clang-tidy: {len(entries)} files, {len(findings)} with findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
