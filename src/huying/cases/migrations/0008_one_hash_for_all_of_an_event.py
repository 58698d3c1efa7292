"""An event's hash covers when it was recorded and under which key, so that no second one has to; only the database's clock
says when. A check of every row, not a trigger: a trigger makes the server take whole batches one row at a time.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OLD = (
    "This ledger was written by a version from before the first release, in another form of the log. Move its folder away"
    " (or empty its database), then prepare again."
)
# Not validated: it is for what is written, so that a dump can be restored at any time.
RECORDED = """
ALTER TABLE cases_event ADD CONSTRAINT event_recorded_now CHECK (recorded_at = transaction_timestamp()) NOT VALID;
"""


def demand_empty(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Raise ValueError where events are sealed in the old way: to write their hashes anew would be to forge them."""
    if apps.get_model("cases", "Event").objects.exists():
        raise ValueError(OLD)


class Migration(migrations.Migration):
    dependencies = (("cases", "0007_no_constraint_on_the_case"),)

    operations = (
        migrations.RunPython(demand_empty, migrations.RunPython.noop),
        migrations.RunSQL("DROP TRIGGER witness ON cases_event; DROP FUNCTION huying_witness();"),
        migrations.RemoveField("event", "witness"),
        migrations.AlterField("event", "recorded_at", models.DateTimeField()),
        migrations.RunSQL(RECORDED, "ALTER TABLE cases_event DROP CONSTRAINT event_recorded_now;"),
    )
