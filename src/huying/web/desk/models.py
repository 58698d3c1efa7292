"""What the desk itself remembers: the views that people saved. Nothing of a case lies here."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list as somebody wants to find it again: a name, and the query string of its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        app_label = "web"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["user", "name"], name="saved_view_once"),)

    def __str__(self) -> str:
        return self.name
