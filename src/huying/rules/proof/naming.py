"""Whether names lead somewhere."""

from collections.abc import Collection, Iterable, Iterator

from huying.rules.wording import Text


def known(where: str, names: Iterable[str], table: Collection[str]) -> Iterator[Text]:
    """A problem for every name that the table does not have."""
    for name in names:
        if name not in table:
            yield Text(f"{where}：“{name}”没有定义", f'{where}: "{name}" is not defined.')
