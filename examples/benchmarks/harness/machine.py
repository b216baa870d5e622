"""Says what it all ran on."""
import os
import platform
import re
import subprocess
import time

from harness import build, tools


def describe():
    with open(os.path.join(build.HERE, "pom.xml")) as file:
        versions = dict(re.findall(r"<(tomcat|jetty|undertow)\.version>([^<]+)<", file.read()))
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "processor": _first(r"model name\s*: (.*)", "/proc/cpuinfo"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": "%d GiB" % (int(_first(r"MemTotal:\s*(\d+)", "/proc/meminfo")) >> 20),
        "system": "%s %s" % (platform.system(), platform.release().split("-")[0]),
        "java": _says(tools.java(), "-version", pattern=r"(.*VM.*)\n?"),
        "waitress": build.revision(),
        "peers": ", ".join("%s %s" % (name.capitalize(), version) for name, version in versions.items()),
        "clients": "wrk %s, %s" % (_says("wrk", "-v", pattern=r"wrk (?:debian/)?([\w.]+)"),
                                   _says("h2load", "--version", pattern=r"(.*)")),
    }


def lines(description, options):
    """As a list in Markdown."""
    return ["- %s: %s" % (name, value) for name, value in {**description, **options}.items()]


def _first(pattern, path):
    with open(path) as file:
        found = re.search(pattern, file.read())
    return found[1].strip() if found else "unknown"


def _says(*command, pattern):
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1].strip() if found else "unknown"
