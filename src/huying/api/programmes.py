"""The programmes over REST: what a client must know to open and handle a case."""

from typing import Any

from django.http import HttpRequest
from msgspec import to_builtins
from ninja import Router

from huying.programmes.registry import load, published

router = Router(tags=["programmes"])


@router.get("/programmes", response=list[dict[str, Any]], summary="The published programmes")
def list_programmes(request: HttpRequest) -> list[dict[str, Any]]:
    """Code, version and name of every published programme."""
    return [{"code": one.code, "version": one.version, "name": to_builtins(one.name)} for one in published()]


@router.get("/programmes/{code}", response=dict[str, Any], summary="One programme")
def read_programme(request: HttpRequest, code: str, version: int | None = None) -> dict[str, Any]:
    """Facts, links, states, actions with their fields, choices and clocks: the definition itself, the newest version or the one that a
    case says it has.
    """
    found: dict[str, Any] = to_builtins(load(code, version), str_keys=True)
    return found
