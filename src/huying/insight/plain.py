"""Plain counts of what is no case. Other rooms add theirs by a function of their own in `HUYING_FIGURES`."""

from huying.insight.registry import Figure
from huying.people.selectors import counties
from huying.rules.wording import Text


def places() -> tuple[Figure, ...]:
    """What the table of places holds."""
    return (
        Figure(
            key="place.counties",
            name=Text("县（市、区）", "Counties, cities and districts"),
            note=Text(
                "地区表中的县（市、区），含功能区。",
                "Counties, cities, districts and functional zones in the table of places.",
            ),
            rule="place.counties/1",
            count=lambda: counties().count(),
        ),
    )
