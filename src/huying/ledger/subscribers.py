"""What the ledger itself keeps beside a case's log, told of every decision: its words, its files, what the public reads, and
nothing of a person who must be forgotten. Pure: each gives back what is to be written.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from uuid import UUID

from huying.ledger import projection, writes
from huying.ledger.packing import Hexed, Packed
from huying.ledger.writes import Words, Write, heeds
from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme
from huying.rules.text import search_text

CASE = ("case_id",)
KEPT = 4096  # texts whose words are remembered: invented ones repeat themselves


@heeds(lambda programme, code: code == programme.start or code in programme.answering)
def words(before: Case | None, decision: Decision, programme: Programme) -> Iterator[Write]:
    """What a case is found by: whatever it was opened with, and every answer."""
    if before is not None and decision.event.action not in programme.answering:
        return
    columns = {"case_id": decision.case.id, "words": found_by(passage.text for passage in decision.passages)}
    yield writes.put("ledger_searchentry", columns, CASE, join=("words",))


def found_by(texts: Iterable[str]) -> Words:
    """The words of several texts."""
    return Words(" ".join([_words(text) for text in texts]))


@lru_cache(maxsize=KEPT)
def _words(text: str) -> str:
    return search_text(text)


def publication(before: Case | None, decision: Decision, programme: Programme) -> Iterator[Write]:
    """What a person puts before the public, and what else it shows of the case: kept in step, until it is taken back. Where somebody
    is accused nothing stays public; they may be named later.
    """
    case, event = decision.case, decision.event
    known = before if before and before.published else None
    if programme.actions[event.action].publishes and case.published:
        shown = projection.public_columns(case, programme)
        text = {passage.field: passage.text for passage in decision.passages}
        said = {"heading": text["shown_heading"], "matter": text["shown_matter"], "answer": text["shown_answer"]}
        own = {"case_id": case.id, "published_at": event.at, "words": found_by(said.values())}
        yield writes.put("ledger_publication", own | said | shown, CASE)
    elif known and not case.published:
        yield writes.drop("ledger_publication", case_id=UUID(case.id))
    elif known and (shown := projection.public_columns(case, programme)) != projection.public_columns(known, programme):
        yield writes.mend("ledger_publication", shown, case_id=UUID(case.id))


@heeds(lambda programme, code: programme.actions[code].attaches or programme.actions[code].detaches)
def files(before: Case | None, decision: Decision, programme: Programme) -> Iterator[Write]:
    """The row of a file that came with this event; one that was taken away keeps its row, but not its name."""
    action, event = programme.actions[decision.event.action], decision.event
    if action.attaches:
        file = event.said["file"]
        names = {passage.id: passage.text for passage in decision.passages}
        yield writes.add(
            "ledger_attachment",
            {
                "id": file["id"],
                "case_id": event.case,
                "name": names[file["name"]["passage"]],
                "digest": file["digest"],
                "media_type": file["media_type"],
                "size": file["size"],
                "task": event.task,
                "added_by": event.actor.id,
                "added_at": event.at,
            },
        )
    if action.detaches:
        gone = {"name": "", "removed_at": event.at}
        yield writes.mend("ledger_attachment", gone, id=UUID(event.said["file"]["id"]), case_id=UUID(event.case))


@heeds(lambda programme, code: programme.actions[code].forgets)
def forgetting(before: Case | None, decision: Decision, programme: Programme) -> Iterator[Write]:
    """Everything personal goes: contact, every text, the words it is found by, what is public, files and their names, and the
    reasons that were given for looking at the contact.
    """
    if not programme.actions[decision.event.action].forgets:
        return
    case, at = UUID(decision.case.id), decision.event.at
    nobody = {"sealed": b"", "masked_name": "", "masked_phone": "", "phone_index": "", "forgotten_at": at}
    yield writes.mend("ledger_party", nobody, case_id=case)
    yield writes.mend(
        "ledger_passage", {"text": Packed("", "text"), "salt": Hexed(""), "forgotten_at": at}, case_id=case
    )
    yield writes.drop("ledger_searchentry", case_id=case)
    yield writes.drop("ledger_publication", case_id=case)
    yield writes.mend("ledger_attachment", {"name": "", "removed_at": at}, case_id=case, removed_at=None)
    yield writes.mend("ledger_access", {"detail": ""}, case_id=case, kind="unmask")
