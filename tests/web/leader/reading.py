"""Reading a page as a visitor does: which links stand on it, and what they say."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.http import QueryDict
from django.test import Client

from huying.clock import now
from huying.insight.registry import Side, figure
from huying.rules.policy import Actor
from huying.web.leader import listing
from huying.web.leader.question import Question

LAST_NUMBER = re.compile(r"([\d,]+)\s*$")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.open = dict(attrs).get("href") or ""
            self.found.append((self.open, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            address, text = self.found[-1]
            self.found[-1] = (address, text + data)


def links(page: str) -> list[tuple[str, str]]:
    """Every link of the page: its address and its words."""
    parser = _Links()
    parser.feed(page)
    return [(address, " ".join(text.split())) for address, text in parser.found]


def numbers(page: str) -> dict[str, int]:
    """Every link to a list of cases whose words end with a count: address to number."""
    found = {}
    for address, text in links(page):
        match = LAST_NUMBER.search(text)
        if "/leader/cases/" in address and match and not text.endswith("%"):
            found[address] = int(match.group(1).replace(",", ""))
    return found


def total(client: Client, address: str) -> int:
    """What the list at that address says it has, which is what it shows."""
    response = client.get(address)
    assert response.status_code == 200, address
    page = response.content.decode()
    heading = re.search(r"<h1>.*?<b class=\"num\">(\d+)</b>", page, re.DOTALL)
    assert heading, address
    rows = page.count('<td class="t">')
    assert rows == min(int(heading.group(1)), 50), address
    return int(heading.group(1))


def counted(actor: Actor, address: str) -> int:
    """How long the list at that address is, without fetching its page."""
    query = QueryDict(urlsplit(address).query)
    one = figure(query["figure"])
    side: Side = "denominator" if query.get("part") == "denominator" else "numerator"
    return listing.page(one, side, Question.read(query, [one.programme]), actor, now()).total
