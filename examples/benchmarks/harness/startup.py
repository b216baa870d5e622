"""Measures how servers start: from the spawn of the process to the first 200 of a servlet."""
import sys

from harness.scenarios import WORKERS
from harness.servers import Server


def measure(kinds, rounds, jvm=""):
    results = {kind.name: [] for kind in kinds}
    for _ in range(rounds):
        for kind in kinds:
            try:
                with Server(kind, WORKERS, jvm) as server:
                    results[kind.name].append({"wall_ms": server.start_seconds * 1000,
                                               "cpu_ms": server.start_usage.cpu * 1000,
                                               "resident_mb": server.start_resident})
            except (RuntimeError, OSError) as failure:
                print("  %s: %s" % (kind.name, failure), file=sys.stderr, flush=True)
    return results
