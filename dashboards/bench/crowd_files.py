"""The files by which the crowd and who counts it speak to each other."""

from pathlib import Path

PEOPLE, ANSWERED, FIGURES = "people.jsonl", "answered.txt", "figures.json"


def variables(folder: Path) -> dict[str, str]:
    """Name them to the crowd's program."""
    names = {"PEOPLE": PEOPLE, "ANSWERED": ANSWERED, "FIGURES": FIGURES}
    return {f"U2T_LOAD_{word}": str(folder / name) for word, name in names.items()}
