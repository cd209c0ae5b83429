"""The forms we ship, brought by the road of all others."""

import csv
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from datasets.choices import SHIPPED, DataClass, PlaceLevel
from datasets.importing import formintake
from datasets.models import Dataset, Form
from datasets.selectors.questions import Compiled
from datasets.services import catalogue
from u2t.core.access import Actor

FOLDER = Path(settings.BASE_DIR) / "datasets/shipped/forms"
#: What the catalogue says of their data sets from the beginning; whom to ask and the licence are for the ministry.
_CATALOGUE = FOLDER.parent / "catalogue.csv"
_OWNER = "สำนักงานปลัดกระทรวงการอุดมศึกษา วิทยาศาสตร์ วิจัยและนวัตกรรม"


def shipped() -> list[Path]:
    """Return the files of the forms we ship; the name of each is the code of its data set."""
    return sorted(FOLDER.glob("*.csv"))


def load(*, by: Actor, files: Iterable[Path] | None = None) -> list[Form]:
    """Bring every form that was not brought yet, defining data sets that are new."""
    return [form for path in (shipped() if files is None else files) if (form := _load(by, path)) is not None]


def _load(by: Actor, path: Path) -> Form | None:
    mark = hashlib.sha256(path.read_bytes()).hexdigest()
    brought = Form.objects.filter(dataset=path.stem)
    # Compiling takes seconds for a large form; what was brought once is told by its bytes.
    if brought.filter(source__sha256=mark).exists():
        return None
    # What stewards made of a form we ship is theirs: a newer one of ours does not take its place by itself. Anybody
    # may write the same note, but nobody brings as the system does.
    is_ours = path.parent == FOLDER
    if is_ours and brought.exclude(note=SHIPPED, by__is_system=True).exists():
        return None
    dataset = Dataset.objects.filter(pk=path.stem).first() or _defined(by, path)
    with path.open("rb") as file:
        return formintake.bring(by=by, dataset=dataset, file=file, name=path.name, note=SHIPPED if is_ours else "")


def _defined(by: Actor, path: Path) -> Dataset:
    compiled = formintake.described(path)
    is_personal = any(question.is_personal for question in compiled.questions)
    facts = {
        "name_th": compiled.title_th, "name_en": compiled.title_en, "owner_th": _OWNER,
        "place_level": PlaceLevel.VILLAGE if _asks_for_village(compiled) else PlaceLevel.TAMBON,
        "data_class": DataClass.PERSONAL if is_personal else DataClass.INTERNAL, "needs_second_person": False,
        "source_th": "ผู้ปฏิบัติงานโครงการ U2T เก็บข้อมูลในพื้นที่",
    }  # fmt: skip
    return catalogue.create(by=by, code=path.stem, facts=facts | _told().get(path.stem, {}))


@cache
def _told() -> dict[str, dict[str, str]]:
    with _CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row.pop("code"): row for row in csv.DictReader(file)}


def _asks_for_village(compiled: Compiled) -> bool:
    return any(question.list_name == "villages.csv" and question.is_required for question in compiled.questions)
