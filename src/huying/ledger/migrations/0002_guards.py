"""What Django can't say: the log only ever grows, whoever holds the database password; a case is never erased; only the
database's clock says when an event was recorded; case numbers never repeat.
"""

from django.db import migrations

APPEND_ONLY = ("ledger_event", "ledger_dailyseal")

REFUSE = """
CREATE FUNCTION huying_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
GUARD = """
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION huying_append_only();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION huying_append_only();
"""
UNGUARD = "DROP TRIGGER append_only_rows ON {table}; DROP TRIGGER append_only_table ON {table};"

# Who looked stays for ever; the reason they gave may name the person, and goes when the person is forgotten.
FORGETFUL = """
CREATE FUNCTION huying_reasons_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.detail <> '' AND NEW.detail = '' AND to_jsonb(OLD) - 'detail' = to_jsonb(NEW) - 'detail' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON ledger_access FOR EACH ROW EXECUTE FUNCTION huying_reasons_go();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON ledger_access FOR EACH STATEMENT EXECUTE FUNCTION huying_append_only();
"""
FORGETLESS = UNGUARD.format(table="ledger_access") + " DROP FUNCTION huying_reasons_go();"

# What each action writes needs no foreign key to its case then, which would cost a look-up for every row.
NEVER_ERASED = """
CREATE FUNCTION huying_never_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'cases are never erased: % of % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER never_erased_rows BEFORE DELETE ON ledger_case FOR EACH ROW EXECUTE FUNCTION huying_never_erased();
CREATE TRIGGER never_erased_table BEFORE TRUNCATE ON ledger_case FOR EACH STATEMENT EXECUTE FUNCTION huying_never_erased();
"""
ERASABLE = """
DROP TRIGGER never_erased_rows ON ledger_case;
DROP TRIGGER never_erased_table ON ledger_case;
DROP FUNCTION huying_never_erased();
"""

# A check of every row, not a trigger: a trigger makes the server take whole batches one row at a time. Not validated: it is
# for what is written, so that a dump can be restored at any time.
RECORDED = """
ALTER TABLE ledger_event ADD CONSTRAINT event_recorded_now CHECK (recorded_at = transaction_timestamp()) NOT VALID;
"""


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"),)

    operations = (
        migrations.RunSQL("CREATE SEQUENCE case_number;", "DROP SEQUENCE case_number;"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION huying_append_only();"),
        *(migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table)) for table in APPEND_ONLY),
        migrations.RunSQL(FORGETFUL, FORGETLESS),
        migrations.RunSQL(NEVER_ERASED, ERASABLE),
        migrations.RunSQL(RECORDED, "ALTER TABLE ledger_event DROP CONSTRAINT event_recorded_now;"),
        # A row is rewritten with every event: room on the page keeps the update beside the old row.
        migrations.RunSQL(
            "ALTER TABLE ledger_case SET (fillfactor = 80); ALTER TABLE ledger_assignment SET (fillfactor = 80);",
            "ALTER TABLE ledger_case RESET (fillfactor); ALTER TABLE ledger_assignment RESET (fillfactor);",
        ),
    )
