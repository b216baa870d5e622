"""Clients that are silent or slow, in a process of their own: quiet.py PORT [idle=N] [uploads=N] [downloads=N]

idle       keep-alive connections that made one request and then say nothing
uploads    clients that announce a body of 1000 bytes and send a byte per second
downloads  clients that ask for 1 MiB and read 1 KiB per second, with a small receive buffer and the segment size of the
           Internet (with the loopback's 64 KiB the kernel's send buffer would swallow the response and hide them)
Prints READY when all are in place and stays until it is told to end.
"""
import socket
import sys
import time

ADDRESS = ("127.0.0.1", int(sys.argv[1]))
HEAD = "HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % ADDRESS[1]
BATCH = 100


def connect(slow):
    client = socket.socket()
    if slow:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
    client.settimeout(10)
    client.connect(ADDRESS)
    return client


def connect_and_send(count, slow, text):
    clients = []
    for _ in range(count):
        client = connect(slow)
        client.sendall(text.encode())
        clients.append(client)
    return clients


def idle(count):
    clients = []
    while len(clients) < count:
        batch = connect_and_send(min(BATCH, count - len(clients)), False, "GET /hello %s\r\n" % HEAD)
        for client in batch:
            if not client.recv(4096).startswith(b"HTTP/1.1 200"):
                raise SystemExit("An idle client got no answer")
        clients += batch
    return clients


def attempt(action, *arguments):
    """A server may close the connection, or have no room for a byte."""
    try:
        action(*arguments)
    except OSError:
        pass


def main():
    counts = dict(argument.split("=") for argument in sys.argv[2:])
    silent = idle(int(counts.get("idle", 0)))
    uploads = connect_and_send(int(counts.get("uploads", 0)), True, "POST /echo %sContent-Length: 1000\r\n\r\n" % HEAD)
    downloads = connect_and_send(int(counts.get("downloads", 0)), True, "GET /stream?size=1048576 %s\r\n" % HEAD)
    for client in uploads + downloads:
        client.setblocking(False)
    time.sleep(1 if uploads or downloads else 0.2)
    print("READY", len(silent) + len(uploads) + len(downloads), flush=True)
    while True:
        for client in uploads:
            attempt(client.send, b"x")
        for client in downloads:
            attempt(client.recv, 1024)
        time.sleep(1)


main()
