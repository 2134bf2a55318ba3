"""The events of a filter as a file, in every format of the exports."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Annotated, BinaryIO, Literal, cast
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from sijill.web.filters import FiltersDep
from sijill.web.named import NamedDep
from sijill.web.people import reader
from sijill.web.site import SiteDep

if TYPE_CHECKING:
    from sijill.exports import Format, Generalise
    from sijill.register import Register
    from sijill.register.queries import Filters

router = APIRouter(dependencies=[Depends(reader)])

_PORTION = 1 << 16
# Smaller files stay in memory.
_IN_MEMORY = 1 << 22
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
Coarse = Literal["", "admin1", "admin2"]


@router.get("/download/{name}", response_class=StreamingResponse, include_in_schema=False)
def download(
    asked: FiltersDep,
    site: SiteDep,
    named: NamedDep,
    name: Annotated[str, Path(max_length=40)],
    generalise: Annotated[Coarse, Query(description="Make places coarse, and leave people out")] = "",
    evidence: Annotated[bool, Query(description="With the words behind each value: a ZIP of two files")] = False,
) -> StreamingResponse:
    """The events of a filter in a format. It is written whole before it is sent, so that a fault is told as one."""
    from sijill.exports import FORMATS, Generalise

    form = FORMATS.get(name)
    if form is None:
        raise HTTPException(404, f"there is no format {name!r}; choose one of: {', '.join(FORMATS)}")
    level = Generalise(generalise) if generalise else None
    file = written(site.register, form, asked.filters, level, evidence, named)
    size = file.seek(0, 2)
    file.seek(0)
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(form, evidence)}"',
        "Content-Length": str(size),
    }
    media = "application/zip" if evidence else form.media_type
    return StreamingResponse(_portions(file), media_type=media, headers=headers)


def written(
    register: Register,
    form: Format,
    filters: Filters,
    generalise: Generalise | None,
    evidence: bool,
    named: bool = False,
) -> IO[bytes]:
    """The file of a download, to be read and closed by who asks; `named`: with people's names.

    Raises `ExportError`, `RegisterError`.
    """
    from sijill.exports import export

    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it has been sent
    try:
        if not evidence:
            export(register, form.name, cast(BinaryIO, file), filters, generalise=generalise, names=named)
            return file
        with tempfile.TemporaryFile() as events, tempfile.TemporaryFile() as words:
            streams = cast(BinaryIO, events), cast(BinaryIO, words)
            export(register, form.name, streams[0], filters, generalise=generalise, evidence=streams[1], names=named)
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                for part, called in ((events, f"sijill-events{form.suffix}"), (words, evidence_name(form))):
                    part.seek(0)
                    with archive.open(called, "w", force_zip64=True) as out:
                        while portion := part.read(_PORTION):
                            out.write(portion)
    except BaseException:
        file.close()
        raise
    return file


def evidence_name(form: Format) -> str:
    """The name of the table of evidence that belongs to a format."""
    return f"sijill-evidence{form.evidence[1]}"


def file_name(form: Format, evidence: bool = False) -> str:
    """A name that every system takes: `sijill-acled-2024-05-13.csv`."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return _UNSAFE.sub("-", f"sijill-{form.name}-{day}{'.zip' if evidence else form.suffix}")


def _portions(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while portion := file.read(_PORTION):
            yield portion
