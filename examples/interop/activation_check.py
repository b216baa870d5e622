"""activation_check.py COMMAND...: a server that gets its listening socket as standard input, and ends at Ctrl-C."""

import http.client
import os
import signal
import socket
import subprocess
import sys


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    address = listener.getsockname()
    early = http.client.HTTPConnection(*address, timeout=60)
    early.request("GET", "/hello?name=early")  # waits in the backlog for a server that does not run yet

    server = subprocess.Popen(sys.argv[1:], stdin=listener, stdout=subprocess.PIPE, text=True,
                              preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    listener.close()
    try:
        body = early.getresponse().read()
        if body != b"Hello, early!\n":
            sys.exit(f"activation: got {body!r}")
        line = server.stdout.readline().rstrip()
        if line != f"Serving on http://127.0.0.1:{address[1]}":
            sys.exit(f"activation: the server said {line!r}")
        os.kill(server.pid, signal.SIGINT)
        status = server.wait(timeout=60)
        if status != 0:
            sys.exit(f"activation: the exit status after SIGINT is {status}, not 0")
    finally:
        server.kill()


main()
