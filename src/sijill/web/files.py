"""The files that pages load: our own styles and scripts, and Plotly's from its Python package.

Their addresses carry a sum of what they hold (`asset`), so browsers may keep them for good.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

PLOTLY: Final = "plotly.min.js"
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
_SUM: Final = 12


def folder() -> Path:
    """The folder of our own files."""
    return Path(str(files("sijill.web") / "static"))


def path_of(name: str) -> Path | None:
    """The file of a name; None where there is none."""
    if name == PLOTLY:
        return _plotly()
    path = folder() / name
    return path if path.is_file() else None


@cache
def _plotly() -> Path | None:
    # Found without importing the package, which takes long and is not needed for its script.
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "package_data" / PLOTLY
    return path if path.is_file() else None


def asset(name: str) -> str:
    """The address of a file of the pages, for templates: `/static/base.css?v=1f2e3d4c5b6a`."""
    path = path_of(name)
    if path is None:
        raise FileNotFoundError(f"the pages have no file {name}")
    return f"/static/{name}?v={_sum(path, path.stat().st_mtime_ns)}"


@cache
def _sum(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:_SUM]


@cache
def _packed(path: Path, _changed: int) -> bytes:
    """A file compressed; a reproducible one, and only once, since Plotly's script takes a good part of a second."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class Files(StaticFiles):
    """Our files and Plotly's script; the script compressed once and kept."""

    def __init__(self) -> None:
        super().__init__(directory=folder())

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """As the folder has it; Plotly's script lies in its own package."""
        if path == PLOTLY and (found := _plotly()):
            return str(found), found.stat()
        return super().lookup_path(path)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = _FOR_GOOD if b"v=" in scope["query_string"] else _ASK_AGAIN
        return response

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The script compressed, where the browser takes it so."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        accepts = Headers(scope=scope).get("accept-encoding", "")
        path = Path(full_path)
        if path.name != PLOTLY or "gzip" not in accepts or isinstance(response, NotModifiedResponse):
            return response
        packed = Response(_packed(path, stat_result.st_mtime_ns), status_code, media_type="text/javascript")
        packed.headers["Content-Encoding"] = "gzip"
        packed.headers["Vary"] = "Accept-Encoding"
        for name in ("etag", "last-modified"):
            packed.headers[name] = response.headers[name]
        return packed
