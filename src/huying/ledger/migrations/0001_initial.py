import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import huying.ledger.packing


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=40)),
                ("programme", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("seq", models.PositiveIntegerField()),
                ("state", models.CharField(max_length=40)),
                ("is_open", models.BooleanField()),
                ("heading", models.CharField(max_length=200)),
                ("home", models.CharField(max_length=40)),
                ("asker", models.CharField(max_length=80)),
                ("owner_role", models.CharField(max_length=40)),
                ("owner_unit", models.CharField(max_length=40)),
                ("lead_unit", models.CharField(max_length=40)),
                ("county", models.CharField(max_length=20)),
                (
                    "within",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                ("reached", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("links", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("amber_at", models.DateTimeField(null=True)),
                ("promised_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("alarm_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("signal", models.PositiveSmallIntegerField(null=True)),
                ("published", models.BooleanField(default=False)),
                (
                    "accused",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)), fields=["owner_unit", "due_at"], name="case_owner_due"
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)), fields=["state", "due_at"], name="case_state_due"
                    ),
                    models.Index(condition=models.Q(("is_open", True)), fields=["due_at"], name="case_due"),
                    models.Index(fields=["-opened_at", "-id"], name="case_opened"),
                    models.Index(fields=["county", "-opened_at"], name="case_county_opened"),
                    models.Index(fields=["lead_unit", "-opened_at"], name="case_lead_opened"),
                    models.Index(
                        condition=models.Q(("asker__startswith", "party:"), _negated=True),
                        fields=["asker"],
                        name="case_asker",
                    ),
                    models.Index(
                        condition=models.Q(("alarm_at__isnull", False)), fields=["alarm_at"], name="case_alarm"
                    ),
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["within"], name="case_within"),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Reverse("number"), name="text_pattern_ops"
                        ),
                        name="case_number_end",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number",), name="case_number_once", opclasses=["varchar_pattern_ops"]
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="document",
                        serialize=False,
                        to="ledger.case",
                    ),
                ),
                ("body", huying.ledger.packing.PackedField(kind="json")),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link_rows",
                        to="ledger.case",
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                (
                    "target",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pointed_at",
                        to="ledger.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["target", "name"], name="link_target")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "no", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="ledger.case",
                    ),
                ),
                ("no", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=40)),
                ("supervisor", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=10)),
                ("line", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=40)),
                ("programme", models.CharField(max_length=40)),
                ("required", models.BooleanField()),
                ("is_open", models.BooleanField()),
                ("owner_role", models.CharField(max_length=40)),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("amber_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)), fields=["unit", "due_at"], name="assignment_unit_due"
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)), fields=["state", "due_at"], name="assignment_state_due"
                    ),
                    models.Index(fields=["unit", "case"], name="assignment_unit_case"),
                    models.Index(
                        condition=models.Q(("supervisor", ""), _negated=True),
                        fields=["supervisor", "case"],
                        name="assignment_supervisor",
                    ),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="ledger.case",
                    ),
                ),
                ("seq", models.PositiveIntegerField()),
                ("form", models.PositiveSmallIntegerField()),
                ("action", models.CharField(max_length=40)),
                ("task", models.PositiveSmallIntegerField()),
                ("actor", models.CharField(max_length=80)),
                ("role", models.CharField(max_length=40)),
                ("unit", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("data", huying.ledger.packing.PackedField(kind="json")),
                ("patch", huying.ledger.packing.PackedField(kind="json")),
                ("hash", huying.ledger.packing.HexField()),
                ("key", models.CharField(max_length=80, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["-recorded_at"], name="event_recorded")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key__isnull", False)), fields=("key", "actor"), name="event_key_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="ledger.case",
                    ),
                ),
                ("field", models.CharField(max_length=40)),
                ("text", huying.ledger.packing.PackedField(kind="text")),
                ("salt", huying.ledger.packing.HexField()),
                ("forgotten_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="ledger.case",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_words")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="party",
                        to="ledger.case",
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("masked_name", models.CharField(max_length=60)),
                ("masked_phone", models.CharField(max_length=20)),
                ("phone_index", models.CharField(max_length=64)),
                ("forgotten_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["phone_index"], name="party_phone")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="publication",
                        serialize=False,
                        to="ledger.case",
                    ),
                ),
                ("programme", models.CharField(max_length=40)),
                ("heading", models.CharField(max_length=200)),
                ("matter", models.TextField()),
                ("answer", models.TextField()),
                ("county", models.CharField(max_length=20)),
                ("category", models.CharField(max_length=40)),
                ("unit", models.CharField(max_length=40)),
                ("resolved", models.BooleanField(null=True)),
                ("published_at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-published_at"], name="publication_latest"),
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="publication_words"),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="ledger.case",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("task", models.PositiveSmallIntegerField(default=0)),
                ("added_by", models.CharField(max_length=80)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at", None), _negated=True),
                        fields=["digest"],
                        name="attachment_removed",
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="DailySeal",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("cases", models.PositiveIntegerField()),
                ("events", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("prev", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="ledger.case",
                    ),
                ),
                ("detail", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="access_latest")],
                "constraints": [],
            },
        ),
    ]
