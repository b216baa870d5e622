"""What a person does with a web site, over HTTP: open pages, follow links, fill in forms. Standard library only."""

import html.parser
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
import uuid

TIMEOUT = 120   # seconds; the first request for a page compiles it


class Failure(Exception):
    """A page was not as expected."""


class Form:
    """A form as it stands on a page: where it goes, and what it sends unless somebody fills it in."""

    def __init__(self, action, attributes):
        self.action = action
        self.multipart = attributes.get("enctype", "").lower() == "multipart/form-data"
        self.method = attributes.get("method", "get").lower()
        self.id = attributes.get("id")
        self.fields = []
        self.buttons = []

    def names(self):
        return [name for name, _ in self.fields + self.buttons]


class Forms(html.parser.HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, url, text):
        super().__init__()
        self.url = url
        self.forms = []
        self.open = None
        self.area = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name")
        if tag == "form":
            self.open = Form(urllib.parse.urljoin(self.url, attributes.get("action", "")), attributes)
            self.forms.append(self.open)
        elif tag == "base" and "href" in attributes:
            self.url = urllib.parse.urljoin(self.url, attributes["href"])
        elif self.open is None or not name:
            return
        elif tag == "textarea":
            self.area = [name, ""]
        elif tag == "select":
            self.open.fields.append((name, ""))
        elif tag == "button" or tag == "input":
            self.input(name, attributes.get("type", "text").lower(), attributes)

    def input(self, name, kind, attributes):
        if kind in ("submit", "image", "button"):
            self.open.buttons.append((name, attributes.get("value", "")))
        elif kind in ("checkbox", "radio"):
            if "checked" in attributes:
                self.open.fields.append((name, attributes.get("value", "on")))
        elif kind != "reset":
            self.open.fields.append((name, attributes.get("value", "")))

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.open.fields.append(tuple(self.area))
            self.area = None
        elif tag == "form":
            self.open = None


class Page:
    """An answer: status, address after redirects, headers, content."""

    def __init__(self, response):
        self.status = response.status
        self.url = response.url
        self.headers = response.headers
        self.content = response.read()
        self.text = self.content.decode(response.headers.get_content_charset() or "utf-8", "replace")

    def __str__(self):
        return f"{self.url} answered {self.status} with {len(self.content)} bytes: {' '.join(self.text.split())[:300]}"

    def expect(self, *texts, status=200):
        """Fails unless the page has that status and contains all the texts. Returns the page."""
        if self.status != status:
            raise Failure(f"expected status {status}, but {self}")
        for text in texts:
            if text not in self.text:
                raise Failure(f"«{text}» is not on the page: {self}")
        return self

    def lacks(self, *texts):
        for text in texts:
            if text in self.text:
                raise Failure(f"«{text}» is on the page: {self}")
        return self

    def form(self, field):
        """Returns the first form that has a field of that name."""
        for form in Forms(self.url, self.text).forms:
            if field in form.names():
                return form
        raise Failure(f"there is no form with a field «{field}»: {self}")


class Site:
    """A browser's view of one site, with its cookies. Follows redirects."""

    def __init__(self, url):
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                  urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path, data=None, method=None, **headers):
        """Asks for a path of the site or an address on it; headers are given as Content_Type="text/xml"."""
        url = urllib.parse.urljoin(self.url + "/", path)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, data, named, method=method)
        try:
            with self.opener.open(request, timeout=TIMEOUT) as response:
                return Page(response)
        except urllib.error.HTTPError as answer:
            with answer:
                return Page(answer)

    def submit(self, form, button=None, files=None, **values):
        """Sends a form, with values in place of those on the page and with the button if one is named."""
        fields = [(name, values.pop(name, value)) for name, value in form.fields if name not in (files or {})]
        fields += [(name, value) for name, value in form.buttons if name == button] + list(values.items())
        if form.multipart:
            boundary = uuid.uuid4().hex
            return self.open(form.action, multipart(boundary, fields, files or {}),
                             Content_Type=f"multipart/form-data; boundary={boundary}")
        encoded = urllib.parse.urlencode(fields)
        if form.method == "get":
            return self.open(urllib.parse.urljoin(form.action, "?" + encoded))
        return self.open(form.action, encoded.encode(), Content_Type="application/x-www-form-urlencoded")


def multipart(boundary, fields, files):
    parts = []
    for name, value in fields:
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (file_name, content) in files.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
                     "Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()
