"""What every journey does on every page: keep a picture of it, and let axe-core look for barriers."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = CHECKOUT / "artifacts"


def look(page: Page, name: str) -> None:
    """Take a picture of the whole page, and fail on any barrier that axe-core finds."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert barriers(page) == [], name


def barriers(page: Page) -> list[str]:
    """Each violation as its rule and the element it stands at."""
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]
