"""check.py --names "NAME NAME" -- COMMAND…: starts the server and asks each application what its users would ask."""

import concurrent.futures
import html
import http.client
import json
import re
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode, urlsplit

TIMEOUT = 60
BOUNDARY = "a-boundary"


class Failure(Exception):
    """Something is not as it should be."""


class Answer:
    """A response."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.content = response.read()
        self.text = self.content.decode("utf-8", "replace")

    def field(self, name):
        """Returns the value of an input field of a page, as a browser would send it."""
        found = re.search(r'<input[^>]*name="' + re.escape(name) + r'"[^>]*>', self.text)
        if not found:
            raise Failure(f"no field {name} in\n{self.text}")
        value = re.search(r'value="([^"]*)"', found.group())
        return html.unescape(value.group(1)) if value else ""


class Client:
    """A browser without a screen: one connection, cookies, no redirects of its own accord."""

    def __init__(self, port, root):
        self.root = root
        self.cookies = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def open(self, method, path, body=None, headers=None):
        """Sends a request and returns http.client's response, whose content may still come."""
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        target = path if path.startswith("/" + self.root.strip("/")) else self.root + path
        self.connection.request(method, target, body, sent)
        response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return response

    def ask(self, method, path, body=None, status=200, said=(), unsaid=(), **headers):
        """Sends a request and checks the response's status and what its text has to say."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, dict):
            body = urlencode(body)
            named.setdefault("Content-Type", "application/x-www-form-urlencoded")
        answer = Answer(self.open(method, path, body, named))
        if answer.status != status:
            raise Failure(f"{method} {path}: expected status {status}, but it is {answer.status}:\n{answer.text[:4000]}")
        for text in [said] if isinstance(said, str) else said:
            if text not in answer.text:
                raise Failure(f"{method} {path}: expected «{text}» in\n{answer.text[:6000]}")
        for text in [unsaid] if isinstance(unsaid, str) else unsaid:
            if text in answer.text:
                raise Failure(f"{method} {path}: unexpected «{text}» in\n{answer.text[:6000]}")
        return answer

    def get(self, path, **wanted):
        return self.ask("GET", path, **wanted)

    def post(self, path, body, **wanted):
        return self.ask("POST", path, body, **wanted)

    def json(self, method, path, value=None, status=200, **headers):
        """Sends and gets JSON."""
        body = None if value is None else json.dumps(value)
        if body is not None:
            headers.setdefault("Content_Type", "application/json")
        answer = self.ask(method, path, body, status=status, Accept="application/json", **headers)
        return json.loads(answer.text)

    def upload(self, path, fields, **wanted):
        """Posts a form with files: a field's value is a text, or a file's name, type and content."""
        parts = []
        for name, value in fields.items():
            disposition = f'Content-Disposition: form-data; name="{name}"'
            if isinstance(value, tuple):
                parts.append(f'--{BOUNDARY}\r\n{disposition}; filename="{value[0]}"\r\n'
                             f'Content-Type: {value[1]}\r\n\r\n'.encode() + value[2] + b"\r\n")
            else:
                parts.append(f"--{BOUNDARY}\r\n{disposition}\r\n\r\n{value}\r\n".encode())
        body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        return self.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={BOUNDARY}", **wanted)

    def follow(self, answer, **wanted):
        """Goes where a redirect leads."""
        location = answer.headers["Location"]
        split = urlsplit(location)
        return self.get(split.path + ("?" + split.query if split.query else ""), **wanted)


def expect(what, wanted, got):
    if wanted != got:
        raise Failure(f"{what}: expected {wanted!r}, but it is {got!r}")


def until(what, condition):
    """Waits for something that another request causes."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"not seen within {TIMEOUT} s: {what}")
        time.sleep(0.02)


# ---- the applications ----

def struts(new):
    client = new()
    client.get("", status=302)
    client.get("/", said=["What would you like?", 'name="dish"', "/struts/style.css", "for\n  GET"])
    client.get("/order.action", said=["Was darf es sein?", "Gericht"], Accept_Language="de")
    client.get("/order", said="What would you like?")
    client.get("/style.css", said="sans-serif")
    client.get("/struts/struts/utils.js", said="function")
    client.get("/nothing.action", status=404)
    client.get("/receipt.action", said="Nothing has been ordered.")
    client.post("/place.action", {"dish": "", "portions": "12"},
                said=["Which dish?", "From 1 to 9 portions.", 'value="12"'])
    client.post("/place.action", {"dish": "soup", "portions": "many"},
                said="Invalid field value for field &quot;portions&quot;")
    answer = client.post("/place.action", {"dish": "crème <brûlée>", "portions": "2"}, status=302)
    expect("redirect", "/struts/receipt.action", urlsplit(answer.headers["Location"]).path)
    answer = client.follow(answer, said="Ordered: 2 &times; cr&egrave;me &lt;br&ucirc;l&eacute;e&gt;")
    expect("header", "/receipt.action", answer.headers["X-Action"])
    new().get("/receipt.action", said="Nothing has been ordered.")
    client.upload("/upload.action", {"recipe": ("süß.txt", "text/plain", b"x" * 100_000), "note": "très bon"},
                  said=["s&uuml;&szlig;.txt, text/plain,", "100000 bytes: tr&egrave;s bon"])
    client.upload("/upload.action", {"note": "nothing"}, said="Which file?")
    client.upload("/upload.action", {"recipe": ("large", "text/plain", b"x" * 1_100_000), "note": "much"},
                  said='name="recipe"')
    expect("JSON", {"dishes": ["soup", "Käse"], "count": 2},
           client.json("POST", "/json/dishes.action", {"dishes": ["soup", "Käse"]}))
    expect("JSON", {"dishes": ["soup"], "count": 1}, client.json("GET", "/json/dishes.action"))


def spring5(new):
    client = new()
    client.get("/", said=["The kitchen", "Open", "Ordered: 0", 'action="' + client.root + '/order"'])
    client.get("/", said=["Die Küche", "Portionen"], Accept_Language="de")
    client.get("/assets/style.css", said="sans-serif")
    client.get("/hours.txt", said="noon")
    client.get("/nothing", status=404, said=[f"There is no {client.root}/nothing, hence", "404"])
    client.get("/WEB-INF/web.xml", status=404)
    client.post("/order", {"name": "", "portions": "10"},
                said=["must not be blank", "9 at most, not 10", 'class="error"', 'value="10"', "Ordered: 0"])
    client.post("/order", {"name": "soup", "portions": "x"}, said="Failed to convert")
    answer = client.post("/order", {"name": "crème <brûlée>", "portions": "2"}, status=302)
    client.follow(answer, said=["Thank you for ordering crème &lt;brûlée&gt;", "Ordered: 1",
                                "1. crème &lt;brûlée&gt;: 2.0"])
    client.get("/", unsaid="Thank you", said="Ordered: 1")
    visit = int(client.get("/").headers["X-Visit"])
    expect("visits", visit + 1, int(client.get("/hours.txt").headers["X-Visit"]))

    client.upload("/recipe", {"recipe": ("süß.txt", "text/plain", b"x" * 100_000), "note": "tres bon"},
                  said=["text/plain 100000 tres bon"])
    expect("JSON", {"name": "Käse", "portions": 3}, client.json("POST", "/dishes", {"name": "Käse", "portions": 3},
                                                                status=201))
    expect("JSON", {"error": "name"}, client.json("POST", "/dishes", {"name": "", "portions": 3}, status=400))
    expect("JSON", {"error": "burnt"}, client.json("GET", "/fail/burnt", status=409))
    expect("JSON", ["crème <brûlée>", "Käse"], [dish["name"] for dish in client.json("GET", "/dishes")])
    tag = client.get("/dishes").headers["ETag"]
    client.get("/dishes", status=304, If_None_Match=tag)
    client.ask("PATCH", "/dishes", status=405)
    client.post("/dishes", "text", status=415, Content_Type="text/plain")
    client.follow(client.post("/order", {"_method": "delete"}, status=302), said="Ordered: 0")

    client.get("/bell/silence", said="silence")
    ring(new, lambda one: one.get("/bell").text, "heard by 3")


def ring(new, wait, heard):
    """Two clients wait, a third gets events; another one rings for all."""
    client = new()
    before = client.get("/bell/waiting").text
    events = new().open("GET", "/bell/events")
    expect("type of events", "text/event-stream", events.headers["Content-Type"].split(";")[0])
    with concurrent.futures.ThreadPoolExecutor() as others:
        waiting = [others.submit(wait, new()) for _ in range(2)]
        until("two who wait", lambda: client.get("/bell/waiting").text == "2 1")
        client.post("/bell", "ding", said=heard, Content_Type="text/plain")
        expect("what was waited for", ["ding", "ding"], [one.result(TIMEOUT) for one in waiting])
    seen = b""
    while b"data:ding" not in seen.replace(b" ", b""):
        line = events.readline()
        if not line:
            raise Failure(f"no event came, but {seen}; before: {before}")
        seen += line
    events.close()


def jersey2(new):
    client = new()
    client.get("/", said="<h1>Notes</h1>")
    expect("no notes", {}, client.json("GET", "/api/notes"))
    answer = client.post("/api/notes", json.dumps({"text": "sehr schön", "stars": 5}), status=201,
                         Content_Type="application/json")
    client.follow(answer, said='"sehr schön"')
    expect("numbers of responses", True, int(answer.headers["X-Number"]) > 0)
    expect("error", {"error": "7 stars; expected 1 to 5"},
           client.json("POST", "/api/notes", {"text": "x", "stars": 7}, status=422))
    client.post("/api/notes", "{", status=400, Content_Type="application/json")
    client.follow(client.post("/api/notes", {"text": "schlecht & teuer", "stars": "1"}, status=303),
                  said="schlecht & teuer")
    expect("filtered", ["1"], list(client.json("GET", "/api/notes?stars=2")))
    expect("changed", {"text": "gut", "stars": 4}, client.json("PUT", "/api/notes/2", {"text": "gut", "stars": 4}))
    client.ask("DELETE", "/api/notes/1", status=204)
    client.get("/api/notes/1", status=404)
    client.get("/api/nothing", status=404)
    client.ask("PATCH", "/api/notes", status=405)
    client.get("/api/notes", status=406, Accept="image/png")
    expect("methods", True, "GET" in client.ask("OPTIONS", "/api/notes").headers["Allow"])
    answer = client.upload("/api/notes/file", {"file": ("a.txt", "text/plain", b"x" * 100_000), "note": "schön"})
    expect("upload", {"name": "a.txt", "length": 100_000, "note": "schön"}, json.loads(answer.text))
    answer = client.get("/api/notes/stream")
    expect("lines", 20_000, len(answer.text.splitlines()))
    expect("first line", "/api 0", answer.text.splitlines()[0])
    client.get("/api/notes/session", said="visit 1")
    client.get("/api/notes/session", said="visit 2")
    new().get("/api/notes/session", said="visit 1")

    client.get("/api/bell/silence", status=503, said="silence")
    ring(lambda: Below(new()), lambda one: one.get("/bell").text, "heard by 2")


class Below:
    """A client whose paths are below /api."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **wanted):
        return self.client.get("/api" + path, **wanted)

    def post(self, path, body, **wanted):
        return self.client.post("/api" + path, body, **wanted)

    def open(self, method, path):
        return self.client.open(method, "/api" + path)


def faces2(new):
    state = "javax.faces.ViewState"
    faces(new, state, "javax.faces")


def faces4(new):
    faces(new, "jakarta.faces.ViewState", "jakarta.faces")


def faces(new, state, prefix):
    client = new()
    page = client.get("/", said=["What would you like?", "cake", "Last seen: nothing"])
    style = re.search(r'href="([^"]*style.css[^"]*)"', page.text).group(1)
    client.get(html.unescape(style), said="sans-serif")

    def form(page, button, **fields):
        sent = {"form": "form", "form:dish": "soup", "form:portions": "1", state: page.field(state)}
        sent.update({name.replace("_", ":"): value for name, value in fields.items()})
        if button:
            sent["form:" + button] = "x"
        return sent

    page = client.post("/order.xhtml", form(page, "add", form_portions="12"),
                       said="Specified attribute is not between the expected values of 1 and 9")
    page = client.post("/order.xhtml", form(page, "add", form_portions=""), said="Portions: Validation Error")
    page = client.post("/order.xhtml", form(page, "add", form_portions="2"),
                       said=["Added soup", "2 in all", "Last seen: soup"])
    page = client.post("/order.xhtml", form(page, "add", form_portions="3", form_dish="cake"),
                       said=["Added cake", "5 in all", "Last seen: cake"])

    # the same by Ajax: a partial response with the new view state
    sent = form(page, "addByAjax")
    sent.update({prefix + ".partial.ajax": "true", prefix + ".source": "form:addByAjax",
                 prefix + ".behavior.event": "action", prefix + ".partial.event": "click",
                 prefix + ".partial.execute": "form", prefix + ".partial.render": "form"})
    partial = client.post("/order.xhtml", sent, said=["<partial-response", "6 in all", "Added soup"],
                          Faces_Request="partial/ajax")
    expect("type", "text/xml", partial.headers["Content-Type"].split(";")[0])

    page = client.get("/order.xhtml")
    fields = {"upload": "upload", "upload:send": "Send", state: page.field(state),
              "upload:recipe": ("soup.txt", "text/plain", b"x" * 50_000)}
    client.upload("/order.xhtml", fields, said="Recipe: soup.txt, 50000 bytes")
    answer = client.post("/order.xhtml", form(page, "finish"), status=302)
    page = client.follow(answer, said=["Receipt", "Session: true, " + client.root, "Last seen: soup"])
    answer = client.post("/receipt.xhtml", {"form": "form", "form:again": "form:again", state: page.field(state)},
                         status=302)
    client.follow(answer, said="What would you like?")
    client.get("/menu", said=["[soup, bread, cake], ordered: 6, last: soup", "seen by a filter with 3 dishes"])
    new().get("/menu", said="last: nothing")
    client.get("/nothing.xhtml", status=404)
    client.post("/order.xhtml", {"form": "form", "form:add": "x", state: "nonsense"}, status=500)


def cometd(new):
    client = new()
    client.get("/", said="<h1>Chat</h1>")

    class Chatter:
        def __init__(self):
            self.client = new()
            [answer] = self.send({"channel": "/meta/handshake", "version": "1.0",
                                  "supportedConnectionTypes": ["long-polling"]})
            expect("handshake", True, answer["successful"])
            self.id = answer["clientId"]
            [answer] = self.send({"channel": "/meta/subscribe", "clientId": self.id, "subscription": "/chat"})
            expect("subscription", True, answer["successful"])
            self.connect() # the first one does not wait

        def send(self, *messages):
            return self.client.json("POST", "/bayeux/", list(messages))

        def connect(self):
            return self.send({"channel": "/meta/connect", "clientId": self.id, "connectionType": "long-polling"})

        def heard(self):
            while True:
                said = [one["data"] for one in self.connect() if one["channel"] == "/chat"]
                if said:
                    return said

    first, second, speaker = Chatter(), Chatter(), Chatter()
    with concurrent.futures.ThreadPoolExecutor() as others:
        for number in (1, 2):
            waiting = [others.submit(one.heard) for one in (first, second)]
            speaker.send({"channel": "/service/say", "clientId": speaker.id, "data": {"text": f"hello {number}"}})
            said = [{"number": number, "text": f"hello {number}"}]
            expect("what the others hear", [said, said], [one.result(TIMEOUT) for one in waiting])
    [answer] = first.send({"channel": "/meta/disconnect", "clientId": first.id})
    expect("disconnect", True, answer["successful"])


def embedded(new):
    client = new()
    client.get("/hello/J%C3%BCrgen", said="Hello, Jürgen", unsaid="after")
    client.get("/hello/Ann", said="Hello, Ann, after Jürgen")
    client.get("/later", said="later")
    client.upload("/upload", {"file": ("a.txt", "text/plain", b"x" * 100_000)}, said="a.txt: 100000")
    client.get("/nothing", status=404)
    client.get("/api/clock?zone=Europe/Paris", said="Europe/Paris of clock")
    client.get("/api/clock/later", said="later")
    client.get("/api/nothing", status=404)


def removed(new):
    client = new()
    client.get("/of/session", said="soup[dish]null null false")
    client.get("/of/request", said="true true true false false")
    client.get("/of/response", said="a b c! d! e? f")
    client.get("/of/context", said="null false false")
    client.get("/of/utils", said=["[1, 3] http://127.0.0.1:", "/removed/of/utils"])
    client.get("/of/exception", said="true true true 5 null")
    for path in ("/of/status", "/of/wrapped-status"):
        response = client.open("GET", path)
        expect("reason of " + path, "299 Quite Fine 299",
               f"{response.status} {response.reason} {response.read().decode()}")
    client.get("/of/gone", status=404)
    expect("Retry-After", "7", client.get("/soon/later", status=503).headers["Retry-After"])
    client.get("/old-shape", said="own 1 1 one")
    response = client.open("GET", "/page.jsp", headers={"Accept-Language": "en"})
    expect("reason of a page", "298 From a Page", f"{response.status} {response.reason}")
    page = response.read().decode()
    for text in ("real path: true", "value: soup of [dish]", "query: 2", "encoded: http://elsewhere/",
                 "<b>1</b><b>3</b>", "<p>1234.50</p>", "tag: soup soup"):
        expect(f"«{text}» in {page}", True, text in page)
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        most = set(threads.map(lambda _: new().get("/alone").text, range(64)))
    expect("threads inside a SingleThreadModel", {"1"}, most)


CHECKS = {"struts": struts, "spring5": spring5, "spring6": spring5, "jersey2": jersey2, "jersey3": jersey2,
          "faces2": faces2, "faces4": faces4, "cometd": cometd, "embedded": embedded,
          "removed": removed}


class Server:
    """The process, and what it has said."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        errors="replace")
        self.said = []
        self.url = concurrent.futures.Future()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("Serving on ") and not self.url.done():
                self.url.set_result(line[len("Serving on "):].strip())
        if not self.url.done():
            self.url.set_exception(Failure("the server did not start"))

    def stop(self):
        self.process.terminate()
        return self.process.wait(TIMEOUT)


def main():
    names = sys.argv[2].split()
    started = time.monotonic()
    server = Server(sys.argv[4:])
    failed = 0
    try:
        port = urlsplit(server.url.result(TIMEOUT * 3)).port
        print(f"serving after {time.monotonic() - started:.1f} s")
        for name in names:
            started = time.monotonic()
            try:
                CHECKS[name](lambda: Client(port, "/" + name))
                print(f"ok     {name} ({time.monotonic() - started:.1f} s)")
            except Exception as e: # what it is, is what is to be seen
                failed += 1
                print(f"FAILED {name}: {type(e).__name__}: {e}")
    except Failure as e:
        failed += 1
        print(e)
    finally:
        status = server.stop()
    if status != 0 and not failed:
        failed += 1
        print(f"The server's exit status after SIGTERM was {status}, not 0.")
    if failed:
        print("What the server has said:\n" + "".join(server.said))
        sys.exit(1)


main()
