"""The load generators: each returns requests, rps, errors, latencies in microseconds and its own CPU seconds."""
import json
import os
import re

from harness import build, processes, tools

_SCRIPTS = os.path.join(build.HERE, "lua")


def wrk(port, path, connections, seconds, script="report", arguments=(), headers=(), cpus=None):
    """Closed loop: each connection sends its next request as soon as it has an answer."""
    command = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency",
               "-s", os.path.join(_SCRIPTS, script + ".lua")]
    for header in headers:
        command += ["-H", header]
    command += ["http://127.0.0.1:%d%s" % (port, path), "--"] + [str(argument) for argument in arguments]
    text, cpu = processes.output(command, cpus=cpus)
    found = re.search(r"REPORT (\{.*\})", text)
    if not found:
        raise RuntimeError("wrk failed: " + text[-500:].strip())
    result = json.loads(found[1].replace("-nan", "0").replace("nan", "0"))
    result["client_cpu"] = cpu
    result["rps"] = result["requests"] / (result.pop("duration_us") / 1e6)
    return result


def h2load(port, path, connections, seconds=None, requests=None, depth=1, body=None):
    """HTTP/1.1 with up to `depth` requests on their way per connection, or with a file as the body of each."""
    command = ["h2load", "--h1", "-c", str(connections), "-m", str(depth)]
    command += ["-n", str(requests)] if requests else ["-D", str(seconds)]
    if body:
        command += ["-d", body]
    text, cpu = processes.output(command + ["http://127.0.0.1:%d%s" % (port, path)])
    total = re.search(r"requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded", text)
    speed = re.search(r"finished in [^,]+, ([\d.]+) req/s", text)
    if not total or not speed:
        raise RuntimeError("h2load failed: " + text[-500:].strip())
    done, succeeded = int(total[1]), int(total[2])
    return {"requests": done, "rps": float(speed[1]), "errors": done - succeeded, "client_cpu": cpu}


def own(port, path, connections, seconds, rate=0, warmup=0, other=None, ready=None):
    """The generator in load/: open loop with a rate, else closed; `other` is the path of one request in a hundred.

    Calls `ready` when all connections are open.
    """
    command = [tools.java(), "-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-cp", build.jar("load"),
               "io.waitress.benchmarks.load.LoadGenerator", "--port=%d" % port, "--path=" + path,
               "--connections=%d" % connections, "--seconds=%s" % seconds, "--rate=%s" % rate, "--warmup=%s" % warmup]
    if other:
        command.append("--other=" + other)
    text, cpu = processes.output(command, on_line=lambda line: ready() if ready and line == "READY\n" else None)
    try:
        result = json.loads(text.strip().splitlines()[-1])
    except (ValueError, IndexError):
        raise RuntimeError("The load generator failed: " + text[-500:].strip()) from None
    result["client_cpu"] = cpu
    return result
