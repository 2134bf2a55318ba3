"""Whether a page that is made for others tells people's names: not unless someone who may decide asks for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from starlette.exceptions import HTTPException

from sijill.web.people import Reader


def _named(
    viewer: Reader, names: Annotated[bool, Query(description="With people's names; for coders and admins")] = False
) -> bool:
    if names and not viewer.may("coder"):
        raise HTTPException(403, f"People's names are for the role coder, and {viewer.name} is {viewer.role}")
    return names


# A dependency of its own: FastAPI reads the filters as names of the address only where they stand alone.
NamedDep = Annotated[bool, Depends(_named)]
