"""What supervision keeps beside the ledger: slips of urging, and when the clocks were last counted anew."""

from django.db import models
from django.db.models import Q

from huying.ledger.models import Case, Passage
from huying.rules.wording import Text

NAMES = {
    "reminder": Text("提醒", "Reminder"),
    "slip": Text("催办单", "Slip of urging"),
    "bulletin": Text("通报（拟）", "Draft of a bulletin"),
    "interview_proposal": Text("约谈建议", "Proposal to summon the unit"),
}
PROPOSING = Q(kind__in=("bulletin", "interview_proposal"))
WRITTEN = Q(clock="")  # by a person, in words of their own
WAITING = Q(acknowledged_at__isnull=True, settled_at__isnull=True)


class Slip(models.Model):
    """One piece of urging: a reminder 提醒, a slip 催办单, a bulletin draft 通报, or a proposal to summon a unit 约谈.

    `unit` and `to_role` are addressed, `late_unit` is the one that is late; `clock` is the key of the clock that rang, empty
    where a person urged in their own words (`text`). `programme` is that of its case. It is settled by itself when its clock stops; the addressee
    acknowledges it, and of a draft or proposal a person says whether it was adopted.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder"
        SLIP = "slip"
        BULLETIN = "bulletin"
        INTERVIEW = "interview_proposal"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="slips", db_constraint=False)
    programme = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    unit = models.CharField(max_length=40)
    to_role = models.CharField(max_length=40)
    late_unit = models.CharField(max_length=40)
    clock = models.CharField(max_length=60)
    text = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    issued_at = models.DateTimeField()
    quarter = models.CharField(max_length=6)
    settled_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=60)
    adopted = models.BooleanField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq", "kind", "unit", "to_role"], name="slip_once"),)
        indexes = (
            models.Index(fields=["unit", "to_role", "-issued_at"], condition=WAITING, name="slip_waiting"),
            models.Index(fields=["programme", "late_unit", "quarter"], condition=PROPOSING, name="slip_proposals"),
            models.Index(fields=["-issued_at", "-id"], condition=WRITTEN, name="slip_written"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number on the paper: the case's own number, and which event of the case this slip came from."""
        return f"{self.case.number}-{self.seq}"

    @property
    def name(self) -> Text:
        """What kind of paper it is, in both languages."""
        return NAMES[self.kind]

    @property
    def proposes(self) -> bool:
        """Whether it is only a proposal, on which a person decides."""
        return self.kind in (self.Kind.BULLETIN, self.Kind.INTERVIEW)


class Retiming(models.Model):
    """One run over the open cases after the calendar changed; `calendar` is the digest of the one it counted by."""

    calendar = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    cases = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d} {self.reason}"
