"""What is asked of the servers."""
import dataclasses
import json

from harness import build, load

CONNECTIONS = 64
WORKERS = 8


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A load: by default wrk's closed loop over keep-alive connections."""
    name: str
    about: str
    path: str
    connections: int = CONNECTIONS
    script: str = "report"
    arguments: tuple = ()
    headers: tuple = ()
    body: str = None        # the body of the one request that is checked
    answer: object = None   # tells whether the body of its response is right
    floor: bool = False     # whether limit-pool understands it
    workers: int = WORKERS
    sessions: bool = False  # whether the requests carry the cookies of sessions
    idle: int = 0           # connections that stay open and silent meanwhile
    slow: int = 0           # clients that upload and download slowly meanwhile
    rate: int = 0           # requests per second of an open loop instead

    def load(self, server, seconds, cookies=(), ready=None):
        """The measured load; calls `ready` if it has something to set up first."""
        if self.rate:
            return load.own(server.port, self.path, self.connections, seconds, rate=self.rate, warmup=1, ready=ready)
        return self.closed_load(server, seconds, cookies)

    def closed_load(self, server, seconds, cookies=()):
        """The same as fast as the server can: warms it up."""
        return load.wrk(server.port, self.path, self.connections, seconds, self.script, cookies or self.arguments,
                        self.headers)

    def check(self, server):
        """One request before the load: numbers about wrong answers would mean nothing."""
        method = "POST" if self.body else "GET"
        headers = dict(header.split(": ") for header in self.headers)
        if self.body:
            headers["Content-Type"] = "application/x-www-form-urlencoded" if self.script == "parameters" \
                else "application/octet-stream"
            headers["Cookie"] = "theme=dark; lang=en"
        response, body = server.ask(method, self.path, self.body, headers)
        if response.status != 200 or not self.answer(body):
            raise RuntimeError("wrong answer to %s: %d %r" % (self.path, response.status, body[:200]))


def _size(expected):
    return lambda body: len(body) == expected


def _hello(body):
    return body == b"Hello, World!"


def _text(size):
    return "abcdefghijklmnop" * (size // 16)


def _echo(name, size, connections=CONNECTIONS):
    text = _text(size)
    return Scenario(name, "POST, body of %d bytes read and written back" % size, "/echo", connections, "post", (size,),
                    body=text, answer=lambda body: body == text.encode())


def all_scenarios(idle=10_000, slow=350, rate=18_000):
    """By name, in the order of the tables."""
    mebibyte = 1 << 20
    scenarios = [
        Scenario("hello", "13 bytes from a servlet", "/hello", answer=_hello, floor=True),
        Scenario("hello-filter", "the same behind a filter that passes on", "/filter/hello", answer=_hello),
        Scenario("session", "a counter in the HttpSession, 64 sessions", "/session", script="cookies", sessions=True,
                 answer=lambda body: body.isdigit()),
        Scenario("json", "1.2 KiB made by the writer, length unknown to the server", "/json",
                 answer=lambda body: len(json.loads(body)["items"]) == 12),
        Scenario("params", "a browser's POST of a small form, cookies, query", "/parameters?a=1&m=x&m=y",
                 script="parameters", body="name=Jane+M&m=z",
                 answer=lambda body: body.startswith(b"1 Jane M 3 3 theme=dark lang=en")),
        _echo("echo-1k", 1024),
        Scenario("static-4k", "a file of 4 KiB", "/index.html", answer=_size(build.SMALL_FILE), floor=True),
        Scenario("static-1m", "a file of 1 MiB, 16 connections", "/large.bin", 16, answer=_size(build.LARGE_FILE),
                 floor=True),
        Scenario("big-10m", "10 MiB in writes of 8 KiB, 8 connections", "/stream?size=%d" % (10 * mebibyte), 8,
                 answer=_size(10 * mebibyte)),
        _echo("echo-1m", mebibyte, connections=16),
        Scenario("pipelined", "hello, 16 requests at once", "/hello", script="pipelined", arguments=(16,),
                 answer=_hello, floor=True),
        Scenario("close", "hello, a connection per request", "/hello", headers=("Connection: close",), answer=_hello,
                 floor=True),
        Scenario("many-idle", "hello beside %d idle connections" % idle, "/hello", answer=_hello, floor=True,
                 idle=idle),
        Scenario("slow-clients", "hello by 8 clients beside %d slow ones, 4 workers" % (2 * slow), "/hello", 8,
                 answer=_hello, workers=4, slow=slow),
        Scenario("fixed-rate", "hello at %d requests/s, open loop" % rate, "/hello", answer=_hello, floor=True,
                 rate=rate),
    ]
    return {scenario.name: scenario for scenario in scenarios}
