"""The tables of the pages: how often something was tried from one address or for one number, and the desk's saved views."""

from django.db import models

from huying.web.desk.models import SavedView

__all__ = ["Attempt", "SavedView"]


class Attempt(models.Model):
    """Tries under one key (a digest: neither addresses nor numbers are kept) until the window ends."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
