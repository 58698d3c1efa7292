"""Cases over REST: create, act, read, list, search. The same door, the same scope, the same refusals as the screens."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from huying import clock
from huying.api import shapes, texts
from huying.api.asking import actor_of, bearer_of, named, row_of, signed
from huying.api.listing import FACTS, Narrow, listed
from huying.api.rendered import case_out, rows_out
from huying.ledger import store
from huying.ledger.sealing import Contact
from huying.ledger.selectors.reach import Reach, reach
from huying.ledger.services import access
from huying.ledger.services.create import create
from huying.ledger.services.door import act
from huying.programmes.registry import load
from huying.rules.errors import BadInput
from huying.rules.forms import text
from huying.rules.wording import Text

router = Router(tags=["cases"])
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=80)]
NOBODY_WRITES = Text(
    "该专项没有匿名或未登记的诉求人，请勿提供 contact",
    "whoever asks in this programme has an account, or nobody does; leave the contact out.",
)


@router.post("/cases", response={201: shapes.Opened}, summary="Open a case")
def open_case(request: HttpRequest, body: shapes.CaseIn, key: Key = "") -> Status[shapes.Opened]:
    """Open a case as this token's account. With an Idempotency-Key, the same request again gives the same case."""
    now, contact = clock.now(), _contact(body.programme, body.contact)
    made = signed(
        request,
        now,
        lambda actor: create(
            programme=body.programme, payload=body.fields, actor=actor, contact=contact, key=key, now=now
        ),
    )
    code = made.code if load(body.programme).asker.kind == "party" else None
    return Status(201, shapes.Opened(id=made.case, number=made.number, code=code, repeated=made.repeated))


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
    """Everything that was written in free text, from what was asked to what was answered, in order. The look is logged."""
    return texts.passages(_looked_at(request, number))


@router.get("/cases", response=shapes.Page, summary="List or search cases", openapi_extra=FACTS)
def list_cases(request: HttpRequest, narrow: Query[Narrow]) -> shapes.Page:
    """The newest cases first, or in another order. A case that this token's unit has left is listed as it stood then, and only where
    nothing but `programme` narrows.
    """
    now, actor = clock.now(), actor_of(request)
    found = listed(narrow, request.GET.dict(), actor, now)
    return shapes.Page(rows=rows_out(found.rows, actor, now), following=found.following)


def _looked_at(request: HttpRequest, number: str) -> Reach:
    by = bearer_of(request)
    row = row_of(by.actor, number)
    access.note(actor=by.actor, kind="view", case_id=str(row.id), detail=named(by), now=clock.now())
    return reach(row, by.actor)


def _contact(programme: str, given: shapes.ContactIn | None) -> Contact | None:
    """Who wrote, as text that can be kept. Raises BadInput naming the part, or the whole where nobody writes in this programme."""
    if given is None:
        return None
    if load(programme).asker.kind != "party":
        raise BadInput(field="contact", problem=NOBODY_WRITES)
    parts = {name: value for name, value in given.model_dump().items() if value.strip()}
    return Contact(**{name: text(f"contact.{name}", value) for name, value in parts.items()})
