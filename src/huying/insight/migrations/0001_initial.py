import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Image",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "rules", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("rules", models.CharField(max_length=16)),
                ("programme", models.CharField(max_length=40)),
                ("due", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("county", models.CharField(max_length=20)),
                ("unit", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=40)),
                (
                    "facts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
                ),
                ("month", models.PositiveIntegerField()),
                (
                    "reached",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), null=True, size=None
                    ),
                ),
                (
                    "accused",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), null=True, size=None
                    ),
                ),
                (
                    "amounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=10, max_digits=40), null=True, size=None
                    ),
                ),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
                ),
                ("bits", models.BigIntegerField()),
                (
                    "turns",
                    django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), null=True, size=None),
                ),
                (
                    "later",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), null=True, size=None
                    ),
                ),
                ("was_county", models.CharField(max_length=20, null=True)),
                ("was_unit", models.CharField(max_length=40, null=True)),
                ("was_state", models.CharField(max_length=40, null=True)),
                (
                    "was_facts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
                ),
                ("was_month", models.PositiveIntegerField(null=True)),
                (
                    "was_reached",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), null=True, size=None
                    ),
                ),
                (
                    "was_accused",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), null=True, size=None
                    ),
                ),
                (
                    "was_amounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=10, max_digits=40), null=True, size=None
                    ),
                ),
                (
                    "was_items",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
                ),
                ("was_bits", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["programme", "rules", "due"], name="image_due")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rules", models.CharField(max_length=16)),
                ("programme", models.CharField(max_length=40)),
                ("told", models.DateTimeField()),
                ("seconds", models.FloatField()),
            ],
            options={
                "indexes": [models.Index(fields=["rules", "-id"], name="counted_rules")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "counted",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="insight.counted",
                    ),
                ),
                ("cut", models.PositiveSmallIntegerField()),
                ("month", models.PositiveIntegerField()),
                ("value", models.TextField()),
                ("county", models.CharField(max_length=20)),
                ("item", models.TextField()),
                (
                    "accused",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                ("counts", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                (
                    "sums",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=10, max_digits=40), size=None
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("counted", "cut", "month", "value", "county", "item", "accused"), name="tally_once"
                    )
                ],
                "indexes": [],
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
                ("numerator", models.DecimalField(decimal_places=10, max_digits=40)),
                ("denominator", models.DecimalField(decimal_places=10, max_digits=40, null=True)),
                ("shown", models.CharField(max_length=60)),
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
