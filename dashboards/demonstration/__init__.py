"""The demonstration: the areas, institutions and counts of the brief with invented people and invented figures."""
