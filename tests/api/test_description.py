"""The OpenAPI document: whole, open to read, and true of what the API answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from huying.api.urls import api
from tests.api.caller import Caller

METHODS = {"get", "post", "put", "patch", "delete"}


def document() -> dict[str, Any]:
    return dict(Caller().get("/openapi.json").body)


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_description_is_read_without_a_token_and_names_the_addresses_of_a_case() -> None:
    paths = document()["paths"]
    assert {path.removeprefix("/api/v1") for path in paths} >= {
        "/cases",
        "/cases/{number}",
        "/cases/{number}/actions",
        "/cases/{number}/events",
        "/cases/{number}/passages",
        "/cases/{number}/attachments",
        "/cases/{number}/attachments/{attachment}",
        "/programmes",
        "/programmes/{code}",
    }


def test_every_reference_of_the_description_leads_somewhere() -> None:
    found = document()
    assert found["openapi"].startswith("3.")
    for reference in references(found):
        node: Any = found
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        assert node


def test_every_operation_is_named_described_and_behind_a_token() -> None:
    for path, item in document()["paths"].items():
        named = {
            f"{{{one['name']}}}"
            for operation in item.values()
            for one in operation.get("parameters", [])
            if one["in"] == "path"
        }
        for method, operation in item.items():
            assert method in METHODS
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["security"], path
            assert operation["responses"], path
        assert named == {part for part in path.split("/") if part.startswith("{")}


def test_no_two_operations_share_a_name() -> None:
    names = [one["operationId"] for item in api.get_openapi_schema()["paths"].values() for one in item.values()]
    assert len(names) == len(set(names))
