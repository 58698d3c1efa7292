"""Pages at volume, at the server: the desk's list of a unit's open cases by due date, a case page, the figures page.

The figures are counted anew first, as the tick of a running city does. Held at a million cases: list and case page p95
within 50 ms, figures page within 100 ms. Requests go through the whole of Django in process (middleware, session,
templates), so that what is measured is the server and not the network.
"""

import time
from typing import Any

from bench import world

ASKED = 100


def main() -> None:
    """Print p50 and p95 of each page beside the trip of a `SELECT 1`."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from huying.clock import now
    from huying.insight.services.recount import recount
    from huying.ledger.models import Case
    from huying.people.models import User
    from huying.programmes.registry import newest

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    size = Case.objects.count()
    with connection.cursor() as cursor:
        trip = _timed(lambda _: cursor.execute("SELECT 1"), range(ASKED))
    print(f"SELECT 1: p95 {trip[1]:.2f} ms, {size} cases in the ledger")
    began = time.perf_counter()
    for one in newest():
        recount(one.code, now=now())
    print(f"figures counted anew: {time.perf_counter() - began:.1f} s")
    numbers = list(
        Case.objects.filter(owner_unit="zhujian", is_open=True)
        .order_by("due_at")
        .values_list("number", flat=True)[:ASKED]
    )
    pages: list[tuple[str, str, Any, float]] = [
        ("desk list, handler", "handler.zhujian", ["/desk/"], 50),
        ("desk list, centre", "dispatcher", ["/desk/"], 50),
        ("case page", "handler.zhujian", [f"/desk/cases/{number}/" for number in numbers], 50),
        ("figures page", "city_leader", ["/desk/leader/"], 100),
        ("figures page, county", "county_leader.weidu", ["/desk/leader/"], 100),
    ]
    for name, username, addresses, wanted in pages:
        client = signed_in(username)
        asked = [addresses[turn % len(addresses)] for turn in range(ASKED)]
        p50, p95 = _timed(lambda address, client=client: _get(client, address), asked)
        print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms (wanted {wanted:.0f})")


def _get(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")


def _timed(work: Any, arguments: Any) -> tuple[float, float]:
    samples = []
    for number, argument in enumerate(arguments):
        began = time.perf_counter()
        work(argument)
        if number >= 5:  # the first ones fill caches
            samples.append((time.perf_counter() - began) * 1000)
    return world.percentile(samples, 0.5), world.percentile(samples, 0.95)
