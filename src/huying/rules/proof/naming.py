"""Whether names lead somewhere, and to what they should."""

from collections.abc import Collection, Iterable, Iterator

from huying.rules.facts import FactType
from huying.rules.programme import Programme
from huying.rules.wording import Text


def known(where: str, names: Iterable[str], table: Collection[str]) -> Iterator[Text]:
    """A problem for every name that the table does not have."""
    for name in names:
        if name not in table:
            yield Text(f"{where}：“{name}”没有定义", f'{where}: "{name}" is not defined.')


def typed(programme: Programme, where: str, code: str, kinds: tuple[FactType, ...]) -> Iterator[Text]:
    """The fact must be declared, and of one of these types."""
    yield from known(where, [code], programme.facts)
    fact = programme.facts.get(code)
    if fact and fact.type not in kinds:
        wanted = " / ".join(sorted(kinds))
        yield Text(f"{where}：“{code}”的类型应为 {wanted}", f'{where}: the type of "{code}" must be {wanted}.')
