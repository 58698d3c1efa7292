"""One index of phone numbers instead of two: the second served LIKE, which a keyed digest is never asked by."""

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
    ]
