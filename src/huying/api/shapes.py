"""What goes in and out of the API. Every field is described, because this is what the OpenAPI document is made of."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict

Light = Literal["green", "amber", "red", "off"]


class In(BaseModel):
    """What comes in: an object with these fields and no others, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ContactIn(In):
    """Who wrote and how to reach them; sealed at once, never given back by this API."""

    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=40)
    address: str = Field("", max_length=200)
    firm: str = Field("", max_length=120)


class CaseIn(In):
    """A new case. `fields` are those of the programme's first action (see `/programmes/{code}`)."""

    programme: str = Field("appeal", max_length=40)
    fields: dict[str, Any] = Field(..., description="e.g. title, body, subject, channel, place, publish")
    contact: ContactIn | None = None


class ActionIn(In):
    """One action on a case: its code, the assignment it is about (0 for the whole case), what it asks for."""

    action: str = Field(..., max_length=40)
    task: int = Field(0, ge=0, le=999)
    fields: dict[str, Any] = Field(default_factory=dict)


class Opened(Schema):
    """The new case: the number and the query code that the person who wrote takes away."""

    id: str
    number: str
    code: str
    repeated: bool


class Receipt(Schema):
    """What an action came to: the number of its event and the state the case now stands in."""

    number: str
    seq: int
    state: str
    repeated: bool


class Row(Schema):
    """A case in a list."""

    id: str
    number: str
    title: str
    programme: str
    state: str
    light: Light
    urgency: str
    category: str
    place: str
    owner_role: str
    owner_unit: str
    opened: datetime
    due: datetime | None
    promised: datetime | None
    closed: datetime | None


class Page(Schema):
    """Some rows, and what to send as `after` for those that follow (empty at the end)."""

    rows: list[Row]
    following: str


class TaskOut(Schema):
    """One assignment."""

    no: int
    unit: str
    role: str
    line: str
    state: str
    required: bool


class ClockOut(Schema):
    """One clock of the case: `key` is its name, with "/2" for assignment 2."""

    key: str
    due: datetime
    running: bool
    provisional: bool


class Choice(Schema):
    """Something this token may do with the case now."""

    action: str
    task: int


class Letter(Schema):
    """What the person wrote."""

    title: str
    body: str


class FileOut(Schema):
    """A file of the case; fetch it under `/cases/{number}/attachments/{id}`."""

    id: str
    name: str
    media_type: str
    size: int
    added: datetime


class CaseOut(Row):
    """A case as a whole."""

    letter: Letter
    seq: int
    outcome: str
    resolved: bool | None
    rating: int | None
    supervised: bool
    tasks: list[TaskOut]
    clocks: list[ClockOut]
    files: list[FileOut]
    available: list[Choice]


class EventOut(Schema):
    """One event of the log. `data` points to free text by id and digest only; `texts` holds it, null where it was removed
    as the law requires. `hash` is the SHA-256 of the canonical JSON of case id, seq, action, task, actor, at, recorded, key,
    data, patch and prev (docs/howto/use-the-api.md shows how to check it).
    """

    seq: int
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
    """One free text of the case: the letter, an opinion, a reply. `text` is null where it was removed by law."""

    seq: int
    action: str
    field: str
    name: str
    text: str | None
    at: datetime
    role: str
    unit: str
