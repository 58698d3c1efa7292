"""A published figure is never changed: the ledger's own guard stands before the snapshots."""

from django.db import migrations

GUARD = """
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON insight_snapshot FOR EACH ROW EXECUTE FUNCTION huying_append_only();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON insight_snapshot FOR EACH STATEMENT EXECUTE FUNCTION huying_append_only();
"""
UNGUARD = "DROP TRIGGER append_only_rows ON insight_snapshot; DROP TRIGGER append_only_table ON insight_snapshot;"


class Migration(migrations.Migration):
    dependencies = (("insight", "0001_initial"), ("ledger", "0002_guards"))

    operations = (migrations.RunSQL(GUARD, UNGUARD),)
