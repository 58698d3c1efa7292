"""`huying simulate`: whole lives by the same rules, loaded by COPY. Held: 2 000 lives a second loaded, of every shipped programme.

The reference is the plain COPY of as many rows of the same width into a table without indexes, in the same run.
"""

import time

CASES = 20_000  # of each programme, so that the second in which the processes start is little of it


def main() -> None:
    """Print what `huying simulate` prints for every shipped programme, beside the plain COPY."""
    from django.core.management import call_command
    from django.db import connection

    from huying.programmes.registry import newest

    for programme in newest():
        print(f"{programme.code}: ", end="", flush=True)
        call_command("simulate", cases=CASES, programme=programme.code, seed=time.monotonic_ns() % 10**9)
    row = "x" * 600
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE plain (number int, body text)")
        began = time.perf_counter()
        with cursor.copy("COPY plain FROM STDIN") as copy:
            for number in range(CASES * 11):
                copy.write_row((number, row))
        print(f"plain COPY of {CASES * 11} rows: {CASES * 11 / (time.perf_counter() - began):.0f} rows/s")


def fill(cases: int) -> None:
    """Bring the ledger up to `cases`."""
    from django.core.management import call_command
    from django.db import connection

    from huying.ledger.models import Case

    missing = cases - Case.objects.count()
    if missing > 0:
        call_command("simulate", cases=missing, seed=time.monotonic_ns() % 10**9)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
