import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateTimeField()),
                ("programme", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("county", models.CharField(max_length=20)),
                ("cut", models.CharField(max_length=10)),
                ("value", models.CharField(max_length=40)),
                (
                    "accused",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                ("opened", models.PositiveIntegerField()),
                ("replied", models.PositiveIntegerField()),
                ("due", models.PositiveIntegerField()),
                ("in_time", models.PositiveIntegerField()),
                ("closed", models.PositiveIntegerField()),
                ("known", models.PositiveIntegerField()),
                ("resolved", models.PositiveIntegerField()),
                ("rated", models.PositiveIntegerField()),
                ("content", models.PositiveIntegerField()),
                ("reopened", models.PositiveIntegerField()),
                ("open", models.PositiveIntegerField()),
                ("overdue", models.PositiveIntegerField()),
                ("red", models.PositiveIntegerField()),
                ("amber", models.PositiveIntegerField()),
                ("green", models.PositiveIntegerField()),
                ("supervised", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["as_of", "programme", "cut", "value"], name="tally_cut")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Refresh",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("as_of", models.DateTimeField()),
                ("seconds", models.FloatField()),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(max_length=80)),
                ("as_of", models.DateTimeField()),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("filters", models.JSONField()),
                ("scope", models.JSONField()),
                ("numerator", models.PositiveIntegerField()),
                ("denominator", models.PositiveIntegerField(null=True)),
                ("shown", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("rule", models.CharField(max_length=64)),
                ("frozen_at", models.DateTimeField()),
                ("frozen_by", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ("-frozen_at", "-id"),
                "indexes": [models.Index(fields=["figure", "-frozen_at"], name="snapshot_figure")],
                "constraints": [],
            },
        ),
    ]
