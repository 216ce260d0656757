"""What the readmes of the CRMs say works as it stands there: each service is started by the command of its readme, and answers every line with
curl in it, one after the other, as somebody would who copies them. readme_test.py [Readme.test_crm_node …]

ITR_PREFIX is an installed tree of the library; without it the services build one, as they say.
"""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS, ASK_SECONDS, END_SECONDS = 1800, 120, 60

# Stands before the block: each curl leaves in a file with which status it was answered.
CURL = r"""
curl() {
    local status
    status="$(command curl --silent --show-error --max-time 30 --output "$FOLDER/answer" --write-out '%{http_code}' "$@")"
    printf '%s curl %s\n' "$status" "${*//$'\n'/ }" >>"$FOLDER/asked"
    cat "$FOLDER/answer"
    echo
}
"""


def blocks(readme):
    return re.findall(r"^```sh\n(.*?)^```", readme, re.S | re.M)


def command_of(readme):
    """The first command: what starts the service, without its comment."""
    return blocks(readme)[0].splitlines()[0].split("#")[0].strip()


def asked_of(readme):
    """The block with curl in it, how many lines begin with it, and the port that they name."""
    block, = (each for each in blocks(readme) if re.search(r"^curl ", each, re.M))
    ports = set(re.findall(r"(?:localhost|127\.0\.0\.1):(\d+)", block))
    return block, len(re.findall(r"^curl ", block, re.M)), ports.pop() if len(ports) == 1 else None


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Service:
    """One that is started in a process group of its own, as by a shell, and ended as by Ctrl-C."""

    def __init__(self, command, port, **environment):
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", start_new_session=True)
        self.said, self.listens = [], threading.Event()
        self.reader = threading.Thread(target=self.read, args=(f"http://127.0.0.1:{port}",))
        self.reader.start()

    def read(self, place):
        """To the end, which comes when no process of the service is left."""
        for line in self.process.stdout:
            self.said.append(line)
            if place in line:
                self.listens.set()
        self.listens.set()

    def end(self):
        """Whether all of it has ended by itself."""
        self.signal(signal.SIGINT)
        self.reader.join(END_SECONDS)
        ended = not self.reader.is_alive()
        if not ended:
            self.signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        return ended

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass


def ask(block):
    """What each curl of a block was answered, in order: (status, command); and all that was said."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["bash", "-c", CURL + block], cwd=ROOT, env={**os.environ, "FOLDER": folder}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=ASK_SECONDS)
        asked = pathlib.Path(folder, "asked").read_text(encoding="utf-8") if pathlib.Path(folder, "asked").exists() else ""
    return [tuple(line.split(" ", 1)) for line in asked.splitlines()], done.stdout


class Readme(unittest.TestCase):
    def setUp(self):
        self.assertTrue(shutil.which("curl"), "needs curl (Debian: curl)")

    def test_crm_python(self):
        self.follow("crm-python", lambda command, port: ([command, str(port)], {}))

    def test_crm_node(self):
        self.follow("crm-node", lambda command, port: ([command], {"PORT": str(port)}))

    def follow(self, example, started):
        readme = (ROOT / "examples" / example / "README.md").read_text(encoding="utf-8")
        block, lines, named = asked_of(readme)
        self.assertGreater(lines, 3)
        self.assertIsNotNone(named, "the lines with curl name one port")
        port = free_port()
        command, environment = started(command_of(readme), port)
        service = Service(command, port, **environment)
        try:
            self.assertTrue(service.listens.wait(START_SECONDS), "".join(service.said))
            self.assertIsNone(service.process.poll(), "".join(service.said))
            answers, said = ask(block.replace(f":{named}", f":{port}"))
        finally:
            ended = service.end()
        said += "".join(service.said)
        self.assertGreaterEqual(len(answers), lines, said)
        for status, command in answers:
            with self.subTest(command):
                self.assertRegex(status, "^2", said)
        self.assertTrue(ended, f"it did not end within {END_SECONDS} s of Ctrl-C\n{said}")


if __name__ == "__main__":
    unittest.main()
