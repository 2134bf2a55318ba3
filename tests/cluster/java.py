"""A Java for Spark: found, or installed where that may be."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from tests.debian import NotInstalled, install, may_install

OLDEST = 17


class NoJava(Exception):
    """Why there is none, and what to do about it."""


def java() -> str:
    """The path of a Java of version 17 or newer; on Debian it is installed where it is missing. Raises `NoJava`."""
    found = _found()
    if found is None and may_install():
        try:
            install("default-jre-headless")
        except NotInstalled as error:
            raise NoJava(str(error)) from None
        found = _found()
    if found is None:
        raise NoJava(f"no Java {OLDEST} or newer on this machine: sudo apt-get install default-jre-headless")
    return found


def _found() -> str | None:
    home = os.environ.get("JAVA_HOME")
    for path in (os.path.join(home, "bin", "java") if home else None, shutil.which("java")):
        if path and _version(path) >= OLDEST:
            return path
    return None


def _version(path: str) -> int:
    try:
        said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0
