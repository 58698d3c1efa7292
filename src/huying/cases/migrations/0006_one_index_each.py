"""One index of case numbers and one of phone numbers instead of two each: Django makes a second for LIKE."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_no_case_is_erased"),
    ]

    operations = [
        migrations.AlterField(
            model_name="party",
            name="phone_index",
            field=models.CharField(max_length=64),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["phone_index"], name="party_phone"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=["number"], name="case_number_once", opclasses=["varchar_pattern_ops"]
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="number",
            field=models.CharField(max_length=40),
        ),
    ]
