"""Counts the server's system calls per request, with perf's trace points or else with strace. Needs root."""
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from harness import processes, rounds
from harness.servers import FLOOR, Server

CALLS = ("read readv recvfrom write writev sendto sendfile64 epoll_wait epoll_ctl futex accept4 close shutdown"
         ).split()
WAITING = ("futex", "epoll_wait", "epoll_pwait")
_SETTLE = 0.7


def require():
    if os.geteuid() != 0 or not (shutil.which("perf") or shutil.which("strace")):
        raise SystemExit("--syscalls needs root, and perf (linux-perf) or strace: apt-get install linux-perf strace")


def measure(scenario, kinds, options):
    """Returns {server: {call: number per request}}."""
    count = _with_perf if shutil.which("perf") else _with_strace
    results = {}
    for kind in kinds:
        if kind.role == FLOOR and not scenario.floor:
            continue
        try:
            with Server(kind, scenario.workers, options.jvm) as server:
                rounds.warm_up(scenario, server, (), options.warmup)
                calls, requests = count(server, lambda: scenario.load(server, options.seconds)["requests"])
                results[kind.name] = {call: number / requests for call, number in calls.items()}
        except (RuntimeError, OSError) as failure:
            print("  %s: %s" % (kind.name, failure), file=sys.stderr, flush=True)
    return results


def _with_perf(server, run):
    file = os.path.join(server.folder, "perf.csv")
    events = ["raw_syscalls:sys_enter"] + ["syscalls:sys_enter_" + call for call in CALLS]
    command = ["perf", "stat", "-x", ",", "-o", file, "-e", ",".join(events), "-p", str(server.pid)]
    text, requests = _beside(command, run)
    if not os.path.exists(file):
        raise RuntimeError("perf failed: " + text[-300:].strip())
    calls = {}
    with open(file) as lines:
        for line in lines:
            fields = line.split(",")
            if len(fields) > 2 and fields[0].isdigit():
                calls[fields[2].rsplit("sys_enter_", 1)[-1].replace("raw_syscalls:sys_enter", "all")] = int(fields[0])
    if not calls.get("all"):
        raise RuntimeError("perf counted nothing: " + text[-300:].strip())
    return calls, requests


def _with_strace(server, run):
    file = os.path.join(server.folder, "strace.txt")
    text, requests = _beside(["strace", "-f", "-c", "-o", file, "-p", str(server.pid)], run)
    with open(file) as lines:
        rows = re.findall(r"^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$", lines.read(), re.M)
    if not rows:
        raise RuntimeError("strace failed: " + text[-300:].strip())
    calls = {("all" if name == "total" else name): int(number) for number, name in rows}
    return calls, requests


def _beside(command, run):
    """Runs the load while the tracer is attached; returns what the tracer said and what the load returned."""
    tracer = processes.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        time.sleep(_SETTLE)
        result = run()
        tracer.send_signal(signal.SIGINT)
        return tracer.communicate(timeout=20)[1], result
    finally:
        processes.end(tracer)
