"""Who guides a tambon: for which university, and until the reports of the programme's last months are checked."""

from django.db import migrations

_UNIVERSITY = """
UPDATE workforce_supervision AS guide SET university_id = (
    SELECT held.university_id FROM tambon_allocation AS held
    WHERE held.programme_id = guide.programme_id AND held.tambon_id = guide.tambon_id
    ORDER BY held.during @> lower(guide.during) DESC, held.during && guide.during DESC, held.during LIMIT 1
)
"""

# Only those named until the programme's end; not where the person or another leads there already on those days.
_UNTIL = """
WITH prolonged AS (
    SELECT guide.id, guide.membership_id,
        daterange(lower(guide.during), phase.ends_on + phase.closing_days + 1) AS during
    FROM workforce_supervision AS guide
    JOIN tambon_programme AS phase ON phase.code = guide.programme_id AND upper(guide.during) = phase.ends_on + 1
    JOIN tambon_membership AS mine ON mine.id = guide.membership_id AND mine.during = guide.during
    WHERE NOT EXISTS (
        SELECT FROM tambon_membership AS other WHERE other.user_id = mine.user_id AND other.role = mine.role
            AND other.area_id = mine.area_id AND other.id <> mine.id
            AND other.during && daterange(phase.ends_on + 1, phase.ends_on + phase.closing_days + 1)
    ) AND NOT EXISTS (
        SELECT FROM workforce_supervision AS other WHERE guide.is_leading AND other.is_leading
            AND other.programme_id = guide.programme_id AND other.tambon_id = guide.tambon_id AND other.id <> guide.id
            AND other.during && daterange(phase.ends_on + 1, phase.ends_on + phase.closing_days + 1)
    )
), rights AS (
    UPDATE tambon_membership SET during = prolonged.during FROM prolonged
    WHERE prolonged.membership_id = tambon_membership.id
)
UPDATE workforce_supervision SET during = prolonged.during FROM prolonged
WHERE prolonged.id = workforce_supervision.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ("workforce", "0022_supervision_university"),
    ]

    operations = [
        migrations.RunSQL(_UNIVERSITY, migrations.RunSQL.noop),
        migrations.RunSQL(_UNTIL, migrations.RunSQL.noop),
    ]
