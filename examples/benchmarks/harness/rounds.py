"""Measures one scenario: every server is started and warmed up, then they take turns."""
import contextlib
import os
import subprocess
import sys
import time

from harness import build, processes, usage
from harness.servers import FLOOR, Server

_WARMUP_SLICE = 1


def measure(scenario, kinds, options):
    """Returns {server: {"rounds": [...], "allocated": bytes per request}} or {"failed": why} for those that fail."""
    results = {}
    with contextlib.ExitStack() as stack:
        running = []
        for kind in kinds:
            if kind.role == FLOOR and not scenario.floor:
                continue
            try:
                server = stack.enter_context(Server(kind, scenario.workers, options.jvm))
                cookies = server.new_sessions(scenario.connections) if scenario.sessions else ()
                scenario.check(server)
                warm_up(scenario, server, cookies, options.warmup)
                running.append(_Turns(scenario, server, cookies, options.seconds))
            except (RuntimeError, OSError) as failure:
                results[kind.name] = _failed(kind.name, failure)
        for number in range(options.rounds):
            for turns in _rotated(running, number):
                turns.next()
        for turns in running:
            results[turns.server.name] = turns.results()
    return results


def _failed(name, failure):
    print("  %s: %s" % (name, failure), file=sys.stderr, flush=True)
    return {"failed": str(failure)[:500]}


def _rotated(items, by):
    """Nobody always comes first."""
    return items[by % len(items):] + items[:by % len(items)] if items else []


def warm_up(scenario, server, cookies, cpu_seconds):
    """By CPU time: the same time on a busy machine would warm up less."""
    start = usage.Usage.of(server.pid)
    while True:
        scenario.closed_load(server, _WARMUP_SLICE, cookies)
        used = usage.Usage.of(server.pid).since(start)
        share = 0.3 if server.kind.role == FLOOR else 1
        if used.cpu >= cpu_seconds * share or used.time >= 2.5 * cpu_seconds:
            return


class _Turns:
    """The rounds of one server."""

    def __init__(self, scenario, server, cookies, seconds):
        self.server = server
        self._scenario = scenario
        self._cookies = cookies
        self._seconds = seconds
        self._rounds = []
        self._failure = None
        self._pauses = server.collect()

    def next(self):
        if self._failure:
            return
        try:
            self._rounds.append(self._slow_round() if self._scenario.slow else self._round())
        except (RuntimeError, OSError) as failure:
            self._failure = failure

    def results(self):
        if self._failure:
            return _failed(self.server.name, self._failure)
        requests = sum(one["requests"] + self._scenario.idle for one in self._rounds)
        allocated = self.server.allocated_since(self._pauses) if not self._scenario.slow else None
        return {"rounds": self._rounds, "allocated": allocated / requests if allocated and requests else None}

    def _round(self):
        with _quiet_clients(self.server.port, idle=self._scenario.idle):
            return measured(self.server,
                            lambda ready: self._scenario.load(self.server, self._seconds, self._cookies, ready))

    def _slow_round(self):
        """What the healthy clients get beside the slow ones, as a share of what they get alone."""
        alone = self._scenario.load(self.server, self._seconds)
        with _quiet_clients(self.server.port, uploads=self._scenario.slow, downloads=self._scenario.slow):
            result = measured(self.server, lambda ready: self._scenario.load(self.server, self._seconds))
        result["alone_rps"] = alone["rps"]
        result["share"] = result["rps"] / alone["rps"] if alone["rps"] else None
        return result


def measured(server, run):
    """Runs a load, which is given what to call once it begins; adds what the server and others used since then."""
    readings = [usage.Usage.of(server.pid)]
    result = run(lambda: readings.append(usage.Usage.of(server.pid)))
    used = usage.Usage.of(server.pid).since(readings[-1])
    requests = result["requests"]
    result["cpu_us"] = used.cpu * 1e6 / requests if requests else None
    result["system_us"] = used.system * 1e6 / requests if requests else None
    result["resident_mb"] = usage.resident_megabytes(server.pid)
    result["foreign_cores"] = max(0, (used.machine - used.cpu - result.pop("client_cpu")) / used.time)
    return result


@contextlib.contextmanager
def _quiet_clients(port, **counts):
    if not any(counts.values()):
        yield
        return
    script = os.path.join(build.HERE, "harness", "quiet.py")
    arguments = ["%s=%d" % count for count in counts.items()]
    process = processes.start([sys.executable, script, str(port)] + arguments, stdout=subprocess.PIPE, text=True)
    try:
        if not process.stdout.readline().startswith("READY"):
            raise RuntimeError("the idle or slow clients failed")
        yield
    finally:
        processes.end(process)
        process.stdout.close()
        time.sleep(0.5)
