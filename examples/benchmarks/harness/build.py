"""Builds the server, the peers, the workload and the load generator where missing or older than their sources."""
import os
import random
import subprocess
import time

from harness import processes

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
SERVER = os.path.join(ROOT, "waitress-servlet", "target", "waitress-serve.jar")
WAR = os.path.join(HERE, "workload", "target", "benchmark-workload.war")
PEERS = ("tomcat", "jetty", "undertow", "floor")
MODULES = ["workload", "load", "peers/launch"] + ["peers/" + peer for peer in PEERS]
SMALL_FILE, LARGE_FILE = 4096, 1 << 20


def jar(module):
    return os.path.join(HERE, module, "target", "benchmark-%s.jar" % os.path.basename(module))


def libraries(module):
    return os.path.join(HERE, module, "target", "lib", "*")


def build():
    """Makes what `run` and `curves` need."""
    products = {module: jar(module) for module in MODULES}
    products["workload"] = WAR
    stale = [module for module, product in products.items() if _stale(product, os.path.join(HERE, module))]
    own = any(_stale(SERVER, os.path.join(ROOT, module)) for module in ("waitress-core", "waitress-servlet"))
    if stale or own:
        begun = time.time()
        _write_static_files()
        _maven([os.path.join("examples/benchmarks", module) for module in MODULES if stale]
               + (["waitress-servlet"] if own else []))
        for product in [products[module] for module in stale] + ([SERVER] if own else []):
            # Maven leaves a jar alone whose classes come out the same.
            os.utime(product, (begun, begun))


def build_micro():
    _maven(["examples/benchmarks/micro"])


def _maven(modules):
    print("Building; the first time takes a minute or two.", flush=True)
    command = ["mvn", "-q", "-B", "-Pbenchmarks", "package", "-Dmaven.test.skip=true", "-am", "-pl", ",".join(modules)]
    process = processes.start(command, cwd=ROOT)
    if process.wait() != 0:
        raise SystemExit("The build failed.")


def _stale(product, folder):
    if not os.path.exists(product):
        return True
    made = os.path.getmtime(product)
    if os.path.getmtime(os.path.join(ROOT, "pom.xml")) > made:
        return True
    for path, folders, files in os.walk(folder):
        if "target" in folders:
            folders.remove("target")
        if "test" in folders and os.path.basename(path) == "src":
            folders.remove("test")
        if any(os.path.getmtime(os.path.join(path, file)) > made for file in files):
            return True
    return False


def _write_static_files():
    folder = os.path.join(HERE, "workload", "target", "static")
    os.makedirs(folder, exist_ok=True)
    head, tail = b"<!doctype html><html><head><title>index</title></head><body>\n", b"</body></html>\n"
    line = b"<p>The quick brown fox jumps over the lazy dog.</p>\n"
    room = SMALL_FILE - len(head) - len(tail)
    with open(os.path.join(folder, "index.html"), "wb") as file:
        file.write(head + (line * (room // len(line) + 1))[:room] + tail)
    with open(os.path.join(folder, "large.bin"), "wb") as file:
        file.write(random.Random(1).randbytes(LARGE_FILE))


def revision():
    """The commit that the server was built from, as far as git knows."""
    found = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return found.stdout.strip() or "unknown revision"
