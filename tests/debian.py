"""Debian packages that tests need (a database server, a browser): installed where they are missing and may be."""

from __future__ import annotations

import os
import shutil
import subprocess


class NotInstalled(Exception):
    """Why a package can't be installed here."""


def may_install() -> bool:
    """True on Debian's kin for root, and in continuous integration."""
    return shutil.which("apt-get") is not None and (os.geteuid() == 0 or bool(os.environ.get("CI")))


def install(*packages: str) -> None:
    """Install packages. Raises `NotInstalled`."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*sudo, "apt-get", *arguments], capture_output=True, text=True, env=environment, check=False
        )
        if done.returncode:
            raise NotInstalled(f"{', '.join(packages)} can't be installed: {done.stderr.strip()[-300:]}")
