"""Sixty thousand people at work brought in from one file, against the COPY of what that stores."""

import csv
import io
from datetime import date
from decimal import Decimal

from django.db import connection

from dashboards.bench import reference
from dashboards.bench.measures import seconds
from dashboards.rolling.sql import run
from tambon.models import Programme, University
from tambon.system import system_user
from u2t.core import clock
from workforce.models import Terms, TypeTerms
from workforce.services import imports

_HEADINGS = ("คำนำหน้า", "ชื่อ", "สกุล", "เลขบัตร", "ประเภท", "รหัสตำบล", "โทร", "วันเกิด")
_TYPES = (("citizen", "ประชาชน", 5), ("graduate", "บัณฑิต", 10), ("student", "นักศึกษา", 5))
_A_TAMBON = 20


def build(lines: int) -> bytes:
    """Store a university with as many posts as there shall be people; return the list of people."""
    Programme.objects.create(
        code="work", name_th="-", short_th="-", starts_on=date(2021, 2, 1), ends_on=date(2022, 1, 31)
    )
    University.objects.create(code="work", name_th="-", kind="state", sort_key="-", search_key="-")
    now = clock.now()
    terms = Terms.objects.create(
        programme_id="work", version=1, state="in-force", created_at=now, in_force_at=now,
        work_starts_on=date(2021, 2, 1), work_ends_on=date(2022, 1, 31),
    )  # fmt: skip
    run(
        """INSERT INTO tambon_allocation (programme_id, tambon_id, university_id, during, reference, created_at)
        SELECT 'work', code, 'work', '[2021-01-01,)', '', now() FROM tambon_area
        WHERE level = 'tambon' ORDER BY code LIMIT %(count)s""",
        {"count": lines // _A_TAMBON},
    )
    for worker_type, _word, posts in _TYPES:
        TypeTerms.objects.create(
            terms=terms, worker_type=worker_type, posts_per_tambon=posts, monthly_wage=Decimal(9000)
        )
        run(
            """INSERT INTO workforce_post (programme_id, tambon_id, worker_type, number, is_digital, origin, opened_on)
            SELECT 'work', tambon_id, %(type)s, n, false, 'real', lower(during)
            FROM tambon_allocation, generate_series(1, %(posts)s) n
            WHERE programme_id = 'work'""",
            {"type": worker_type, "posts": posts},
        )
    run("ANALYZE")
    return _list(lines)


def _list(lines: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tambon_id FROM tambon_allocation WHERE programme_id = 'work' ORDER BY tambon_id")
        tambons = [code for (code,) in cursor.fetchall()]
    words = [word for _type, word, posts in _TYPES for _post in range(posts)]
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_HEADINGS)
    for number in range(len(tambons) * _A_TAMBON):
        names = ("นางสาว", f"สมมุติ{number % 977}", f"นามสกุล{number}")
        word, tambon = words[number % _A_TAMBON], tambons[number // _A_TAMBON]
        born = f"{number % 28 + 1}/{number % 12 + 1}/2541"
        writer.writerow([*names, _national_id(number), word, tambon, f"08{number:08d}", born])
    return stream.getvalue().encode()


def _national_id(number: int) -> str:
    digits = f"1{number:011d}"
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits))
    return f"{digits}{(11 - total % 11) % 10}"


def import_people(content: bytes) -> tuple[float, float, float]:
    """Return seconds of checking and of storing, and of the COPY of what was stored into tables made alike."""
    by = system_user()
    brought = imports.open_run(
        university=University.objects.get(pk="work"), programme=Programme.objects.get(pk="work"), name="people.csv",
        content=content, by=by,
    )  # fmt: skip
    checking = seconds(lambda: imports.check(run=brought, by=by))
    storing = seconds(lambda: imports.store(run=brought, by=by))
    imports.forget_file(run=brought, by=by)
    return checking, storing, reference.copy_people(seconds)
