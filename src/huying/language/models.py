"""What was learnt from closed cases, kept in the database: every web process and worker, on whatever machine, uses the same."""

from django.db import models


class Training(models.Model):
    """One training. The newest is in force; a few older ones stay to be compared. `learnt` is msgpack of `Learnt`."""

    trained_at = models.DateTimeField()
    cases = models.PositiveIntegerField()
    unit_accuracy = models.FloatField(null=True)
    category_accuracy = models.FloatField(null=True)
    digest = models.CharField(max_length=64, unique=True)
    learnt = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.trained_at:%Y-%m-%d} {self.cases}"
