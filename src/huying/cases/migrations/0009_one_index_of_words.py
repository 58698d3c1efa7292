"""A published answer is found by the words of its case; it keeps words of its own only where they are others."""

from django.contrib.postgres.search import SearchVectorField
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("cases", "0008_one_hash_for_all_of_an_event"),)

    operations = (
        migrations.RemoveIndex("publication", "publication_words"),
        migrations.AlterField("publication", "words", SearchVectorField(null=True)),
    )
