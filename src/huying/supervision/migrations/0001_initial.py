import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="ledger.case",
                    ),
                ),
                ("programme", models.CharField(max_length=40)),
                ("seq", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder"),
                            ("slip", "Slip"),
                            ("bulletin", "Bulletin"),
                            ("interview_proposal", "Interview"),
                        ],
                        max_length=20,
                    ),
                ),
                ("unit", models.CharField(max_length=40)),
                ("to_role", models.CharField(max_length=40)),
                ("late_unit", models.CharField(max_length=40)),
                ("clock", models.CharField(max_length=60)),
                (
                    "text",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.passage",
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("quarter", models.CharField(max_length=6)),
                ("settled_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("acknowledged_by", models.CharField(max_length=60)),
                ("adopted", models.BooleanField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged_at__isnull", True), ("settled_at__isnull", True)),
                        fields=["unit", "to_role", "-issued_at"],
                        name="slip_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("kind__in", ("bulletin", "interview_proposal"))),
                        fields=["programme", "late_unit", "quarter"],
                        name="slip_proposals",
                    ),
                    models.Index(condition=models.Q(("clock", "")), fields=["-issued_at", "-id"], name="slip_written"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "seq", "kind", "unit", "to_role"), name="slip_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Retiming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("calendar", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=200)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("cases", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
    ]
