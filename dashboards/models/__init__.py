"""Models of figures."""

from dashboards.models.edition import Edition
from dashboards.models.indicator import Indicator
from dashboards.models.level import LevelScheme
from dashboards.models.observation import Observation
from dashboards.models.rollup import Rollup

__all__ = ["Edition", "Indicator", "LevelScheme", "Observation", "Rollup"]
