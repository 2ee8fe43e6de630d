#!/usr/bin/env python3
"""A private PostgreSQL cluster in a folder, for tests and measurements. No other cluster is touched.

  tools/pg_cluster.py run COMMAND...   start one, run the command with its address, stop and remove it
  tools/pg_cluster.py make FOLDER [OPTION...]
                                       make one in FOLDER, with further options for initdb; prints its address
  tools/pg_cluster.py serve FOLDER [OPTION...]
                                       become its server, with further options for postgres, until a signal ends
                                       it: INT at once, QUIT as a power cut would

The address, with the rights of an administrator, is in LICENTIA_TEST_POSTGRES; it is good for psql and for --db.
To run one test on PostgreSQL:

  LICENTIA_ENGINE=postgresql tools/pg_cluster.py run node --test tests/api/graph-users.test.mjs

PostgreSQL refuses to run as root; then the user postgres, or nobody, runs it.
"""

import contextlib
import ctypes
import os
import pathlib
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

OLDEST = 15
ADMIN = "admin"
START_LIMIT_S = 60
STOP_LIMIT_S = 30
PR_SET_PDEATHSIG = 1  # prctl(2)

# Nobody needs what is in it after a power cut; what licentia does to be durable is not changed by this.
OPTIONS = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "log_min_messages=warning",
           "-c", "log_min_error_statement=panic", "-c", "log_destination=stderr", "-c", "logging_collector=off")


class ClusterError(Exception):
    """What is wrong, and how to mend it."""


def find_programs():
    """Returns the folder with the programs of the newest PostgreSQL, as Debian installs it or in PATH."""
    folders = {int(path.parent.parent.name): path.parent
               for path in pathlib.Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")}
    in_path = shutil.which("initdb")
    if not folders and in_path:
        text = subprocess.run([in_path, "--version"], capture_output=True, text=True, check=True).stdout
        folders[int(re.search(r"\d+", text).group())] = pathlib.Path(in_path).resolve().parent
    if not folders or max(folders) < OLDEST:
        raise ClusterError(f"there is no PostgreSQL {OLDEST} or newer: tools/setup.sh test installs it")
    return folders[max(folders)]


def find_user():
    """Returns the account that runs the server; None stands for the one that runs this program."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ClusterError("PostgreSQL does not run as root, and there is no user postgres or nobody to run it")


def become(user):
    """Returns the options for subprocess that run a program as a user."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port():
    """Returns a port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make(folder, options=()):
    """Makes a cluster in a folder, which must exist, and returns its address."""
    programs = find_programs()
    user = find_user()
    password = secrets.token_hex(16)
    port = free_port()
    for name in ("data", "socket"):
        path = folder / name
        path.mkdir(mode=0o700 if name == "data" else 0o755)
        if user is not None:
            os.chown(path, user.pw_uid, user.pw_gid)
    with tempfile.NamedTemporaryFile(mode="w") as file:
        file.write(password)
        file.flush()
        if user is not None:
            os.chown(file.name, user.pw_uid, user.pw_gid)
        done = subprocess.run([programs / "initdb", "-D", folder / "data", "-U", ADMIN, "--encoding=UTF8", "--locale=C",
                               "--auth=scram-sha-256", f"--pwfile={file.name}", "--no-sync", "--no-instructions", *options],
                              capture_output=True, text=True, check=False, cwd="/", **become(user))
    if done.returncode != 0:
        raise ClusterError(f"initdb failed: {done.stderr.strip()}")
    with (folder / "data" / "postgresql.auto.conf").open("a") as file:
        file.write(f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{folder / 'socket'}'\n")
    url = f"postgresql://{ADMIN}:{password}@127.0.0.1:{port}/postgres"
    (folder / "url").touch(mode=0o600)
    (folder / "url").write_text(url + "\n")
    return url


def server_command(folder, options=()):
    """Returns what runs the server of a folder."""
    return [str(find_programs() / "postgres"), "-D", str(folder / "data"), *OPTIONS, *options]


def end_with_parent():
    """Runs in the server before its program: it ends when whoever started it is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def is_ready(url):
    """Tells whether the server accepts connections."""
    return subprocess.run([find_programs() / "pg_isready", "-q", "-d", url], check=False).returncode == 0


def wait_ready(process, url, log):
    """Waits until a server that was started accepts connections."""
    end = time.monotonic() + START_LIMIT_S
    while not is_ready(url):
        if process.poll() is not None or time.monotonic() > end:
            raise ClusterError(f"the PostgreSQL server did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def stop(process):
    """Ends a server: in order, or else at once."""
    for end in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(end)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=STOP_LIMIT_S)


@contextlib.contextmanager
def running():
    """A cluster in a temporary folder, for a with statement; gives its address. It is removed at the end."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="licentia-pg-"))
    process = None
    try:
        folder.chmod(0o711)  # the account that runs the server goes through
        url = make(folder)
        log = folder / "log"
        with log.open("wb") as out:
            # A session of its own: Ctrl-C is for whoever works with it, and ends it afterwards.
            process = subprocess.Popen(server_command(folder), stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/",
                                       start_new_session=True, preexec_fn=end_with_parent, **become(find_user()))
        wait_ready(process, url, log)
        yield url
    finally:
        if process is not None:
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def end_on_signals():
    """Makes the usual signals end the program the way an exception does, so that with statements clean up."""
    def end(number, _frame):
        raise SystemExit(128 + number)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup means what it says
            signal.signal(number, end)


def run(command):
    """Runs a command with a cluster of its own and returns its exit status."""
    end_on_signals()
    with running() as url:
        try:
            process = subprocess.Popen(command, env={**os.environ, "LICENTIA_TEST_POSTGRES": url})
        except OSError as error:
            raise ClusterError(f"{command[0]} cannot be run: {error.strerror}") from error
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()  # it got the signal, too
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


def serve(folder, options):
    """Becomes the server of a folder."""
    user = find_user()
    command = server_command(folder, options)
    if user is not None:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    os.chdir("/")
    os.execv(command[0], command)


def main(args):
    try:
        if args[:1] == ["run"] and len(args) > 1:
            return run(args[1:])
        if args[:1] == ["make"] and len(args) > 1:
            print(make(pathlib.Path(args[1]).resolve(), args[2:]))
            return 0
        if args[:1] == ["serve"] and len(args) > 1:
            serve(pathlib.Path(args[1]).resolve(), args[2:])
    except ClusterError as error:
        print(f"pg_cluster: {error}", file=sys.stderr)
        return 1
    print(__doc__.strip(), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
