"""chromium_check.py URL [SCREENSHOT-FOLDER]: a real browser tries every feature of the examples' index page.

Drives headless Chromium through chromedriver's WebDriver protocol. With a folder, it also takes pictures of the pages, at
the width of a desktop and of a phone.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

CHROMIUM_ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]


class Browser:
    """One session of chromedriver."""

    def __init__(self, base, profile, url):
        self.base = base
        options = {"args": CHROMIUM_ARGUMENTS + ["--user-data-dir=" + profile]}
        # No authority has signed the certificate of a test.
        capabilities = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options,
                                        "acceptInsecureCerts": url.startswith("https:")}}
        self.session = self.call("POST", "/session", {"capabilities": capabilities})["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=180) as response:
            return json.load(response)["value"]

    def command(self, path, body):
        return self.call("POST", f"/session/{self.session}{path}", body)

    def open(self, url):
        self.command("/url", {"url": url})

    def run(self, script):
        return self.command("/execute/sync", {"script": script, "args": []})

    def resize(self, width, height):
        self.command("/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}})

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", f"/session/{self.session}/screenshot")))

    def close(self):
        self.call("DELETE", f"/session/{self.session}")


def wait_until(probe, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = probe()
        if value:
            return value
        time.sleep(0.1)
    sys.exit(f"chromium: {what} did not happen within {seconds} s")


def start_driver(log):
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=log, text=True)
    for line in driver.stdout:
        if "started successfully on port" in line:
            return driver, "http://127.0.0.1:" + line.rsplit(" ", 1)[1].strip().rstrip(".")
    sys.exit("chromium: chromedriver did not start")


def try_everything(browser, url):
    browser.open(url + "/")
    browser.run("document.getElementById('all').click()")
    summary = wait_until(
        lambda: browser.run("const s = document.getElementById('summary').textContent;"
                            "return s.includes('expected') ? s : ''"), 180, "the end of «Try everything»")
    forms = browser.run("return document.querySelectorAll('.card form').length")
    if summary != f"{forms} of {forms} as expected":
        failed = browser.run("return [...document.querySelectorAll('.answer.failed')].map(a =>"
                             "a.closest('.card').querySelector('h2').textContent + ': ' + a.textContent).join('\\n')")
        sys.exit(f"chromium: {summary}\n{failed}")


def fits_a_phone(browser, url):
    browser.resize(390, 844)
    for page in ["/", "/request", "/receipt", "/nothing"]:
        browser.open(url + page)
        width = browser.run("return document.documentElement.scrollWidth")
        if width > 390:
            sys.exit(f"chromium: {page} is {width} pixels wide on a phone of 390")


def take_pictures(browser, url, folder):
    browser.resize(1280, 1000)
    try_everything(browser, url)
    height = browser.run("return document.documentElement.scrollHeight")
    browser.resize(1280, height)
    browser.picture(os.path.join(folder, "tried.png"))
    for name, width, path in [("desktop", 1280, "/"), ("phone", 390, "/"), ("request", 1000, "/request/a%20b?q=%C3%BC"),
                              ("phone-request", 390, "/request"), ("receipt", 1000, "/receipt"),
                              ("visits", 1000, "/visits"), ("fail", 1000, "/fail"), ("nothing", 390, "/nothing")]:
        browser.resize(width, 900)
        browser.open(url + path)
        browser.resize(width, max(500, browser.run("return document.documentElement.scrollHeight")))
        browser.picture(os.path.join(folder, name + ".png"))


def main():
    url = sys.argv[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, open(os.devnull, "w") as log:
        driver, base = start_driver(log)
        try:
            browser = Browser(base, profile, url)
            try_everything(browser, url)
            fits_a_phone(browser, url)
            if len(sys.argv) > 2:
                take_pictures(browser, url, sys.argv[2])
            browser.close()
        finally:
            driver.terminate()
            driver.wait()


if __name__ == "__main__":
    main()
