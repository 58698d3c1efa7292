"""What figures and conditions say of a programme's cases: parts, indicators, and every `where`."""

from collections.abc import Iterator
from datetime import date

from huying.rules.amounts import PLAIN as AMOUNT
from huying.rules.conditions import Plain, Test, Where
from huying.rules.facts import NUMBERS, Fact, FactType
from huying.rules.figures import OPENED, TO_DATE, Matrix
from huying.rules.programme import Programme
from huying.rules.proof.naming import known, typed
from huying.rules.wording import Text

CUT: tuple[FactType, ...] = ("choice", "code", "mark", "unit", "person", "firm", "place", "rating", "count", "date")
RANGED: tuple[FactType, ...] = (*sorted(NUMBERS), "date")
WRITTEN = ("money", "quantity")  # kept as text with all their digits, so that no plain number is one of them


def problems(programme: Programme) -> Iterator[Text]:
    """Everything wrong with its parts and indicators."""
    for code, part in programme.parts.items():
        where = f"parts.{code}"
        yield from known(f"{where}.over", [part.over], {OPENED, TO_DATE, *programme.milestones})
        yield from where_problems(programme, f"{where}.where", part.where)
        if part.sum and part.distinct:
            yield Text(f"{where}：sum 与 distinct 只能有一个", f"{where}: either `sum` or `distinct`, not both.")
        if part.sum:
            yield from typed(programme, f"{where}.sum", part.sum, tuple(NUMBERS))
            yield from _summed(f"{where}.sum", part.sum, programme.facts.get(part.sum))
        if part.distinct:
            yield from typed(programme, f"{where}.distinct", part.distinct, CUT)
            yield from known(f"{where}.distinct", [part.distinct], programme.case_facts)
    for code, one in programme.indicators.items():
        yield from known(f"indicators.{code}.of", [one.of], programme.parts)
        yield from known(f"indicators.{code}.per", [one.per] if one.per else [], programme.parts)
    for code, matrix in programme.matrices.items():
        yield from _matrix(programme, f"matrices.{code}", matrix)


def _matrix(programme: Programme, where: str, matrix: Matrix) -> Iterator[Text]:
    """Cells lead to their cases, so that rows are of a fact that figures are narrowed by; and they add up."""
    yield from known(f"{where}.rows", [matrix.rows], programme.case_facts)
    fact = programme.case_facts.get(matrix.rows)
    if fact and not fact.filter:
        yield Text(f"{where}.rows：“{matrix.rows}”未标明 filter", f'{where}.rows: "{matrix.rows}" must say `filter`.')
    if not matrix.parts:
        yield Text(f"{where}.parts：没有任何一项", f"{where}.parts: name at least one.")
    for code in matrix.parts:
        yield from known(f"{where}.parts.{code}", [code], programme.parts)
        if code in programme.parts and programme.parts[code].distinct:
            yield Text(
                f"{where}.parts.{code}：“{code}”按值去重，各格不能相加",
                f'{where}.parts.{code}: "{code}" counts distinct values, which do not add up.',
            )


def _summed(where: str, code: str, fact: Fact | None) -> Iterator[Text]:
    if fact and not fact.sum:
        yield Text(f"{where}：“{code}”未标明 sum", f'{where}: "{code}" must say `sum`.')


def where_problems(programme: Programme, path: str, where: Where) -> Iterator[Text]:
    """Everything wrong with a condition on the case."""
    yield from known(f"{path}.state", where.state, programme.states)
    yield from known(f"{path}.milestone", (*where.milestone, *where.missing), programme.milestones)
    yield from known(f"{path}.count", where.count, programme.actions)
    yield from known(f"{path}.link", where.link, programme.links)
    yield from known(f"{path}.fact", where.fact, programme.case_facts)
    for name, test in where.tests.items():
        if name in programme.case_facts:
            yield from _tested(f"{path}.fact", name, programme.case_facts[name], test)
    for name in where.passed:
        yield from typed(programme, f"{path}.passed", name, ("date",))
    if where.promise and not programme.promise:
        yield Text(f"{path}.promise：本专项没有承诺", f"{path}.promise: this programme promises nothing.")
    for one in where.any:
        yield from where_problems(programme, f"{path}.any", one)


def _tested(where: str, code: str, fact: Fact, test: Test) -> Iterator[Text]:
    """A question that no value of the fact could ever answer."""
    bounds = [one for one in (test.at_least, test.at_most) if one is not None]
    if fact.type == "prose":
        yield Text(
            f"{where}：“{code}”是正文，不能作条件", f'{where}: "{code}" is free text, which no condition can ask.'
        )
    if bounds and fact.type not in RANGED:
        yield Text(f"{where}：“{code}”没有大小先后", f'{where}: "{code}" has no order.')
    elif not all(_bounds(fact, one) for one in bounds):
        yield Text(f"{where}：“{code}”的界限类型不符", f'{where}: the bounds of "{code}" are of another type.')
    if test.among and fact.type in WRITTEN:
        yield Text(
            f"{where}：“{code}”请用 at_least、at_most", f'{where}: ask for "{code}" by `at_least` and `at_most`.'
        )
    elif test.among:
        yield from _among(where, code, fact, test)


def _bounds(fact: Fact, bound: Plain) -> bool:
    """Whether it can be an end of the fact's range: a day, an exact amount (as text with its digits, or whole), a whole number."""
    if fact.type == "date":
        return isinstance(bound, str) and bound == _day(bound)
    if fact.type in WRITTEN and isinstance(bound, str):
        return AMOUNT.fullmatch(bound) is not None
    return isinstance(bound, int) and not isinstance(bound, bool)


def _day(text: str) -> str:
    """The day as it is kept; empty for what is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _among(where: str, code: str, fact: Fact, test: Test) -> Iterator[Text]:
    wanted = {"mark": bool, "count": int, "rating": int}.get(fact.type, str)
    for one in test.among:
        if type(one) is not wanted or (fact.type == "choice" and one not in fact.choices):
            yield Text(f"{where}：“{code}”不会是“{one}”", f'{where}: "{code}" is never "{one}".')
