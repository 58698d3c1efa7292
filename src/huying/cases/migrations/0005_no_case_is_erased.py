"""A case can't be erased; what each action writes needs no foreign key to it then, which costs a look-up for every row."""

import django.db.models.deletion
from django.db import migrations, models

REFUSE = """
CREATE FUNCTION huying_never_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'cases are never erased: % of % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER never_erased_rows BEFORE DELETE ON cases_case FOR EACH ROW EXECUTE FUNCTION huying_never_erased();
CREATE TRIGGER never_erased_table BEFORE TRUNCATE ON cases_case FOR EACH STATEMENT EXECUTE FUNCTION huying_never_erased();
"""
ALLOW = """
DROP TRIGGER never_erased_rows ON cases_case;
DROP TRIGGER never_erased_table ON cases_case;
DROP FUNCTION huying_never_erased();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_list_indexes"),
    ]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.AlterField(
            model_name="assignment",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="outbox",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="passage",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passages",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="searchentry",
            name="case",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="words",
                serialize=False,
                to="cases.case",
            ),
        ),
    ]
