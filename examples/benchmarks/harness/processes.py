"""Child processes. Each ends with this process at the latest, however that ends."""
import ctypes
import os
import resource
import signal
import subprocess
import sys

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_running = []


def prepare():
    """Lets children have many sockets, and ends this process in an orderly way when it is told to end."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: sys.exit(128 + received))


def start(command, cpus=None, **options):
    """Starts a child; with cpus it runs on these only."""
    def in_child():
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if cpus:
            os.sched_setaffinity(0, cpus)

    process = subprocess.Popen(command, preexec_fn=in_child, **options)
    _running.append(process)
    return process


def output(command, on_line=None, **options):
    """Runs a child to its end; returns what it printed and the CPU seconds it took."""
    process = start(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    text = ""
    for line in process.stdout:
        text += line
        if on_line:
            on_line(line)
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    _running.remove(process)
    return text, used.ru_utime + used.ru_stime


def end(process, seconds=8):
    """Asks a child to end, and makes it if it does not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in _running:
        _running.remove(process)


def end_all():
    for process in _running:
        if process.poll() is None:
            process.terminate()
    for process in list(_running):
        end(process)
