"""Pictures of pages, by headless Chromium, with the cookies of a site."""

import os
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))
from chromium_check import Browser, start_driver    # noqa: E402

WIDTH = 1280


def take(site, name, views, folder):
    """Writes NAME-VIEW.png for each view; looks at the console for errors that a person would not see."""
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, open(os.devnull, "w") as log:
        driver, base = start_driver(log)
        try:
            browser = Browser(base, profile, site.url)
            browser.open(site.url + "/favicon.ico")     # cookies are of the site that is open
            for cookie in site.cookies:
                browser.command("/cookie", {"cookie": {"name": cookie.name, "value": cookie.value,
                                                       "path": cookie.path}})
            for view, path in views.items():
                browser.resize(WIDTH, 900)
                browser.open(urllib.parse.urljoin(site.url, path))
                time.sleep(2)                           # scripts change the page after it has loaded
                height = browser.run("return document.documentElement.scrollHeight")
                browser.resize(WIDTH, max(500, min(height, 3000)))
                browser.picture(os.path.join(folder, f"{name}-{view}.png"))
            browser.close()
        finally:
            driver.terminate()
            driver.wait()
