"""From records and people at work to observations: what changed is closed and told anew, what did not is left alone."""

from dashboards.rolling import between, working
from dashboards.rolling.sql import count_anew, make, run
from dashboards.rolling.telling import told as parts

#: Marks of a data set, of people at work, or of a changed definition: each asks for some cells, or for all of them.
ASKED = """
SELECT i.id AS indicator_id, m.place, m.period, m.origin, max(m.known_at) AS known_at
FROM roll_mark m JOIN dashboards_indicator i
  ON m.source IN ('dataset:' || i.dataset, 'dataset:' || nullif(i.denominator_dataset, ''), 'indicator:' || i.code)
  OR m.source = 'workforce' AND i.source = 'workforce'
GROUP BY i.id, m.place, m.period, m.origin
"""

FITS = """(a.place = '' OR a.place = {place}) AND (a.period = '' OR a.period = {period})
  AND (a.origin = '' OR a.origin = {origin})"""

#: A mark that leaves something open is filled in from what stands and from what was told before.
_CELLS = f"""
SELECT indicator_id, place, period, origin, max(known_at) AS known_at FROM (
  SELECT a.indicator_id, a.place, a.period, o.origin, a.known_at
  FROM roll_asked a CROSS JOIN (VALUES ('real'), ('demo')) o(origin)
  WHERE a.place <> '' AND a.period <> '' AND (a.origin = '' OR a.origin = o.origin)
  UNION ALL
  SELECT a.indicator_id, r.place_id, r.period, r.origin, a.known_at
  FROM roll_asked a JOIN dashboards_indicator i ON i.id = a.indicator_id
  JOIN datasets_record r ON r.dataset_id IN (i.dataset, i.denominator_dataset) AND r.is_live
  WHERE (a.place = '' OR a.period = '') AND {FITS.format(place="r.place_id", period="r.period", origin="r.origin")}
  UNION ALL
  SELECT a.indicator_id, c.place, c.period, c.origin, a.known_at
  FROM roll_asked a JOIN dashboards_indicator i ON i.id = a.indicator_id AND i.source = 'workforce'
  JOIN roll_work_cell c ON {FITS.format(place="c.place", period="c.period", origin="c.origin")}
  WHERE a.place = '' OR a.period = ''
  UNION ALL
  SELECT a.indicator_id, o.place, o.period, o.origin, a.known_at
  FROM roll_asked a JOIN dashboards_observation o ON o.indicator_id = a.indicator_id AND o.known_until IS NULL
  WHERE (a.place = '' OR a.period = '') AND {FITS.format(place="o.place", period="o.period", origin="o.origin")}
) every GROUP BY indicator_id, place, period, origin
"""

_CHANGES = """
SELECT c.indicator_id, c.place, c.period, c.origin, n.part AS numerator, d.part AS denominator, n.bins, n.members,
       n.record_id, o.id AS old_id, greatest(c.known_at, o.known_from, (
         SELECT max(h.known_until) FROM dashboards_observation h
         WHERE h.indicator_id = c.indicator_id AND h.period = c.period AND h.place = c.place AND h.origin = c.origin
       )) AS moment
FROM roll_wanted c
LEFT JOIN roll_numerator n USING (indicator_id, place, period, origin, known_at)
LEFT JOIN roll_denominator d USING (indicator_id, place, period, origin, known_at)
LEFT JOIN dashboards_observation o ON o.indicator_id = c.indicator_id AND o.place = c.place AND o.period = c.period
  AND o.origin = c.origin AND o.known_until IS NULL
WHERE (n.part, d.part, n.bins, n.members) IS DISTINCT FROM (o.numerator, o.denominator, o.bins, o.members)
"""


def observe() -> int:
    """Bring observations up to what the records behind `roll_mark` say; keep the places touched; return how many."""
    make("roll_asked", ASKED)
    working.count()
    make("roll_wanted", _CELLS)
    between.tell()
    make("roll_numerator", parts("numerator", "i.dataset"))
    make("roll_denominator", parts("denominator", "coalesce(nullif(i.denominator_dataset, ''), i.dataset)"))
    make("roll_change", _CHANGES)
    run(
        """UPDATE dashboards_observation o SET known_until = c.moment
        FROM roll_change c WHERE o.id = c.old_id"""
    )
    told = run(
        """INSERT INTO dashboards_observation
          (indicator_id, place, period, origin, numerator, denominator, bins, members, record_id, known_from)
        SELECT indicator_id, place, period, origin, numerator, denominator, bins, members, record_id, moment
        FROM roll_change
        WHERE num_nonnulls(numerator, denominator, bins, members) > 0"""
    )
    count_anew("dashboards_observation", told)
    return make(
        "roll_touched",
        """SELECT indicator_id, place::text, period::text AS base, origin FROM roll_change
        UNION SELECT indicator_id, place::text, period::text, origin FROM roll_between""",
    )
