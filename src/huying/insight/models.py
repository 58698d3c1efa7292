"""Tallies, which are counted again and again from the ledger, and snapshots, which never change."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Tally(models.Model):
    """How many cases opened in a month in a county fulfil each part, `cut` by one more dimension (empty: by none).

    `accused` is the cases' own: whoever is accused counts without these rows, as `cases_for` lists without these cases.
    All rows of one counting tell of one instant. Those of the last two are kept, so that a page which began with the older
    ones ends with them.
    """

    as_of = models.DateTimeField()
    programme = models.CharField(max_length=40)
    month = models.DateField()
    county = models.CharField(max_length=20)
    cut = models.CharField(max_length=10)
    value = models.CharField(max_length=40)
    accused = ArrayField(models.CharField(max_length=60))
    opened = models.PositiveIntegerField()
    replied = models.PositiveIntegerField()
    due = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    resolved = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    content = models.PositiveIntegerField()
    reopened = models.PositiveIntegerField()
    open = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    red = models.PositiveIntegerField()
    amber = models.PositiveIntegerField()
    green = models.PositiveIntegerField()
    supervised = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=["as_of", "programme", "cut", "value"], name="tally_cut"),)

    def __str__(self) -> str:
        return f"{self.programme} {self.month:%Y-%m} {self.county} {self.cut}={self.value}: {self.opened}"


class Refresh(models.Model):
    """One row: the instant that the newest tallies tell of, and how many seconds it took to count them."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    as_of = models.DateTimeField()
    seconds = models.FloatField()

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d %H:%M:%S}"


class Snapshot(models.Model):
    """A figure as it was published: its counts and a digest of the cases behind them. The database refuses any change.

    `scope` is the actor in whose sight it was counted, `rule` the version of programme and indicator it was counted by.
    """

    figure = models.CharField(max_length=80)
    as_of = models.DateTimeField()
    start = models.DateField()
    end = models.DateField()
    filters = models.JSONField()
    scope = models.JSONField()
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField(null=True)
    shown = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    rule = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=60)

    class Meta:
        ordering = ("-frozen_at", "-id")
        indexes = (models.Index(fields=["figure", "-frozen_at"], name="snapshot_figure"),)

    def __str__(self) -> str:
        return f"{self.figure} {self.as_of:%Y-%m-%d}: {self.shown}"
