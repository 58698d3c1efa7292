"""Published answers: browse, search, read one."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huying.people.selectors import counties
from huying.rules.errors import NotFound
from huying.rules.wording import Text
from huying.web.portal import published
from huying.web.portal.programme import categories
from huying.web.portal.published import Wanted, by_unit, find, wanted

ANSWER = Text("答复", "answer")
UNITS = 8  # that are shown with what they answered


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """A page of twenty, by words, county and category; everything stands in the address."""
    want = wanted(request.GET.dict())
    found = find(want)
    page = {
        "want": want,
        "found": found,
        "counties": [(one.code, one.text) for one in counties()],
        "categories": [*categories().items()],
        "older": _address(want, want.page + 1) if found.more else "",
        "newer": _address(want, want.page - 1) if want.page > 1 else "",
        "shares": by_unit(UNITS) if want == Wanted() else [],
    }
    return render(request, "portal/answers.html", page)


@require_safe
def one(request: HttpRequest, case: UUID) -> HttpResponse:
    """One question and its answer."""
    answer = published.one(case)
    if answer is None:
        raise NotFound(what=ANSWER)
    page = {"answer": answer, "category": categories().get(answer.row.category)}
    return render(request, "portal/answer.html", page)


def _address(want: Wanted, page: int) -> str:
    given = {"q": want.words, "county": want.county, "category": want.category}
    return "?" + urlencode({name: value for name, value in given.items() if value} | {"page": page})
