"""Where the gazetteer keeps its files: the index in the user's cache folder, a user's layers in the data folder.

`SIJILL_CACHE_DIR` and `SIJILL_DATA_DIR` name other folders. Where the cache folder can't be written, a folder of the
user's own under the system's temporary folder serves.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path


def data_folder() -> Path:
    """The folder of a user's layers; it may not be there yet."""
    named = os.environ.get("SIJILL_DATA_DIR")
    if named:
        return Path(named) / "gazetteer"
    from platformdirs import user_data_path

    return user_data_path("sijill", appauthor=False) / "gazetteer"


def cache_folders() -> Iterator[Path]:
    """Folders for the index that are there and can be written, the best first."""
    for folder in (_cache_folder(), _temporary_folder()):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(folder, os.W_OK | os.X_OK) and _own(folder):
            yield folder


def _cache_folder() -> Path:
    named = os.environ.get("SIJILL_CACHE_DIR")
    if named:
        return Path(named) / "gazetteer"
    from platformdirs import user_cache_path

    return user_cache_path("sijill", appauthor=False) / "gazetteer"


def _temporary_folder() -> Path:
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(tempfile.gettempdir()) / f"sijill-{user}"


def _own(folder: Path) -> bool:
    """False for a folder that others may write to, or that another user made: its files could be anyone's."""
    if not hasattr(os, "getuid"):
        return True
    about = folder.lstat()
    shared = about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and not shared
