"""Time first, at the leaf: months of one place become its longer periods; only then places become their tambon."""

from dataclasses import dataclass

from dashboards.choices import Measure, OverTime
from dashboards.models import Indicator

#: What of the observations is read: what is known now, or what was known at `%(moment)s`.
NOW = "o.known_until IS NULL"
THEN = "o.known_from <= %(moment)s AND (o.known_until IS NULL OR o.known_until > %(moment)s)"

_OPERATORS = {
    OverTime.SUM: "sum(o.{part})",
    OverTime.LAST: "(array_agg(o.{part} ORDER BY o.period DESC) FILTER (WHERE o.{part} IS NOT NULL))[1]",
    OverTime.AVERAGE: "round(avg(o.{part}), 6)",
}

#: A leaf counts where it has a value: a ratio needs both parts. Of averages and extremes the value itself is the part.
_FOLD = """
SELECT {keys}, indicator_id, period, origin, sum(n) AS numerator, sum(d) AS denominator, min(v) AS minimum,
       max(v) AS maximum, count(*)::integer AS count, max(behind) AS month_behind, min(months) AS months
FROM (
  SELECT {leaf_keys}, l.indicator_id, l.period, l.origin, l.behind, l.months,
    CASE WHEN i.over_place IN ('average', 'minimum', 'maximum') AND i.denominator <> ''
         THEN round(l.n / nullif(l.d, 0), 6) ELSE l.n END AS n,
    CASE WHEN i.over_place = 'ratio' THEN l.d END AS d,
    CASE WHEN i.denominator <> '' AND i.over_place <> 'sum' THEN round(l.n * i.scale / nullif(l.d, 0), 10)
         ELSE l.n * i.scale END AS v
  FROM ({leaves}) l JOIN dashboards_indicator i ON i.id = l.indicator_id
  WHERE l.n IS NOT NULL AND (l.d IS NOT NULL OR i.over_place <> 'ratio')
) valued
GROUP BY {keys}, indicator_id, period, origin
"""

#: The range is for the index where few places are asked about; the equality can be hashed where many are: without it
#: every place of an indicator was tried against every cell touched.
_AT = "o.place BETWEEN p.code AND p.code || '99' AND left(o.place, 6) = p.code"

_SCOPED = f"""
FROM roll_cell c
JOIN roll_place p ON p.level = c.level AND p.area = c.area
JOIN roll_span s ON s.period = c.period
JOIN dashboards_observation o ON o.indicator_id = c.indicator_id AND o.period = s.base AND o.origin = c.origin
  AND {_AT}
"""
_ALL = """
FROM dashboards_observation o
JOIN roll_span s ON s.base = o.period
JOIN roll_place p ON p.code = left(o.place, 6)
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """Indicators that collapse alike: one statement each, with exactly the operators they need."""

    frequency: str
    numerator: OverTime
    denominator: OverTime
    indicators: tuple[int, ...]

    @property
    def is_split(self) -> bool:
        """Tell whether a tambon that changes hands within a period gives each month to its holder then."""
        return self.frequency == "month" and OverTime.SUM in {self.numerator, self.denominator}


def kinds() -> list[Kind]:
    """Return the kinds of leaves there are."""
    found: dict[tuple[str, OverTime, OverTime], list[int]] = {}
    for indicator in Indicator.objects.filter(measure=Measure.PARTS):
        numerator = OverTime(indicator.numerator_over_time)
        denominator = OverTime(indicator.denominator_over_time) if indicator.denominator else numerator
        found.setdefault((indicator.frequency, numerator, denominator), []).append(indicator.pk)
    return [Kind(*key, tuple(ids)) for key, ids in found.items()]


def leaf_fold(kind: Kind, *, scoped: bool, known: str) -> str:
    """Write the query of the rows of tambons, municipalities and other places."""
    leaves = (
        _annual(scoped=scoped, known=known) if kind.frequency == "year" else _monthly(kind, scoped=scoped, known=known)
    )
    return _FOLD.format(keys="level, area", leaf_keys="l.level, l.area", leaves=_of(kind, leaves))


def split_fold(kind: Kind, *, scoped: bool, known: str) -> str:
    """Write the query of tambons that changed hands: each part of each holder, by tambon and programme."""
    halves = [
        _half(kind.numerator, "numerator", scoped=scoped, known=known),
        _half(kind.denominator, "denominator", scoped=scoped, known=known),
    ]
    leaves = f"""
      SELECT programme, area, holder, holder_at_end, indicator_id, place, period, origin, sum(n) AS n, sum(d) AS d,
             max(behind) AS behind, max(months) AS months
      FROM ({" UNION ALL ".join(halves)}) half GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"""
    keys = "programme, area, holder, holder_at_end"
    leaf_keys = "l.programme, l.area, l.holder, l.holder_at_end"
    return _FOLD.format(keys=keys, leaf_keys=leaf_keys, leaves=_of(kind, leaves))


def _of(kind: Kind, leaves: str) -> str:
    ids = ", ".join(str(pk) for pk in kind.indicators)
    return leaves.replace("%(indicators)s", ids)


def _where(known: str) -> str:
    return f"WHERE {known} AND o.indicator_id IN (%(indicators)s)"


def _annual(*, scoped: bool, known: str) -> str:
    return f"""
      SELECT p.level, p.area, o.indicator_id, o.place, s.period, o.origin, o.numerator AS n, o.denominator AS d,
             ''::text AS behind, NULL::integer AS months
      {_SCOPED if scoped else _ALL} {_where(known)} AND s.ends_on IS NULL"""


def _monthly(kind: Kind, *, scoped: bool, known: str) -> str:
    return f"""
      SELECT p.level, p.area, o.indicator_id, o.place, s.period, o.origin,
             {_OPERATORS[kind.numerator].format(part="numerator")} AS n,
             {_OPERATORS[kind.denominator].format(part="denominator")} AS d,
             coalesce(max(o.period) FILTER (WHERE o.numerator IS NOT NULL), '') AS behind,
             count(o.numerator)::integer AS months
      {_SCOPED if scoped else _ALL} {_where(known)} AND s.ends_on IS NOT NULL
      GROUP BY p.level, p.area, o.indicator_id, o.place, s.period, o.origin"""


def _half(operator: OverTime, part: str, *, scoped: bool, known: str) -> str:
    value = _OPERATORS[operator].format(part=part)
    is_numerator = part == "numerator"
    n, d = (value, "NULL::numeric") if is_numerator else ("NULL::numeric", value)
    behind = "coalesce(max(o.period) FILTER (WHERE o.numerator IS NOT NULL), '')" if is_numerator else "''::text"
    months = "count(o.numerator)::integer" if is_numerator else "NULL::integer"
    holder = "hb.university" if operator == OverTime.SUM else "he.university"
    inside = (
        "AND EXISTS (SELECT 1 FROM roll_lens w WHERE w.programme = x.programme AND w.indicator_id = o.indicator_id"
        " AND w.period = s.period AND w.origin = o.origin AND w.province = left(x.tambon, 2))"
        if scoped
        else ""
    )
    return f"""
      SELECT x.programme, p.area, {holder} AS holder, he.university AS holder_at_end, o.indicator_id, o.place,
             s.period, o.origin, {n} AS n, {d} AS d,
             {behind} AS behind, {months} AS months
      FROM roll_split x
      JOIN roll_place p ON p.level = 'tambon' AND p.area = x.tambon
      JOIN roll_span s ON s.period = x.period AND s.ends_on IS NOT NULL
      JOIN roll_day b ON b.programme = x.programme AND b.kind = 'month' AND b.period = s.base
      JOIN roll_day e ON e.programme = x.programme AND e.kind = 'month' AND e.period = s.period
      LEFT JOIN roll_holder hb ON hb.programme = x.programme AND hb.day = b.day AND hb.tambon = x.tambon
      LEFT JOIN roll_holder he ON he.programme = x.programme AND he.day = e.day AND he.tambon = x.tambon
      JOIN dashboards_observation o ON o.period = s.base AND {_AT}
      {_where(known)} {inside}
      GROUP BY x.programme, p.area, {holder}, he.university, o.indicator_id, o.place, s.period, o.origin"""
