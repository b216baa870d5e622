"""http_client_check.py URL: Python's http.client against the examples' web application."""

import hashlib
import http.client
import sys
from urllib.parse import urlsplit


def expect(what, wanted, got):
    if wanted != got:
        sys.exit(f"http.client: {what}: expected {wanted!r} but got {got!r}")


def main():
    address = urlsplit(sys.argv[1])
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)

    def ask(method, path, **kwargs):
        connection.request(method, path, **kwargs)
        response = connection.getresponse()
        return response, response.read()

    response, body = ask("GET", "/hello?name=Py")
    expect("status", 200, response.status)
    expect("body", b"Hello, Py!\n", body)
    expect("length", str(len(body)), response.getheader("Content-Length"))
    first_socket = connection.sock

    response, body = ask("HEAD", "/hello")
    expect("HEAD has no content", b"", body)

    data = bytes(range(256)) * 1000
    digest = hashlib.sha256(data).hexdigest().encode()
    response, body = ask("PUT", "/digest/data", body=data)
    expect("digest of a body with length", True, digest in body)
    chunks = (data[i:i + 777] for i in range(0, len(data), 777))
    response, body = ask("PUT", "/digest/data", body=chunks, encode_chunked=True,
                         headers={"Transfer-Encoding": "chunked"})
    expect("digest of a chunked body", True, digest in body)

    response, body = ask("GET", "/stream")
    expect("chunked stream", True, body.endswith(b"5. dessert\n"))
    expect("coding", "chunked", response.getheader("Transfer-Encoding"))
    response, body = ask("GET", "/nothing")
    expect("not found", 404, response.status)
    expect("all on one connection", True, connection.sock is first_socket)

    connection.putrequest("GET", "/hello", skip_host=True)
    connection.endheaders()
    response = connection.getresponse()
    expect("no Host", 400, response.status)
    expect("the reason is given", True, b"Host" in response.read())


main()
