"""Finds the programs that are needed, or says which are missing and how to get them."""
import os
import shutil

PACKAGES = {"wrk": "wrk", "h2load": "nghttp2-client", "mvn": "maven", "git": "git", "java": "openjdk-17-jdk",
            "jcmd": "openjdk-17-jdk"}


def java(program="java"):
    """The path of a program of the JDK: JAVA_HOME's, else the one on the PATH."""
    home = os.environ.get("JAVA_HOME")
    found = os.path.join(home, "bin", program) if home else shutil.which(program)
    return found if found and os.path.exists(found) else None


def require(*programs):
    missing = [program for program in programs
               if not (java(program) if program in ("java", "jcmd") else shutil.which(program))]
    if missing:
        packages = sorted({PACKAGES[program] for program in missing})
        raise SystemExit("Missing: %s. On Debian and Ubuntu: apt-get install %s"
                         % (", ".join(missing), " ".join(packages)))
