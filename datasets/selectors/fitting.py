"""What is derived follows the rate and the base as they stand together, whichever files or corrections brought them."""

#: As `derived.people_of`: half a person to the even neighbour. `OFFSET 0` has each step made once: else the planner
#: writes it out wherever it is named, reads a formula twenty times for each value, and a file takes ten times as long.
_FITTED = """
CASE WHEN {dataset} IN (SELECT dataset_id FROM datasets_datasetfield WHERE kind = 'derived' AND NOT is_retired)
THEN (
  SELECT {values} - coalesce(array_agg(field.name::text), '{{}}') || coalesce(jsonb_object_agg(field.name,
      CASE WHEN abs(people.exact - trunc(people.exact)) = 0.5 THEN 2 * round(people.exact / 2)
        ELSE round(people.exact) END
    ) FILTER (WHERE {values} ?& made.names), '{{}}')
  FROM datasets_datasetfield field
  CROSS JOIN LATERAL (SELECT regexp_match(field.formula, '^rate\\((\\w+),\\s*(\\w+)\\)$') AS names OFFSET 0) made
  CROSS JOIN LATERAL (SELECT {values} -> made.names[1] AS rate, {values} -> made.names[2] AS base OFFSET 0) said
  CROSS JOIN LATERAL (
    SELECT CASE WHEN jsonb_typeof(said.rate) = 'number' AND jsonb_typeof(said.base) = 'number'
      THEN (said.rate #>> '{{}}')::numeric * (said.base #>> '{{}}')::numeric * 0.01 END AS exact OFFSET 0
  ) people
  WHERE field.dataset_id = {dataset} AND field.kind = 'derived' AND NOT field.is_retired AND {values} ? field.name
) ELSE {values} END
"""


def fitted(values: str, dataset: str) -> str:
    """Write the values of a record, in SQL, with what is derived made anew of them; both are columns.

    What a file of fewer columns leaves would else stay beside a base it was not counted of. Where one part is
    said by no layer any more, nothing is derived.
    """
    return _FITTED.format(values=values, dataset=dataset)
