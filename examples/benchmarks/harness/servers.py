"""The servers: how each is started, and one that runs."""
import dataclasses
import http.client
import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
import time

from harness import build, processes, tools, usage

PRODUCT, PEER, FLOOR = "product", "peer", "floor"
OWN_COMMAND = ("{java} {jvm} -jar %s --listen=127.0.0.1:{port} --threads={threads} --connection-limit=20000 "
               "--log-level=warn {war}")
HEAP = "-Xms512m -Xmx512m"
START_LIMIT = 60
_PAUSE = re.compile(r"Pause .*?(\d+)M->(\d+)M\(")


@dataclasses.dataclass(frozen=True)
class Kind:
    """A server that can be started. The template's {java} {jvm} {port} {threads} {war} are filled in."""
    name: str
    role: str
    template: str


def catalogue(commands=()):
    """All servers by name, in the order of the tables; commands are further ones of our own as NAME=TEMPLATE."""
    kinds = [Kind("waitress", PRODUCT, OWN_COMMAND % shlex.quote(build.SERVER))]
    for command in commands:
        name, _, template = command.partition("=")
        if "{port}" not in template:
            raise SystemExit("--cmd needs NAME=TEMPLATE with {port} in it: " + command)
        kinds.append(Kind(name, PRODUCT, template))
    for name in ("tomcat", "jetty", "undertow"):
        kinds.append(Kind(name, PEER, _peer(name, name.capitalize() + "Peer")))
    kinds.append(Kind("limit-pool", FLOOR, _peer("floor", "FloorServer")))
    return {kind.name: kind for kind in kinds}


def _peer(name, main):
    module = "peers/" + name
    class_path = build.jar(module) + ":" + build.libraries(module)
    return "{java} {jvm} -cp %s io.waitress.benchmarks.%s.%s --listen=127.0.0.1:{port} --threads={threads} {war}" % (
        shlex.quote(class_path), name, main)


class Server:
    """A server from its start to its end; a context manager."""

    def __init__(self, kind, threads, jvm="", heap=HEAP, cpus=None):
        self.kind = kind
        self.port = _free_port()
        self.folder = tempfile.mkdtemp(prefix="benchmark-")
        self._gc_log = os.path.join(self.folder, "gc.log")
        self._out = os.path.join(self.folder, "out.log")
        flags = "%s %s -Xlog:gc:file=%s -Djava.io.tmpdir=%s" % (heap, jvm, self._gc_log, self.folder)
        command = kind.template.format(java=shlex.quote(tools.java()), jvm=flags, port=self.port, threads=threads,
                                       war=shlex.quote(build.WAR))
        started = time.monotonic()
        with open(self._out, "wb") as out:
            self._process = processes.start(shlex.split(command), cpus=cpus, cwd=self.folder, stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=subprocess.STDOUT)
        self.pid = self._process.pid
        try:
            self._await_first_response(started)
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.monotonic() - started
        self.start_usage = usage.Usage.of(self.pid)
        self.start_resident = usage.resident_megabytes(self.pid)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.stop()

    @property
    def name(self):
        return self.kind.name

    def stop(self):
        processes.end(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def collect(self):
        """Has the garbage collected; returns how many pauses the log has by then."""
        processes.output([tools.java("jcmd"), str(self.pid), "GC.run"])
        return len(self._pauses())

    def allocated_since(self, pauses):
        """Bytes allocated between the collect() that returned `pauses` and now, from the log of the collections."""
        now = self.collect()
        log = self._pauses()
        if not 0 < pauses < now:
            return None
        return sum(log[i][0] - log[i - 1][1] for i in range(pauses, now)) << 20

    def ask(self, method, path, body=None, headers=None):
        """One request on a connection of its own; returns the response and its body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def new_sessions(self, count):
        """Starts sessions; returns their cookies."""
        return [self.ask("GET", "/session")[0].getheader("Set-Cookie").split(";")[0] for _ in range(count)]

    def _pauses(self):
        with open(self._gc_log) as file:
            return [(int(before), int(after)) for before, after in _PAUSE.findall(file.read())]

    def _await_first_response(self, started):
        request = b"GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        while time.monotonic() < started + START_LIMIT:
            if self._process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                    connection.settimeout(5)
                    connection.sendall(request)
                    if connection.recv(64).startswith(b"HTTP/1.1 200"):
                        return
            except OSError:
                pass
            time.sleep(0.003)
        with open(self._out, errors="replace") as file:
            raise RuntimeError("%s did not start: %s" % (self.name, file.read()[-800:].strip()))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
