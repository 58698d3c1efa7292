"""What figures are read from: tallies, and the images of cases that changed since they were made; and snapshots, which never change.

Tallies and images are derived: all of them follow from the ledger, and are counted anew from it where the rules of counting
change (`services/recount.py`). Their columns are read and written by the statements of `statements.py` alone.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

RULES = 16  # characters of the digest that names the rules of counting (`books.Book.rules`)


class Image(models.Model):
    """One case that the tallies do not know as it is: what it counts for now and later (`images.Image`), and what the tallies have of
    it (`was_…`; `was_bits` 0: nothing). From `due` on it has to be read beside them.

    Every event puts the newest image, and what the tallies have stays as it was. A case that nothing will turn any more leaves when it
    is folded into the tallies; one whose light will turn stays and waits.
    """

    pk = models.CompositePrimaryKey("case_id", "rules")
    case_id = models.UUIDField()
    rules = models.CharField(max_length=RULES)
    programme = models.CharField(max_length=40)
    due = models.DateTimeField()
    at = models.DateTimeField()
    county = models.CharField(max_length=20)
    unit = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    facts = ArrayField(models.TextField(), null=True)
    month = models.PositiveIntegerField()
    reached = ArrayField(models.PositiveIntegerField(), null=True)
    accused = ArrayField(models.CharField(max_length=60), null=True)
    amounts = ArrayField(models.DecimalField(max_digits=40, decimal_places=10), null=True)
    items = ArrayField(models.TextField(), null=True)
    bits = models.BigIntegerField()
    turns = ArrayField(models.DateTimeField(), null=True)
    later = ArrayField(models.BigIntegerField(), null=True)
    was_county = models.CharField(max_length=20, null=True)  # noqa: DJ001 - nothing is told of a new case
    was_unit = models.CharField(max_length=40, null=True)  # noqa: DJ001 - the same
    was_state = models.CharField(max_length=40, null=True)  # noqa: DJ001 - the same
    was_facts = ArrayField(models.TextField(), null=True)
    was_month = models.PositiveIntegerField(null=True)
    was_reached = ArrayField(models.PositiveIntegerField(), null=True)
    was_accused = ArrayField(models.CharField(max_length=60), null=True)
    was_amounts = ArrayField(models.DecimalField(max_digits=40, decimal_places=10), null=True)
    was_items = ArrayField(models.TextField(), null=True)
    was_bits = models.BigIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["programme", "rules", "due"], name="image_due"),)


class Counted(models.Model):
    """One counting of a programme by one set of rules; the newest counts. `told` is the instant that its tallies tell of."""

    rules = models.CharField(max_length=RULES)
    programme = models.CharField(max_length=40)
    told = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        indexes = (models.Index(fields=["rules", "-id"], name="counted_rules"),)

    def __str__(self) -> str:
        return f"{self.programme} {self.told:%Y-%m-%d %H:%M:%S}"


class Tally(models.Model):
    """What cases count for together: those of one month (202112; 0 for parts of which no period is asked) and county whose dimension
    `cut` (its place among the book's cuts, from 1; 0: none) has this `value`, and whose accused are these; `item` is the value that a
    part tells apart.

    `counts` has a member for each part of the book, `sums` for each of its sums.
    """

    counted = models.ForeignKey(Counted, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    cut = models.PositiveSmallIntegerField()
    month = models.PositiveIntegerField()
    value = models.TextField()
    county = models.CharField(max_length=20)
    item = models.TextField()
    accused = ArrayField(models.CharField(max_length=60))
    counts = ArrayField(models.BigIntegerField())
    sums = ArrayField(models.DecimalField(max_digits=40, decimal_places=10))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["counted", "cut", "month", "value", "county", "item", "accused"], name="tally_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.month} {self.county} {self.cut}={self.value}: {self.counts}"


class Snapshot(models.Model):
    """A figure as it was published: its counts (or sums) and a digest of the cases behind them. The database refuses any change.

    `scope` is the actor in whose sight it was counted, `rule` the version of programme and indicator it was counted by.
    """

    figure = models.CharField(max_length=80)
    as_of = models.DateTimeField()
    start = models.DateField()
    end = models.DateField()
    filters = models.JSONField()
    scope = models.JSONField()
    numerator = models.DecimalField(max_digits=40, decimal_places=10)
    denominator = models.DecimalField(max_digits=40, decimal_places=10, null=True)
    shown = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    rule = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=60)

    class Meta:
        ordering = ("-frozen_at", "-id")
        indexes = (models.Index(fields=["figure", "-frozen_at"], name="snapshot_figure"),)

    def __str__(self) -> str:
        return f"{self.figure} {self.as_of:%Y-%m-%d}: {self.shown}"
