"""What is personal in an event can be erased, once its revision says when; and no event goes by TRUNCATE."""

from django.db import migrations

ERASE = """
CREATE OR REPLACE FUNCTION core_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    personal constant text[] := ARRAY['actor', 'target_text', 'reason'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - personal - 'changes' = to_jsonb(OLD) - personal - 'changes'
    AND NOT EXISTS (
        SELECT FROM jsonb_each(OLD.changes) o FULL JOIN jsonb_each(NEW.changes) n USING (key)
        WHERE o.value IS DISTINCT FROM n.value AND NOT coalesce(
            n.value = '["…", "…"]'::jsonb AND EXISTS (
                SELECT FROM core_revision r WHERE r.event_id = OLD.id AND r.values -> key = o.value
            ), false)
    ) AND NOT EXISTS (
        SELECT FROM unnest(personal) AS name
        WHERE to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name AND NOT (
            to_jsonb(NEW) ->> name = '…' AND EXISTS (
                SELECT FROM core_revision r WHERE r.event_id = OLD.id AND r.erased_at IS NOT NULL
            ))
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION core_auditevent_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER core_auditevent_no_truncate BEFORE TRUNCATE ON core_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION core_auditevent_keep();
"""
MOVE = """
DROP TRIGGER core_auditevent_no_truncate ON core_auditevent;
DROP FUNCTION core_auditevent_keep();
CREATE OR REPLACE FUNCTION core_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'changes' = to_jsonb(OLD) - 'changes' AND NOT EXISTS (
        SELECT FROM jsonb_each(OLD.changes) o FULL JOIN jsonb_each(NEW.changes) n USING (key)
        WHERE o.value IS DISTINCT FROM n.value AND NOT coalesce(
            n.value = '["…", "…"]'::jsonb AND EXISTS (
                SELECT FROM core_revision r WHERE r.event_id = OLD.id AND r.values -> key = o.value
            ), false)
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0009_channels")]
    operations = [migrations.RunSQL(ERASE, MOVE)]
