"""As for the tables that every action writes: a case is never erased, so its party and its publication need no look-up."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_one_index_each"),
    ]

    operations = [
        migrations.AlterField(
            model_name="party",
            name="case",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="party",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="publication",
            name="case",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="publication",
                serialize=False,
                to="cases.case",
            ),
        ),
    ]
