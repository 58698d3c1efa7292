"""The ledger's tables. `Document` is the case as the rules know it; `Case` and the others are there to be asked.

`projection.py` derives every column from the document; nothing else writes them. Events only ever grow: triggers in the
migrations refuse UPDATE, DELETE and TRUNCATE on every append-only table, and DELETE and TRUNCATE of cases: a case
leaves the ledger closed, never erased. What every action writes therefore needs no constraint on its case, which
would be checked row by row; `log verify` finds whatever belongs to no case.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Reverse

from huying.ledger.packing import HexField, PackedField

OPEN = models.Q(is_open=True)
CODE, ACTOR = 40, 80  # characters of a code, of an actor's id


class Case(models.Model):
    """One case, as lists and figures ask for it: narrow, because all of them read it. Codes (places, units) are words of other
    tables, kept as text so that a case never loses them.

    `facts` are what the programme declares (free text left out), `reached` the instants of milestones, `counts` how often each
    action happened, `links` the targets by name. `signal` is the worst light of its numbers: 0 green, 1 amber, 2 red.
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=CODE)
    programme = models.CharField(max_length=CODE)
    version = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    state = models.CharField(max_length=CODE)
    is_open = models.BooleanField()
    heading = models.CharField(max_length=200)
    home = models.CharField(max_length=CODE)
    asker = models.CharField(max_length=ACTOR)
    owner_role = models.CharField(max_length=CODE)
    owner_unit = models.CharField(max_length=CODE)
    lead_unit = models.CharField(max_length=CODE)
    county = models.CharField(max_length=20)
    within = ArrayField(models.CharField(max_length=20), default=list)
    facts = models.JSONField(default=dict)
    reached = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    links = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    amber_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    signal = models.PositiveSmallIntegerField(null=True)
    published = models.BooleanField(default=False)
    accused = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        indexes = (
            models.Index(fields=["owner_unit", "due_at"], condition=OPEN, name="case_owner_due"),
            models.Index(fields=["state", "due_at"], condition=OPEN, name="case_state_due"),
            models.Index(fields=["due_at"], condition=OPEN, name="case_due"),
            models.Index(fields=["-opened_at", "-id"], name="case_opened"),
            models.Index(fields=["county", "-opened_at"], name="case_county_opened"),
            models.Index(fields=["lead_unit", "-opened_at"], name="case_lead_opened"),
            models.Index(fields=["asker"], condition=~models.Q(asker__startswith="party:"), name="case_asker"),
            models.Index(fields=["alarm_at"], condition=models.Q(alarm_at__isnull=False), name="case_alarm"),
            GinIndex(fields=["within"], name="case_within", fastupdate=False),
            # Whoever rings up has the last digits: of a million cases they are found by the number read backwards.
            models.Index(OpClass(Reverse("number"), name="text_pattern_ops"), name="case_number_end"),
        )
        # One index for "is" and for "begins with", whatever order of text the database has; each change of a case pays for it.
        constraints = (
            models.UniqueConstraint(fields=["number"], name="case_number_once", opclasses=["varchar_pattern_ops"]),
        )

    def __str__(self) -> str:
        return self.number


class Document(models.Model):
    """The case as the rules know it, as JSON: what only the rules read stands apart from what lists scan."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="document", db_constraint=False
    )
    body = PackedField()


class Link(models.Model):
    """One named link from a case to its target, so that both ends find each other."""

    pk = models.CompositePrimaryKey("case_id", "name")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="link_rows", db_index=False, db_constraint=False
    )
    name = models.CharField(max_length=CODE)
    target = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="pointed_at", db_index=False, db_constraint=False
    )

    class Meta:
        indexes = (models.Index(fields=["target", "name"], name="link_target"),)


class Assignment(models.Model):
    """One assignment of a case, as the unit's workbench asks for it."""

    pk = models.CompositePrimaryKey("case_id", "no")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="assignments", db_index=False, db_constraint=False
    )
    no = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=40)
    supervisor = models.CharField(max_length=40)
    role = models.CharField(max_length=10)
    line = models.CharField(max_length=20)
    state = models.CharField(max_length=40)
    programme = models.CharField(max_length=CODE)
    required = models.BooleanField()
    is_open = models.BooleanField()
    owner_role = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    amber_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["unit", "due_at"], condition=OPEN, name="assignment_unit_due"),
            models.Index(fields=["state", "due_at"], condition=OPEN, name="assignment_state_due"),
            models.Index(fields=["unit", "case"], name="assignment_unit_case"),
            models.Index(
                fields=["supervisor", "case"], condition=~models.Q(supervisor=""), name="assignment_supervisor"
            ),
        )


class Event(models.Model):
    """One thing that happened; `data` and `patch` are the canonical JSON that the hash was taken over, together with the hash of the
    event before.

    `at` is when it happened (an imported letter's life lies in the past), `recorded_at` when the ledger wrote it down: the
    begin of the transaction, by the database's clock; a check refuses anything else.
    """

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False, db_constraint=False)
    seq = models.PositiveIntegerField()
    form = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=40)
    task = models.PositiveSmallIntegerField()
    actor = models.CharField(max_length=ACTOR)
    role = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = PackedField()
    patch = PackedField()
    hash = HexField()
    key = models.CharField(max_length=80, null=True)  # noqa: DJ001 - NULL is what the partial index leaves out
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key", "actor"], condition=models.Q(key__isnull=False), name="event_key_once"
            ),
        )
        indexes = (models.Index(fields=["-recorded_at"], name="event_recorded"),)


class Passage(models.Model):
    """Free text that an event points to. It can be forgotten (text and salt emptied); the chain holds all the same."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="passages", db_constraint=False)
    field = models.CharField(max_length=40)
    text = PackedField(kind="text")
    salt = HexField()
    forgotten_at = models.DateTimeField(null=True)


class SearchEntry(models.Model):
    """The words of a case (what it was opened with, every answer), segmented, for full-text search by staff."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="words", db_constraint=False
    )
    words = SearchVectorField()

    class Meta:
        indexes = (GinIndex(fields=["words"], name="search_words"),)


class Party(models.Model):
    """The person or firm who asked: sealed, found only by a keyed index of the phone number."""

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="party", db_constraint=False)
    sealed = models.BinaryField()
    masked_name = models.CharField(max_length=60)
    masked_phone = models.CharField(max_length=20)
    phone_index = models.CharField(max_length=64)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        # Not at the field, which would bring a second index of the same size for LIKE.
        indexes = (models.Index(fields=["phone_index"], name="party_phone"),)


class Publication(models.Model):
    """A matter and its answer as the public may read them: what a person has put before it, and the words of just that, by which
    the public finds it: a name that was hidden in the case finds nothing.
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="publication", db_constraint=False
    )
    programme = models.CharField(max_length=CODE)
    heading = models.CharField(max_length=200)
    matter = models.TextField()
    answer = models.TextField()
    county = models.CharField(max_length=20)
    category = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    resolved = models.BooleanField(null=True)
    published_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        indexes = (
            models.Index(fields=["-published_at"], name="publication_latest"),
            GinIndex(fields=["words"], name="publication_words"),
        )


class Attachment(models.Model):
    """A file, named by the SHA-256 of its content; the same content is stored once. It came and goes by events of its case."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments", db_constraint=False)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    task = models.PositiveSmallIntegerField(default=0)
    added_by = models.CharField(max_length=ACTOR)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        # What the sweep of contents asks for; many cases have no file, few files are ever taken away.
        indexes = (models.Index(fields=["digest"], condition=~models.Q(removed_at=None), name="attachment_removed"),)


class DailySeal(models.Model):
    """One day's chain heads under one digest, chained to the day before: publish it, and the past can't be rewritten."""

    day = models.DateField(primary_key=True)
    cases = models.PositiveIntegerField()
    events = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Access(models.Model):
    """Who looked: case pages, opened contact data (with the reason), exports. Append-only like the log itself."""

    actor = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="accesses")
    detail = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["-at"], name="access_latest"),)
