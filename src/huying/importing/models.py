"""Files on their way in."""

from django.db import models


class ImportRun(models.Model):
    """One file on its way in: checked first, imported when somebody says so. `unit` is whose desk it came from.

    `report` is what `services.work` tells about it; `claim` names the job that works on it now, so that one that was thought lost
    can't go on beside the next. `mapping` is what a person has said of its columns (code by header), and `headers` the digest of
    these, by which the same kind of file is known again.
    """

    class State(models.TextChoices):
        CHECKING = "checking"
        CHECKED = "checked"
        IMPORTING = "importing"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True)
    programme = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    actor = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State)
    read = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    headers = models.CharField(max_length=64, default="")
    claim = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["unit", "-created_at"], name="import_run_unit"),
            models.Index(fields=["headers", "-created_at"], name="import_run_headers"),
        )

    def __str__(self) -> str:
        return self.name
