"""Measures how servers start: from the spawn of the process to the first 200 of a servlet."""
import os
import shlex
import sys
import tempfile

from harness import build, processes, tools
from harness.scenarios import WORKERS
from harness.servers import PRODUCT, Server

_ARCHIVED = "%s with a class archive"


def measure(kinds, rounds, jvm=""):
    """Returns {server: starts}; ours are measured with an archive of their classes as well, under a name of its own."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        starts = [(kind.name, kind, jvm) for kind in kinds]
        for kind in kinds:
            archive = os.path.join(folder, kind.name + ".jsa")
            if kind.role == PRODUCT and _make(archive, kind, jvm):
                starts.append((_ARCHIVED % kind.name, kind, "%s -XX:SharedArchiveFile=%s" % (jvm, archive)))
        results = {name: [] for name, _, _ in starts}
        for _ in range(rounds):
            for name, kind, flags in starts:
                try:
                    with Server(kind, WORKERS, flags) as server:
                        results[name].append({"wall_ms": server.start_seconds * 1000,
                                              "cpu_ms": server.start_usage.cpu * 1000,
                                              "resident_mb": server.start_resident})
                except (RuntimeError, OSError) as failure:
                    print("  %s: %s" % (name, failure), file=sys.stderr, flush=True)
        return results


def archived(results, servers):
    """The same starts, those of ours with a class archive; nothing if there was none."""
    found = {server: results[_ARCHIVED % server] for server in servers if results.get(_ARCHIVED % server)}
    return {**results, **found} if found else {}


def _make(archive, kind, jvm):
    command = kind.template.format(java=shlex.quote(tools.java()), jvm="%s -XX:ArchiveClassesAtExit=%s" % (jvm, archive),
                                   port=0, threads=WORKERS, war=shlex.quote(build.WAR)) + " --check"
    said, _ = processes.output(shlex.split(command))
    if not os.path.exists(archive):
        print("  no class archive for %s: %s" % (kind.name, said.strip()[-800:]), file=sys.stderr, flush=True)
    return os.path.exists(archive)
