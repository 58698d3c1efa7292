"""What waits to leave, and what has left."""

from django.db import models

from huying.ledger.models import Case


class Outbox(models.Model):
    """A message that leaves after commit. `body` never holds contact data: the sender opens the party when it sends.

    A message that could not be sent is tried again at `retry_at`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages", db_constraint=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    addressee = models.CharField(max_length=80)
    body = models.JSONField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["id"], condition=models.Q(sent_at__isnull=True), name="outbox_waiting"),)
