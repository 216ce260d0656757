"""Runs a program beside a PostgreSQL server of its own: server.py [--durable] PROGRAM [ARGUMENT…].

The server lives in a temporary folder, listens on a Unix socket only, and ends with the program. The program finds it by
ITR_TEST_POSTGRES (a connection string). Fails, and says why, where PostgreSQL is not installed.

A program that wants to see its database fail connects to the Unix socket ITR_TEST_POSTGRES_CONTROL, sends one of the words stop
(connections end, the server shuts down), kill (nothing is shut down: the next start recovers) and start, and reads a line when it is
done.

  --durable   as a real server flushes to disk; without it a power cut would lose everything, and tests are faster
"""
import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

USER = "itr_test"
# Whom the server knows: everybody on the socket, but one user only with a password.
HBA = "local all guarded scram-sha-256\nlocal all all trust\n"
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
PR_SET_PDEATHSIG = 1


def programs():
    """The folder of initdb and postgres, of the newest version."""
    folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    for folder in [*reversed(folders), *map(pathlib.Path, os.environ["PATH"].split(":"))]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    sys.exit("server.py: expected PostgreSQL (Debian: postgresql), but found no initdb")


def account():
    """PostgreSQL refuses to run as root: (user id, group id) to run as instead, or None."""
    if os.getuid() != 0:
        return None
    entry = pwd.getpwnam("postgres")
    return entry.pw_uid, entry.pw_gid


def prepare(owner):
    """What happens in a child before its program: it gives up root, and dies with this one."""
    def run():
        if owner:
            os.setgroups([])
            os.setgid(owner[1])
            os.setuid(owner[0])
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
    return run


class Server:
    def __init__(self, durable):
        self.owner, self.bin = account(), programs()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="itr-pg-", dir="/tmp"))
        if self.owner:
            os.chown(self.folder, *self.owner)
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.child([self.bin / "initdb", "-D", self.data, "-U", USER, "--auth=trust", "--encoding=UTF8",
                    "--locale=C.UTF-8", "--no-sync"], stdout=subprocess.DEVNULL).wait()
        (self.data / "pg_hba.conf").write_text(HBA)
        self.settings = ["-c", "listen_addresses=", "-c", "max_connections=60", *([] if durable else FAST)]
        self.log = self.folder / "log"
        self.start()
        self.control = self.folder / "control"
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(self.control))
        listening.listen()
        threading.Thread(target=self.obey, args=(listening,), daemon=True).start()

    def start(self):
        self.process = self.child([self.bin / "postgres", "-D", self.data, "-k", self.folder, *self.settings],
                                  stdout=open(self.log, "a"), stderr=subprocess.STDOUT)
        self.await_ready()

    def obey(self, listening):
        """For ever: a server that this thread has started would not outlive it."""
        while True:
            with listening.accept()[0] as caller:
                word = caller.recv(64).decode().strip()
                if word == "start":
                    self.start()
                else:
                    self.process.send_signal(signal.SIGQUIT if word == "kill" else signal.SIGINT)
                    self.process.wait()
                caller.sendall(b"done\n")

    def child(self, command, **options):
        return subprocess.Popen([str(part) for part in command], preexec_fn=prepare(self.owner), cwd=self.folder,
                                **options)

    def await_ready(self):
        for _ in range(600):
            ready = subprocess.run([str(self.bin / "pg_isready"), "-q", "-h", str(self.folder), "-U", USER]).returncode
            if ready == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.stop()
        sys.exit("server.py: the server did not start")

    def connection(self):
        return f"host={self.folder} dbname=postgres user={USER}"

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    arguments = sys.argv[1:]
    durable = arguments[:1] == ["--durable"]
    command = arguments[durable:]
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    server = Server(durable)
    try:
        environment = dict(os.environ, ITR_TEST_POSTGRES=server.connection(), PEERS_PG=server.connection(),
                           ITR_TEST_POSTGRES_CONTROL=str(server.control))
        program = subprocess.Popen(command, env=environment, preexec_fn=prepare(None))
        return program.wait()
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
