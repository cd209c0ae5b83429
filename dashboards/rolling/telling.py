"""What records say of a cell, in the parts of its indicator."""

#: A part is the number in a field; `#` counts records; `FIELD=ANSWER` those with the answer, and 0 where it is another
#: (nothing answered is no data); `FIELD=*` those with any.
NUMBER = """CASE WHEN r.values ->> {field} ~ '^-?[0-9]+([.][0-9]+)?$' THEN round((r.values ->> {field})::numeric, 4)
  WHEN {field} = '#' THEN 1
  WHEN {field} LIKE '%%=%%' AND r.values ->> split_part({field}, '=', 1) IS NOT NULL THEN
    CASE WHEN substr({field}, strpos({field}, '=') + 1) = '*' THEN 1
      WHEN jsonb_typeof(r.values -> split_part({field}, '=', 1)) = 'array'
        THEN ((r.values -> split_part({field}, '=', 1)) ? substr({field}, strpos({field}, '=') + 1))::int
      ELSE (r.values ->> split_part({field}, '=', 1) = substr({field}, strpos({field}, '=') + 1))::int END END"""


#: Bins add up over all records of a cell, as numbers do.
_BINS = """(SELECT jsonb_agg(b.n ORDER BY b.position) FROM (
  SELECT e.position, sum(e.n::numeric) AS n FROM {records} x
  CROSS JOIN LATERAL jsonb_array_elements_text(x.values -> i.{part}) WITH ORDINALITY e(n, position)
  WHERE x.dataset_id = {dataset} AND x.place_id = c.place AND x.period = c.period AND x.origin = c.origin AND x.is_live
    AND jsonb_typeof(x.values -> i.{part}) = 'array' {then}
  GROUP BY e.position) b)"""


def told(
    part: str, dataset: str, *, cells: str = "roll_wanted", records: str = "datasets_record", then: str = ""
) -> str:
    """Write the query of one part: the sum over the live records of a cell, or the count of people at work.

    Of records as they were, `then` matches the moment of the cell, with `{r}` for the record.
    """
    bins = _BINS.format(part=part, dataset=dataset, records=records, then=then.format(r="x"))
    return f"""
    SELECT c.indicator_id, c.place, c.period, c.origin, c.known_at,
           sum({NUMBER.format(field=f"i.{part}")}) AS part, min(r.id) AS record_id,
           CASE WHEN i.measure = 'histogram' THEN {bins} END AS bins,
           CASE WHEN i.measure = 'distinct' THEN jsonb_agg(DISTINCT r.values -> i.{part}) END AS members
    FROM {cells} c JOIN dashboards_indicator i ON i.id = c.indicator_id AND i.{part} <> ''
    JOIN {records} r ON r.dataset_id = {dataset} AND r.place_id = c.place AND r.period = c.period
      AND r.origin = c.origin AND r.is_live {then.format(r="r")}
    GROUP BY c.indicator_id, c.place, c.period, c.origin, c.known_at, i.id
    UNION ALL
    SELECT c.indicator_id, c.place, c.period, c.origin, c.known_at, w.value, NULL, w.bins, NULL
    FROM {cells} c JOIN dashboards_indicator i ON i.id = c.indicator_id AND i.source = 'workforce'
    JOIN roll_work w ON w.place = c.place AND w.period = c.period AND w.origin = c.origin AND w.name = i.{part}"""
