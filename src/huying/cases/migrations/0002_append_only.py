"""What Django can't say: the log only ever grows, whoever holds the database password, and case numbers never repeat."""

from django.db import migrations

APPEND_ONLY = ("cases_event", "cases_dailyseal", "cases_access")

REFUSE = """
CREATE FUNCTION huying_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
# When the ledger learnt of an event only the database knows, and no caller may say otherwise; `services.verify` holds it.
WITNESS = """
CREATE FUNCTION huying_witness() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  NEW.witness := encode(sha256(convert_to(concat_ws(E'\n', NEW.hash, coalesce('key ' || NEW.key, 'no key'),
    (extract(epoch FROM NEW.recorded_at) * 1000000)::bigint), 'UTF8')), 'hex');
  RETURN NEW;
END $$;
CREATE TRIGGER witness BEFORE INSERT ON cases_event FOR EACH ROW EXECUTE FUNCTION huying_witness();
"""
GUARD = """
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION huying_append_only();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION huying_append_only();
"""
UNGUARD = "DROP TRIGGER append_only_rows ON {table}; DROP TRIGGER append_only_table ON {table};"


class Migration(migrations.Migration):
    dependencies = (("cases", "0001_initial"),)

    operations = (
        migrations.RunSQL("CREATE SEQUENCE case_number;", "DROP SEQUENCE case_number;"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION huying_append_only();"),
        migrations.RunSQL(WITNESS, "DROP TRIGGER witness ON cases_event; DROP FUNCTION huying_witness();"),
        *(migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table)) for table in APPEND_ONLY),
        # A row is rewritten with every event: room on the page keeps the update beside the old row.
        migrations.RunSQL(
            "ALTER TABLE cases_case SET (fillfactor = 80); ALTER TABLE cases_assignment SET (fillfactor = 80);",
            "ALTER TABLE cases_case RESET (fillfactor); ALTER TABLE cases_assignment RESET (fillfactor);",
        ),
    )
