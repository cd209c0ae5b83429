"""Audit events stay append-only, but for one move: what has become personal goes to the revision, which can be erased."""

from django.db import migrations

MOVE = """
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
REFUSE = """
CREATE OR REPLACE FUNCTION core_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0007_notification_mail")]
    operations = [migrations.RunSQL(MOVE, REFUSE)]
