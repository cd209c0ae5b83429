"""A correction is undone with the import it stood on, and what is derived follows its parts: what is stored too."""

import django.db.models.deletion
from django.db import migrations, models

from u2t.core import clock

#: Corrections of cells that no older file says any more, with the last of those that said them.
_FALL = """
UPDATE datasets_layer l SET is_undone = true, undone_with_id = fallen.run_id
FROM (
    SELECT DISTINCT ON (k.id) k.id, u.run_id
    FROM datasets_layer k
    JOIN datasets_correction c ON c.id = k.correction_id
    JOIN datasets_layer u ON u.record_id = k.record_id AND u.run_id IS NOT NULL AND u.is_undone
        AND u.position < k.position
    JOIN core_importrun n ON n.id = u.run_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS files, count(*) FILTER (WHERE f.values ? c.field) AS saying FROM datasets_layer f
        WHERE f.record_id = k.record_id AND f.correction_id IS NULL AND NOT f.is_undone AND f.position < k.position
    ) standing
    WHERE NOT k.is_undone AND (standing.files = 0
        OR standing.saying = 0 AND u.values ? c.field AND n.undone_at >= c.decided_at)
    ORDER BY k.id, n.undone_at DESC
) fallen
WHERE l.id = fallen.id
"""

#: Frozen as the layers were read when this was written; records without layers are none of ours.
_MEND = """
WITH derived AS MATERIALIZED (
    SELECT dataset_id, name, m[1] AS rate, m[2] AS base
    FROM datasets_datasetfield, regexp_match(formula, '^rate\\((\\w+),\\s*(\\w+)\\)$') m
    WHERE kind = 'derived' AND NOT is_retired
), touched AS MATERIALIZED (
    SELECT r.id, r.dataset_id FROM datasets_record r
    WHERE EXISTS (SELECT FROM datasets_layer l WHERE l.record_id = r.id) AND (
        r.dataset_id IN (SELECT dataset_id FROM derived)
        OR EXISTS (SELECT FROM datasets_layer l WHERE l.record_id = r.id AND l.correction_id IS NOT NULL))
), merged AS MATERIALIZED (
    SELECT t.id, t.dataset_id, coalesce(bool_or(l.correction_id IS NULL AND l.id IS NOT NULL), false) AS is_live,
        coalesce(jsonb_object_agg(e.key, e.value ORDER BY l.position, l.id) FILTER (WHERE e.key IS NOT NULL), '{}')
            AS values,
        (array_agg(l.id ORDER BY l.position DESC, l.id DESC))[1] AS layer_id
    FROM touched t LEFT JOIN datasets_layer l ON l.record_id = t.id AND NOT l.is_undone
    LEFT JOIN LATERAL jsonb_each(l.values) e ON true
    GROUP BY t.id, t.dataset_id
), fitted AS (
    SELECT m.id, m.is_live, CASE WHEN m.is_live THEN m.layer_id END AS layer_id,
        CASE WHEN m.is_live THEN m.values - made.names || made.values ELSE '{}' END AS values
    FROM merged m CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(d.name::text), '{}') AS names, coalesce(jsonb_object_agg(d.name,
            CASE WHEN abs(x.exact - trunc(x.exact)) = 0.5 THEN 2 * round(x.exact / 2) ELSE round(x.exact) END
        ) FILTER (WHERE m.values ? d.rate AND m.values ? d.base), '{}') AS values
        FROM derived d CROSS JOIN LATERAL (
            SELECT CASE WHEN jsonb_typeof(m.values -> d.rate) = 'number' AND jsonb_typeof(m.values -> d.base) = 'number'
                THEN (m.values ->> d.rate)::numeric * (m.values ->> d.base)::numeric * 0.01 END AS exact
        ) x
        WHERE d.dataset_id = m.dataset_id AND m.values ? d.name
    ) made
), written AS (
    UPDATE datasets_record r
    SET values = f.values, is_live = f.is_live, layer_id = f.layer_id, version = r.version + 1, changed_at = %(now)s
    FROM fitted f WHERE f.id = r.id AND (r.is_live, r.values) IS DISTINCT FROM (f.is_live, f.values)
    RETURNING r.dataset_id, r.place_id, r.period, r.origin
)
INSERT INTO core_mark (source, place, period, origin, known_at)
SELECT DISTINCT 'dataset:' || dataset_id, place_id, period, origin, %(now)s::timestamptz FROM written
"""


def mend(apps, schema_editor):
    """Have stored rows say what their layers say; what changes is known from now on."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_FALL)
        cursor.execute(_MEND, {"now": clock.now()})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the table could not be altered in this transaction


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0010_audit_erase"),
        ("datasets", "0009_field_entries"),
    ]

    operations = [
        migrations.AddField(
            model_name="layer",
            name="undone_with",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.importrun"
            ),
        ),
        migrations.RunPython(mend, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="layer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_with__isnull", True),
                    models.Q(("correction__isnull", False), ("is_undone", True)),
                    _connector="OR",
                ),
                name="layer_undone_with_is_undone",
            ),
        ),
    ]
