"""How cost grows with the work: the same measure at several sizes of one thing, for each server."""
import contextlib
import dataclasses
import os
import statistics
import sys
import time

from harness import load, rounds, scenarios, usage
from harness.servers import HEAP, Server

KIB, MIB = 1 << 10, 1 << 20
CPU = ("cpu_us", "CPU per request, µs")
_LOAD_CONNECTIONS = scenarios.CONNECTIONS
_BODY_CONNECTIONS = 8
_SETTLE_CHECK, _SETTLE_CHECKS, _IDLE_SHARE = 0.2, 25, 0.1


@dataclasses.dataclass(frozen=True)
class Curve:
    """One thing that grows. The servers are restarted for each size if they have to be started for it."""
    name: str
    title: str
    x_label: str
    points: tuple
    load: object                       # (server, size, seconds, ready, prepared) -> result
    measures: tuple = (CPU,)           # what is told of it: (key of the result, label)
    jvm: object = None                 # size -> options of the JVM
    cpus: object = None                # size -> processors of the server
    prepare: object = None             # (server, size) -> what the load is given
    workers: object = None             # size -> workers
    heap: str = HEAP
    log_x: bool = False
    log_y: bool = False
    bytes_x: bool = False
    quick_points: tuple = ()

    @property
    def restarts(self):
        return bool(self.jvm or self.cpus or self.prepare or self.workers)

    def server(self, kind, size):
        return Server(kind, self.workers(size) if self.workers else scenarios.WORKERS,
                      self.jvm(size) if self.jvm else "", self.heap, self.cpus(size) if self.cpus else None)


def _connections(server, size, seconds, ready, _):
    return load.own(server.port, "/hello", size, seconds, warmup=0.5, ready=ready)


def _pipelining(server, size, seconds, ready, _):
    return load.h2load(server.port, "/hello", _LOAD_CONNECTIONS, seconds, depth=size)


def _headers(server, size, seconds, ready, _):
    headers = ["X-Header-%d: value of number %d" % (number, number) for number in range(size)]
    return load.wrk(server.port, "/hello", _LOAD_CONNECTIONS, seconds, headers=headers)


def _upload(server, size, seconds, ready, _):
    return load.wrk(server.port, "/discard", _BODY_CONNECTIONS, seconds, "post", (size,))


def _download(server, size, seconds, ready, _):
    return load.wrk(server.port, "/stream?size=%d" % size, _BODY_CONNECTIONS, seconds)


def _servlets(server, size, seconds, ready, _):
    return load.wrk(server.port, "/", _LOAD_CONNECTIONS, seconds, "paths", (size, "/many/%d/item"))


def _filters(server, size, seconds, ready, _):
    return load.wrk(server.port, "/filtered", _LOAD_CONNECTIONS, seconds)


def _new_sessions(server, size):
    """Most of the sessions are only there; some are used."""
    load.h2load(server.port, "/session", min(size, _LOAD_CONNECTIONS), requests=size)
    return server.new_sessions(500)


def _sessions(server, size, seconds, ready, cookies):
    return load.wrk(server.port, "/session", _LOAD_CONNECTIONS, seconds, "cookies", cookies)


def _cores(server, size, seconds, ready, _):
    others = _all_cpus()[size:]
    return load.wrk(server.port, "/hello", _LOAD_CONNECTIONS, seconds, cpus=others or None)


def _mixed(server, size, seconds, ready, _):
    return load.own(server.port, "/hello", _LOAD_CONNECTIONS, seconds, warmup=0.5, other="/sleep?ms=50", ready=ready)


def _all_cpus():
    return sorted(os.sched_getaffinity(0))


def _powers_up_to(limit):
    return tuple(1 << power for power in range(limit.bit_length()) if 1 << power <= limit)


_BODIES = (0, KIB, 16 * KIB, 256 * KIB, MIB, 16 * MIB)
_CURVES = (
    Curve("connections", "Connections", "connections", (1, 10, 100, 1000, 10_000), _connections, log_x=True,
          quick_points=(1, 1000)),
    Curve("pipelining", "Pipelining", "requests on their way per connection", (1, 2, 4, 8, 16, 32, 64), _pipelining,
          log_x=True, quick_points=(1, 16)),
    # Tomcat takes 100 fields, and the clients send Host themselves.
    Curve("headers", "Request header", "fields besides Host", (0, 10, 25, 50, 75, 99), _headers, quick_points=(0, 99)),
    Curve("upload", "Request body", "bytes", _BODIES, _upload, log_x=True, log_y=True, bytes_x=True,
          quick_points=(0, MIB)),
    Curve("download", "Response body", "bytes", _BODIES, _download, log_x=True, log_y=True, bytes_x=True,
          quick_points=(0, MIB)),
    Curve("servlets", "Mapped servlets", "servlets", (1, 10, 100, 1000), _servlets, log_x=True,
          jvm=lambda size: "-Dbenchmark.servlets=%d" % size, quick_points=(1, 1000)),
    Curve("filters", "Filters", "filters before the servlet", (0, 1, 5, 10, 20), _filters,
          jvm=lambda size: "-Dbenchmark.filters=%d" % size, quick_points=(0, 20)),
    Curve("sessions", "Live sessions", "sessions", (1000, 10_000, 100_000, 1_000_000), _sessions, log_x=True,
          prepare=_new_sessions, heap="-Xms3g -Xmx3g", quick_points=(1000, 10_000)),
    Curve("cores", "Cores", "cores of the server", _powers_up_to(len(_all_cpus())), _cores,
          measures=(CPU, ("rps", "requests per second")), cpus=lambda size: _all_cpus()[:size]),
    Curve("mixed", "1 % of the requests block for 50 ms", "workers", (4, 16), _mixed, workers=lambda size: size,
          measures=(("rps", "requests per second"), ("p50_us", "p50 of the short ones, µs"),
                    ("p99_us", "p99 of the short ones, µs"))),
)
CURVES = {curve.name: curve for curve in _CURVES}


def measure(curve, kinds, options):
    """Returns {server: {size: [results of the rounds]}}; the servers take turns at each size."""
    points = curve.quick_points or curve.points if options.quick else curve.points
    results = {kind.name: {} for kind in kinds}
    if curve.restarts:
        for size in points:
            for kind in kinds:
                with _tolerated(kind, size), curve.server(kind, size) as server:
                    prepared = curve.prepare(server, size) if curve.prepare else None
                    _warm_up(curve, server, [size], prepared, options)
                    results[kind.name][size] = [_one(curve, server, size, prepared, options)
                                                for _ in range(options.rounds)]
        return results
    with contextlib.ExitStack() as stack:
        running = []
        for kind in kinds:
            with _tolerated(kind, "start"):
                server = stack.enter_context(curve.server(kind, None))
                _warm_up(curve, server, points, None, options)
                running.append((kind, server))
        for _ in range(options.rounds):
            for size in points:
                for kind, server in running:
                    with _tolerated(kind, size):
                        result = _one(curve, server, size, None, options)
                        results[kind.name].setdefault(size, []).append(result)
    return results


@contextlib.contextmanager
def _tolerated(kind, size):
    """A server that can't do a size has none there."""
    try:
        yield
    except (RuntimeError, OSError) as failure:
        print("  %s, %s: %s" % (kind.name, size, failure), file=sys.stderr, flush=True)


def _one(curve, server, size, prepared, options):
    _settle(server)
    result = rounds.measured(server, lambda ready: curve.load(server, size, options.seconds, ready, prepared))
    if not result["requests"]:
        raise RuntimeError("no request was answered")
    return result


def _settle(server):
    """Waits until the server has done with the load before: with 10,000 connections to close, that takes a while."""
    for _ in range(_SETTLE_CHECKS):
        before = usage.Usage.of(server.pid)
        time.sleep(_SETTLE_CHECK)
        if usage.Usage.of(server.pid).since(before).cpu <= _IDLE_SHARE * _SETTLE_CHECK:
            return


def _warm_up(curve, server, points, prepared, options):
    start = usage.Usage.of(server.pid)
    while True:
        for size in points:
            curve.load(server, size, 1, lambda: None, prepared)
        used = usage.Usage.of(server.pid).since(start)
        if used.cpu >= options.warmup or used.time >= 2.5 * options.warmup:
            return


def median(results, measure):
    values = [one[measure] for one in results if one.get(measure) is not None]
    return statistics.median(values) if values else None


def tables(curve, results):
    """A row per size, a column per server."""
    return "\n\n".join(_table(curve, results, *measure) for measure in curve.measures)


def _table(curve, results, measure, label):
    names = list(results)
    sizes = sorted({size for by_size in results.values() for size in by_size})
    lines = [[curve.x_label] + names, ["---:"] * (len(names) + 1)]
    for size in sizes:
        values = [median(results[name].get(size, ()), measure) for name in names]
        lines.append(["%d" % size] + ["–" if value is None else "%.*f" % (1 if value < 1000 else 0, value)
                                      for value in values])
    return "### %s: %s\n\n%s" % (curve.title, label, "\n".join("| %s |" % " | ".join(cells) for cells in lines))
