"""Cases over REST: create, act, read, list, search. The same door, the same scope, the same refusals as the screens."""

from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from huying import clock
from huying.api import shapes, texts
from huying.api.asking import actor_of, bearer_of, named, row_of, signed
from huying.api.rendered import case_out, row_out
from huying.ledger import store
from huying.ledger.models import Case
from huying.ledger.sealing import Contact
from huying.ledger.selectors.scope import cases_for
from huying.ledger.selectors.search import asked, saying
from huying.ledger.services import access
from huying.ledger.services.create import create
from huying.ledger.services.door import act
from huying.rules.forms import text
from huying.rules.text import search_query

router = Router(tags=["cases"])
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=80)]
MOST = 100


@router.post("/cases", response={201: shapes.Opened}, summary="Open a case")
def open_case(request: HttpRequest, body: shapes.CaseIn, key: Key = "") -> Status[shapes.Opened]:
    """Open a case as this token's account. With an Idempotency-Key, the same request again gives the same case."""
    now, contact = clock.now(), _contact(body.contact)
    made = signed(
        request,
        now,
        lambda actor: create(
            programme=body.programme, payload=body.fields, actor=actor, contact=contact, key=key, now=now
        ),
    )
    return Status(201, shapes.Opened(id=made.case, number=made.number, code=made.code, repeated=made.repeated))


@router.post("/cases/{number}/actions", response=shapes.Receipt, summary="Act on a case")
def act_on_case(request: HttpRequest, number: str, body: shapes.ActionIn, key: Key = "") -> shapes.Receipt:
    """Take one action; what may be taken is listed under `available` of the case."""
    now, ident = clock.now(), store.named(number)
    done = signed(
        request,
        now,
        lambda actor: act(
            case_id=ident, action=body.action, task=body.task, payload=body.fields, actor=actor, key=key, now=now
        ),
    )
    return shapes.Receipt(number=done.number, seq=done.seq, state=done.state, repeated=done.repeated)


@router.get("/cases/{number}", response=shapes.CaseOut, summary="Read a case")
def read_case(request: HttpRequest, number: str) -> shapes.CaseOut:
    """A case as it stands, and what this token may do with it. The look is logged."""
    return case_out(_looked_at(request, number), actor_of(request), clock.now())


@router.get("/cases/{number}/events", response=list[shapes.EventOut], summary="The log of a case")
def read_events(request: HttpRequest, number: str) -> list[shapes.EventOut]:
    """Every event of the case in order, hashes included: enough to check the chain oneself. The look is logged."""
    return texts.events(_looked_at(request, number))


@router.get("/cases/{number}/passages", response=list[shapes.PassageOut], summary="The texts of a case")
def read_passages(request: HttpRequest, number: str) -> list[shapes.PassageOut]:
    """The letter, the replies and everything else that was written, in order. The look is logged."""
    return texts.passages(_looked_at(request, number))


@router.get("/cases", response=shapes.Page, summary="List or search cases")
def list_cases(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    county: str = "",
    unit: str = "",
    category: str = "",
    is_open: Annotated[bool | None, Query(alias="open")] = None,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> shapes.Page:
    """The newest cases first; `q` searches the words of letters and replies. Continue with `after`."""
    now = clock.now()
    given = {"state": state, "county": county, "owner_unit": unit, "category": category}
    if any("\0" in value for value in given.values()):
        return shapes.Page(rows=[], following="")
    rows = cases_for(actor_of(request)).filter(**{name: value for name, value in given.items() if value})
    rows = rows if is_open is None else rows.filter(is_open=is_open)
    found = list(_continued(_searched(rows, q), after)[: limit + 1])
    following = str(found[limit - 1].id) if len(found) > limit else ""
    return shapes.Page(rows=[row_out(row, now) for row in found[:limit]], following=following)


def _looked_at(request: HttpRequest, number: str) -> Case:
    by = bearer_of(request)
    row = row_of(by.actor, number)
    access.note(actor=by.actor, kind="view", case_id=str(row.id), detail=named(by), now=clock.now())
    return row


def _contact(given: shapes.ContactIn | None) -> Contact | None:
    """Who wrote, as text that can be kept. Raises BadInput naming the part."""
    if given is None:
        return None
    parts = {name: value for name, value in given.model_dump().items() if value.strip()}
    return Contact(**{name: text(f"contact.{name}", value) for name, value in parts.items()})


def _searched(rows: QuerySet[Case], q: str) -> QuerySet[Case]:
    if not q.strip():
        return rows.order_by("-id")
    words = search_query(q)
    if not words:
        return rows.none()
    return rows.filter(saying(asked(words))).order_by("-id")


def _continued(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    """Ids begin with their time, so that the newest case is the greatest id and a page continues below the last one."""
    try:
        return rows.filter(id__lt=UUID(after)) if after else rows
    except ValueError:
        return rows.none()
