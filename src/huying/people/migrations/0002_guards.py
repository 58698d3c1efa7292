"""What the database itself holds: the people log only grows, the three administrators are three people, and what two of them
decided stays decided.
"""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION people_log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'people_peoplelog is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER people_log_keeps_rows BEFORE UPDATE OR DELETE ON people_peoplelog
    FOR EACH ROW EXECUTE FUNCTION people_log_refuses();
CREATE TRIGGER people_log_keeps_all BEFORE TRUNCATE ON people_peoplelog
    FOR EACH STATEMENT EXECUTE FUNCTION people_log_refuses();
"""

# An exclusion constraint would need btree_gist, which the embedded PostgreSQL lacks. The lock on the person's row makes
# two appointments of one person take turns; the look that follows it sees what the other committed.
SEPARATION = """
CREATE FUNCTION people_branch(role text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN role IN ('sysadmin', 'secadmin', 'auditor') THEN role ELSE 'casework' END $$;

CREATE FUNCTION people_post_separates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM people_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM people_post other
        WHERE other.user_id = NEW.user_id AND other.id <> NEW.id
          AND people_branch(other.role) <> people_branch(NEW.role)
          AND daterange(other.start, other."end") && daterange(NEW.start, NEW."end")
    ) THEN
        RAISE EXCEPTION 'system, security and audit administrator are three people who do no casework'
            USING ERRCODE = 'exclusion_violation', TABLE = 'people_post', CONSTRAINT = 'people_post_separates';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_post_separates BEFORE INSERT OR UPDATE ON people_post
    FOR EACH ROW EXECUTE FUNCTION people_post_separates();

CREATE FUNCTION people_post_remains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a post is ended, never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER people_post_remains BEFORE DELETE ON people_post
    FOR EACH ROW EXECUTE FUNCTION people_post_remains();
"""

DECIDED = """
CREATE FUNCTION people_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a change that was decided stays so, and none is deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER people_change_stays BEFORE UPDATE ON people_pendingchange
    FOR EACH ROW WHEN (OLD.outcome <> '') EXECUTE FUNCTION people_change_stays();
CREATE TRIGGER people_change_remains BEFORE DELETE ON people_pendingchange
    FOR EACH ROW EXECUTE FUNCTION people_change_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            """
            DROP TRIGGER people_log_keeps_rows ON people_peoplelog;
            DROP TRIGGER people_log_keeps_all ON people_peoplelog;
            DROP FUNCTION people_log_refuses();
            """,
        ),
        migrations.RunSQL(
            SEPARATION,
            """
            DROP TRIGGER people_post_separates ON people_post;
            DROP TRIGGER people_post_remains ON people_post;
            DROP FUNCTION people_post_separates();
            DROP FUNCTION people_post_remains();
            DROP FUNCTION people_branch(text);
            """,
        ),
        migrations.RunSQL(
            DECIDED,
            """
            DROP TRIGGER people_change_stays ON people_pendingchange;
            DROP TRIGGER people_change_remains ON people_pendingchange;
            DROP FUNCTION people_change_stays();
            """,
        ),
    ]
