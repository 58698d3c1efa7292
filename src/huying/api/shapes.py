"""What goes in and out of the API. Every field is described, because this is what the OpenAPI document is made of. What a case holds
is a word of its programme, and so never a field here: `facts` and `links` have it by its code.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict

Light = Literal["green", "amber", "red", "off"]
Facts = Annotated[
    dict[str, str | int | bool | None],
    Field(
        description="By the code of the fact (see `/programmes/{code}`): money in yuan and quantities as exact decimals written as text, "
        "dates as 2021-12-30, places, units, persons and firms by their codes, free text as it was written, null where it was removed "
        "by law."
    ),
]


class In(BaseModel):
    """What comes in: an object with these fields and no others, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ContactIn(In):
    """Who asks and how to reach them, where the programme's asker is a party; sealed at once, never given back by this API."""

    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=40)
    address: str = Field("", max_length=200)
    firm: str = Field("", max_length=120)


class CaseIn(In):
    """A new case. `fields` are those of the programme's first action (see `start` and `actions` of `/programmes/{code}`)."""

    programme: str = Field(..., max_length=40)
    fields: dict[str, Any] = Field(..., description="what the first action asks for, by the names of its fields")
    contact: ContactIn | None = None


class ActionIn(In):
    """One action on a case: its code, the assignment it is about (0 for the whole case), what it asks for."""

    action: str = Field(..., max_length=40)
    task: int = Field(0, ge=0, le=999)
    fields: dict[str, Any] = Field(default_factory=dict)


class Opened(Schema):
    """The new case: its number, and the query code by which somebody without an account follows it (null where the asker has one, or
    nobody asked).
    """

    id: str
    number: str
    code: str | None
    repeated: bool


class Receipt(Schema):
    """What an action came to: the number of its event and the state the case now stands in."""

    number: str
    seq: int
    state: str
    repeated: bool


class Said(Schema):
    """One wording in both languages."""

    zh: str
    en: str


class Promise(Schema):
    """What the asker was promised: an answer by `due`; `kept` is when it was given."""

    due: datetime
    kept: datetime | None


class Row(Schema):
    """A case in a list. `facts` are all but its free texts; `light` is the worst of its clock and its numbers, "off" where it has none;
    `promise` is null where nobody was promised anything.
    """

    id: str
    number: str
    programme: str
    version: int
    heading: str
    state: str
    state_name: Said
    open: bool
    light: Light
    place: str
    owner_role: str
    owner_unit: str
    lead_unit: str
    opened: datetime
    due: datetime | None
    closed: datetime | None
    promise: Promise | None
    facts: Facts


class Page(Schema):
    """Some rows, and what to send as `after` for those that follow (empty at the end)."""

    rows: list[Row]
    following: str


class ClockOut(Schema):
    """One clock of the case, or of the assignment `task`; `counts` where it is the one that somebody must now keep."""

    key: str
    name: Said
    task: int
    due: datetime
    light: Light
    running: bool
    counts: bool
    provisional: bool


class AssignmentOut(Schema):
    """One assignment, with the facts that it has for itself. `no` is what actions on it call `task`."""

    no: int
    unit: str
    role: str
    line: str
    supervisor: str
    required: bool
    state: str
    state_name: Said
    open: bool
    facts: Facts


class Choice(Schema):
    """Something this token may do with the case now: see `actions` of `/programmes/{code}` for what it asks."""

    action: str
    name: Said
    task: int


class FileOut(Schema):
    """A file of the case; fetch it under `/cases/{number}/attachments/{id}`. `task` is the assignment that it came with."""

    id: str
    name: str
    media_type: str
    size: int
    task: int
    added: datetime


class Pointing(Schema):
    """A case that points to this one, and by which of its links."""

    programme: str
    link: str
    number: str


class PublicationOut(Schema):
    """What a person has put before the public, in the words that were chosen for it."""

    heading: str
    matter: str
    answer: str
    published: datetime


class CaseOut(Row):
    """A case as a whole, as far as this token may read it: whoever has left it keeps what there was up to `until`. `milestones` are null
    until they are reached, `links` name the cases that this one points to by number.
    """

    facts: Facts
    seq: int
    until: datetime | None
    milestones: dict[str, datetime | None]
    assignments: list[AssignmentOut]
    clocks: list[ClockOut]
    links: dict[str, str]
    linked_from: list[Pointing]
    files: list[FileOut]
    publication: PublicationOut | None
    available: list[Choice]


class EventOut(Schema):
    """One event of the log. `data` points to free text by id and digest only; `texts` holds it, null where it was removed
    as the law requires. `hash` is the SHA-256 of the canonical JSON of case id, seq, form, action, task, actor, at, recorded, key,
    data, patch and prev (docs/howto/use-the-api.md shows how to check it).
    """

    seq: int
    form: int
    action: str
    task: int
    actor: str
    role: str
    unit: str
    at: datetime
    recorded: datetime
    key: str
    data: dict[str, Any]
    patch: dict[str, Any]
    prev: str
    hash: str
    texts: dict[str, str | None]


class PassageOut(Schema):
    """One free text of the case, by the action and field that said it. `text` is null where it was removed by law."""

    seq: int
    action: str
    field: str
    name: Said
    text: str | None
    at: datetime
    role: str
    unit: str
