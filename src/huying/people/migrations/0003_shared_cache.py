"""The table of Django's cache: what all web processes must know together, above all how often a sign-in failed.

Unlogged: it is written at every sign-in, and losing it in a crash only forgets some counting.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0002_guards")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE huying_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX huying_cache_expires ON huying_cache (expires);
            """,
            "DROP TABLE huying_cache;",
        ),
    ]
