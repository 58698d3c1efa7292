"""The ledger's tables. `Case.document` is the case as the rules know it; the other columns are there to be asked.

`projection.py` derives the columns from the document; nothing else writes them. Events only ever grow: triggers in the
first migrations refuse UPDATE, DELETE and TRUNCATE on every append-only table, and DELETE and TRUNCATE of cases: a case
leaves the ledger closed, never erased. What every action writes therefore needs no constraint on its case, which
would be checked row by row; `log verify` finds whatever belongs to no case.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

OPEN = models.Q(is_open=True)


class Case(models.Model):
    """One case. Codes (place, unit, category) are words of other tables, kept as text so that a case never loses them."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=40)
    programme = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    document = models.TextField()
    seq = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=40)
    is_open = models.BooleanField()
    home = models.CharField(max_length=40)
    urgency = models.CharField(max_length=20)
    category = models.CharField(max_length=40)
    channel = models.CharField(max_length=40)
    subject = models.CharField(max_length=20)
    place = models.CharField(max_length=20)
    county = models.CharField(max_length=20)
    owner_role = models.CharField(max_length=40)
    owner_unit = models.CharField(max_length=40)
    lead_unit = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    amber_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    resolved = models.BooleanField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    supervised = models.BooleanField(default=False)
    reopened = models.PositiveSmallIntegerField(default=0)
    publish = models.BooleanField(default=False)
    parent = models.UUIDField(null=True)
    accused = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        indexes = (
            models.Index(fields=["owner_unit", "due_at"], condition=OPEN, name="case_owner_due"),
            models.Index(fields=["state", "due_at"], condition=OPEN, name="case_state_due"),
            models.Index(fields=["due_at"], condition=OPEN, name="case_due"),
            models.Index(fields=["due_at"], condition=OPEN & models.Q(supervised=True), name="case_supervised_due"),
            models.Index(fields=["-opened_at", "-id"], name="case_opened"),
            models.Index(fields=["county", "-opened_at"], name="case_county_opened"),
            models.Index(fields=["lead_unit", "-opened_at"], name="case_lead_opened"),
            models.Index(fields=["alarm_at"], condition=models.Q(alarm_at__isnull=False), name="case_alarm"),
            models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="case_parent"),
        )
        # One index for "is" and for "begins with", whatever order of text the database has; each change of a case pays for it.
        constraints = (
            models.UniqueConstraint(fields=["number"], name="case_number_once", opclasses=["varchar_pattern_ops"]),
        )

    def __str__(self) -> str:
        return self.number


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
    """One thing that happened; `data` and `patch` are the canonical JSON that the hash was taken over.

    `at` is when it happened (an imported letter's life lies in the past), `recorded_at` when the ledger wrote it down: the
    begin of the transaction, by the database's clock; a check refuses anything else.
    """

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False, db_constraint=False)
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    task = models.PositiveSmallIntegerField()
    actor = models.CharField(max_length=60)
    role = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = models.TextField()
    patch = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
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
    text = models.TextField()
    salt = models.CharField(max_length=32)
    forgotten_at = models.DateTimeField(null=True)


class SearchEntry(models.Model):
    """The words of a case (title, letter, replies), segmented, for full-text search; those of its scrubbed texts among them,
    so that this one index answers for the public too (`selectors.words`).
    """

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
    """A question and its answer as the public may read them: scrubbed, and only with consent.

    `words` are its own words where they are not all of the case's (something was hidden, or answered before), else NULL.
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="publication", db_constraint=False
    )
    title = models.CharField(max_length=200)
    question = models.TextField()
    answer = models.TextField()
    county = models.CharField(max_length=20)
    category = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    published_at = models.DateTimeField()
    words = SearchVectorField(null=True)

    class Meta:
        indexes = (models.Index(fields=["-published_at"], name="publication_latest"),)


class Attachment(models.Model):
    """A file, named by the SHA-256 of its content; the same content is stored once."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField()


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
