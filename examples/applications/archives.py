"""The archives of applications: fetched by Maven once, kept, and compared with what was tried."""

import hashlib
import os
import subprocess

from browse import Failure

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVER = os.path.join(ROOT, "waitress-servlet", "target", "waitress-serve.jar")
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy"


def cache():
    """Returns the folder where archives are kept."""
    folder = os.environ.get("WAITRESS_APPLICATIONS") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "waitress-applications")
    os.makedirs(folder, exist_ok=True)
    return folder


def copy(coordinates, folder):
    """Has Maven copy one artifact, without what it depends on."""
    subprocess.run(["mvn", "-q", "-B", "-ntp", COPY, f"-Dartifact={coordinates}", f"-DoutputDirectory={folder}"],
                   check=True, timeout=900)


def fetch(archive):
    """Returns the file of an archive, fetched if need be."""
    path = os.path.join(cache(), archive.file)
    if not os.path.exists(path):
        copy(archive.coordinates + ":war", cache())
    with open(path, "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    if found != archive.sha256:
        raise Failure(f"{path} has the SHA-256 {found}; expected {archive.sha256}")
    return path
