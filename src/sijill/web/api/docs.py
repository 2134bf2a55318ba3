"""A page that says what the API can be asked, made of its OpenAPI description: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from sijill.web.people import reader
from sijill.web.render import page

router = APIRouter(dependencies=[Depends(reader)])

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that an operation can be given. `where`: path, query, header, or body."""

    name: str
    where: str
    type: str
    required: bool
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str, str], ...]


@router.get("/api/docs", response_class=HTMLResponse, include_in_schema=False)
def docs(request: Request) -> HTMLResponse:
    """The operations of the API by subject, and the records that they answer with."""
    described = request.app.openapi()
    groups: dict[str, list[Operation]] = {}
    for tag, operation in operations(described):
        groups.setdefault(tag, []).append(operation)
    schemas = described.get("components", {}).get("schemas", {})
    return page(request, "api_docs.html", groups=groups, records=dict(sorted(records(schemas))))


def operations(described: Schema) -> Iterator[tuple[str, Operation]]:
    """The operations of an OpenAPI description, each with its subject."""
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            given = [_parameter(item) for item in said.get("parameters", ())]
            for media, body in said.get("requestBody", {}).get("content", {}).items():
                given.append(Parameter(media, "body", type_words(body.get("schema", {})), True, "", ""))
            answers = tuple(
                (status, _answer_type(answer), answer.get("description", ""))
                for status, answer in said["responses"].items()
            )
            yield (
                (said.get("tags") or ["other"])[0],
                Operation(
                    method.upper(), path, said.get("summary", ""), said.get("description", ""), tuple(given), answers
                ),
            )


def records(schemas: Schema) -> Iterator[tuple[str, list[tuple[str, str, bool]]]]:
    """The records with their fields: name, type, whether it is always there."""
    for name, schema in schemas.items():
        fields = schema.get("properties", {})
        yield name, [(field, type_words(its), field in schema.get("required", ())) for field, its in fields.items()]


def type_words(schema: Schema) -> str:
    """A type in words: `list of Event`, `text or null`, `"newest" or "oldest"`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(dict.fromkeys(type_words(item) for item in schema.get("anyOf") or schema["oneOf"]))
    if "enum" in schema:
        return " or ".join(f'"{value}"' for value in schema["enum"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    kind = schema.get("type")
    if kind == "array":
        return f"list of {type_words(schema.get('items', {}))}"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    formats = {"date": "day", "date-time": "moment"}
    return formats.get(str(schema.get("format")), words.get(str(kind), str(kind or "anything")))


def _parameter(said: Schema) -> Parameter:
    schema = said.get("schema", {})
    default = schema.get("default")
    return Parameter(
        name=said["name"],
        where=said["in"],
        type=type_words(schema),
        required=bool(said.get("required")),
        default="" if default in (None, []) else str(default),
        description=said.get("description") or schema.get("description", ""),
    )


def _answer_type(answer: Schema) -> str:
    for content in answer.get("content", {}).values():
        return type_words(content.get("schema", {}))
    return ""
