"""The statements of the tallies, made from a book: what one side of a case adds to them, folding, counting anew, asking.

Places of parts, masks and columns are numbers and names of this program; everything else travels apart from the statement.
"""

from huying.insight.books import Book
from huying.rules.figures import OPENED, TO_DATE

SIDE = ("county", "unit", "state", "facts", "month", "reached", "accused", "amounts", "items")
CURRENT = "CASE WHEN turns IS NULL THEN bits ELSE later[1 + width_bucket({instant}, turns)] END"
KEY = "cut, month, value, county, item, accused"


def month(book: Book, over: str, prefix: str = "") -> str:
    """The column that says in which month a part of this dating falls; "0" for one that asks no period."""
    if over == TO_DATE:
        return "0"
    return f"{prefix}month" if over == OPENED else f"{prefix}reached[{book.milestones.index(over) + 1}]"


def item(book: Book, distinct: str, prefix: str = "") -> str:
    """The column of the value that a part tells apart; an empty text for a part that does not."""
    return f"{prefix}items[{book.items.index(distinct) + 1}]" if distinct else "''"


def sides(source: str, bits: str) -> str:
    """What cases count for (`bits`), less what the tallies have of them, out of rows of images."""
    now, was = ", ".join(SIDE), ", ".join(f"was_{name}" for name in SIDE)
    return (
        f"SELECT 1, {now}, {bits} FROM {source} "  # noqa: S608 - our own names
        f"UNION ALL SELECT -1, {was}, was_bits FROM {source} WHERE was_bits <> 0"
    )


def deltas(book: Book, source: str) -> str:
    """What sides come to, key by key of the tallies."""
    strands = ", ".join(
        f"({month(book, over, 'side.')}, {item(book, distinct, 'side.')}, side.bits & {mask})"
        for (over, distinct), mask in book.strands.items()
    )
    columns = ("side.unit", "side.state", *(f"side.facts[{place}]" for place in range(1, len(book.facts) + 1)))
    cuts = ", ".join(["(0, '')", *(f"({place}, {column})" for place, column in enumerate(columns, 1))])
    counts = ", ".join(f"sum(sign * ((strand.bits >> {place}) & 1))" for place in book.place.values())
    sums = ", ".join(
        f"sum(sign * ((strand.bits >> {book.place[code]}) & 1) * {amount(book, code, 'side.')})" for code in book.summed
    )
    return f"""
SELECT cut.place AS cut, strand.month, cut.value, side.county, strand.item, coalesce(side.accused, '{{}}') AS accused,
       ARRAY[{counts}]::bigint[] AS counts, ARRAY[{sums}]::numeric[] AS sums
FROM ({source}) AS side (sign, {", ".join(SIDE)}, bits)
CROSS JOIN LATERAL (VALUES {strands}) AS strand (month, item, bits)
CROSS JOIN LATERAL (VALUES {cuts}) AS cut (place, value)
WHERE strand.bits <> 0
GROUP BY 1, 2, 3, 4, 5, 6"""  # noqa: S608 - our own names and numbers; values travel apart


def amount(book: Book, part: str, prefix: str = "") -> str:
    """The column of the number that a part adds up."""
    return f"{prefix}amounts[{book.sums.index(book.parts[part].sum) + 1}]"


def fold(book: Book) -> str:
    """Some waiting images into the tallies, all by one statement, so that whoever reads sees either the tallies before with these
    images, or the tallies after without them. Gives back how many it took.
    """
    kept = ", ".join(f"was_{name} = taken.{name}" for name in SIDE)
    counts = ", ".join(f"tally.counts[{place}] + EXCLUDED.counts[{place}]" for place in range(1, len(book.parts) + 1))
    sums = ", ".join(f"tally.sums[{place}] + EXCLUDED.sums[{place}]" for place in range(1, len(book.summed) + 1))
    return f"""
WITH counted AS (
  SELECT id, greatest(told, %(now)s) AS instant FROM insight_counted WHERE rules = %(rules)s ORDER BY id DESC LIMIT 1
), image AS (
  SELECT * FROM insight_image WHERE programme = %(programme)s AND rules = %(rules)s AND due <= %(now)s
    AND EXISTS (SELECT 1 FROM counted) LIMIT %(most)s FOR UPDATE SKIP LOCKED
), taken AS (
  SELECT image.*, {CURRENT.format(instant="instant")} AS current,
         (SELECT min(turn) FROM unnest(turns) AS turn WHERE turn > instant) AS next
  FROM image, counted
), gone AS (
  DELETE FROM insight_image AS old USING taken
  WHERE old.case_id = taken.case_id AND old.rules = taken.rules AND taken.next IS NULL
), waiting AS (
  UPDATE insight_image AS old SET {kept}, was_bits = taken.current, due = taken.next FROM taken
  WHERE old.case_id = taken.case_id AND old.rules = taken.rules AND taken.next IS NOT NULL
), folded AS (
  INSERT INTO insight_tally AS tally (counted_id, {KEY}, counts, sums)
  SELECT (SELECT id FROM counted), {KEY}, counts, sums FROM ({deltas(book, sides("taken", "current"))}) AS delta
  ON CONFLICT (counted_id, {KEY}) DO UPDATE
    SET counts = ARRAY[{counts}]::bigint[], sums = ARRAY[{sums}]::numeric[]
), told AS (
  UPDATE insight_counted SET told = greatest(instant, (SELECT max(at) FROM taken)) FROM counted
  WHERE insight_counted.id = counted.id
)
SELECT count(*) FROM taken"""  # noqa: S608 - our own names and numbers; values travel apart


def fill(book: Book, rows: str) -> str:
    """Tallies out of rows that are shaped like sides, and of what the tallies are said to have of cases that wait."""
    was = ", ".join(f"was_{name}" for name in SIDE)
    waiting = f"SELECT 1, {was}, was_bits FROM insight_image WHERE rules = %s AND was_bits <> 0"  # noqa: S608 - our own names and numbers; values travel apart
    return (
        f"INSERT INTO insight_tally (counted_id, {KEY}, counts, sums) SELECT %s, {KEY}, counts, sums "  # noqa: S608 - our own names and numbers; values travel apart
        f"FROM ({deltas(book, f'{rows} UNION ALL {waiting}')}) AS delta"
    )
