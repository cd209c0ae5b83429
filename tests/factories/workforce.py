"""Plain terms, rounds, people, applications, posts and contracts."""

import io
import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from PIL import Image

from tests.factories import tambon as make
from u2t.core import clock, files, secrecy
from workforce.models import (
    Application,
    Attendance,
    Contract,
    Criterion,
    Document,
    DomicileChange,
    Education,
    Employment,
    Handover,
    HandoverLine,
    NameChange,
    Paper,
    PastTraining,
    Person,
    Placement,
    Post,
    RequiredDocument,
    Round,
    RoundQuota,
    Session,
    Signature,
    Terms,
    TypeTerms,
)

_number = itertools.count(1)
MADE = datetime(2021, 1, 4, 3, tzinfo=UTC)
YEAR = DateRange(date(2021, 2, 1), date(2022, 2, 1))
QUOTA = {"citizen": (5, 9000), "graduate": (10, 15000), "student": (5, 5000)}


def national_id(number=None, *, first=1):
    """A national ID of nobody, with its check digit."""
    digits = f"{first}{number if number is not None else next(_number):011d}"
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits))
    return f"{digits}{(11 - total % 11) % 10}"


def terms(programme=None, university=None, **fields):
    """The rules of phase one, in force: 5, 10 and 5 posts, two of the graduates at agencies."""
    programme = programme or make.programme()
    found = Terms.objects.filter(programme=programme, university=university, state="in-force").first()
    if found and not fields:
        return found
    values = {
        "version": 1, "state": "in-force", "in_force_at": MADE, "created_at": MADE,
        "work_starts_on": programme.starts_on, "work_ends_on": programme.ends_on,
    } | fields  # fmt: skip
    made = Terms.objects.create(programme=programme, university=university, **values)
    for worker_type, (posts, wage) in QUOTA.items():
        TypeTerms.objects.create(terms=made, worker_type=worker_type, posts_per_tambon=posts, monthly_wage=wage)
    for position, kind in enumerate(("photo", "id-card"), start=1):
        RequiredDocument.objects.create(terms=made, kind=kind, position=position)
    for code, maximum in (("knowledge", 60), ("attitude", 40)):
        Criterion.objects.create(terms=made, code=code, name_th=code, maximum=maximum)
    return made


def hiring_round(university=None, programme=None, **fields):
    """A published round of KPRU that is open today."""
    programme = programme or make.programme()
    university = university or make.university("kpru")
    now = clock.now()
    values = {
        "terms": terms(programme), "number": next(_number), "name_th": "รอบรับสมัคร",
        "opens_at": now - timedelta(days=7), "closes_at": now + timedelta(days=7),
        "work_starts_on": programme.starts_on, "work_ends_on": programme.ends_on,
        "contact": "งานบุคคล", "telephone": "055000000",
        "state": "published", "published_at": now - timedelta(days=8), "created_at": MADE,
    } | fields  # fmt: skip
    if values["state"] == "draft":
        values["published_at"] = None
    return Round.objects.create(university=university, programme=programme, **values)


def quota(round_, tambon, worker_type="graduate", posts=1):
    return RoundQuota.objects.create(round=round_, tambon=tambon, worker_type=worker_type, posts=posts)


def person(user=None, **fields):
    number = fields.pop("national_id", None) or national_id()
    values = {
        "title": "นางสาว", "first_name": "สมมุติ", "last_name": f"คนที่ {next(_number)}", "sex": "female",
        "id_kind": "thai", "born_on": date(1998, 5, 1), "telephone": "0800000000",
        "current_address": "9 หมู่ 9 ต.แม่ท้อ อ.เมืองตาก จ.ตาก",
    } | fields  # fmt: skip
    return Person.objects.create(user=user, national_id=number, national_id_digest=secrecy.digest(number), **values)


def application(round_=None, **fields):
    """An application that was sent, of a graduate."""
    round_ = round_ or hiring_round()
    user = fields.pop("user", None) or make.user()
    who = fields.pop("person", None) or Person.objects.filter(user=user).first() or person(user)
    values = {
        "worker_type": "graduate", "state": "submitted", "number": next(_number), "submitted_at": clock.now()
    } | fields  # fmt: skip
    if values["state"] == "draft":
        values |= {"number": None, "submitted_at": None}
    return Application.objects.create(round=round_, user=user, person=who, **values)


def education(application, **fields):
    """A bachelor's degree of last year."""
    values = {
        "level": "7-bachelor", "institution": "มหาวิทยาลัยตัวอย่าง", "field": "การบัญชี",
        "graduated_on": clock.today() - timedelta(days=300),
    } | fields  # fmt: skip
    return Education.objects.create(application=application, **values)


def employment(application, **fields):
    return Employment.objects.create(application=application, **({"employer": "ร้านตัวอย่าง"} | fields))


def training(application, **fields):
    return PastTraining.objects.create(application=application, **({"subject": "การใช้ข้อมูล"} | fields))


def picture(width=400, height=300, media="PNG", **options):
    """The bytes of a picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(out, media, **options)
    return out.getvalue()


def document(application, kind="photo", **fields):
    """A picture that waits to be checked, sealed."""
    file = files.store_sealed(name="ภาพถ่าย.jpg", media_type="image/jpeg", content=picture(), by=application.user)
    values = {"uploaded_at": clock.now()} | fields
    return Document.objects.create(application=application, kind=kind, file=file, **values)


def former_name(person, **fields):
    values = {"until_on": date(2019, 5, 1), "first_name": "เดิม", "last_name": "สมมุติ"} | fields
    return NameChange.objects.create(person=person, **values)


def move(person, until_on=date(2019, 5, 1), area=None, **fields):
    """That somebody was registered elsewhere until a day."""
    return DomicileChange.objects.create(person=person, until_on=until_on, area=area, **fields)


def post(tambon=None, worker_type="graduate", number=None, **fields):
    programme = fields.pop("programme", None) or make.programme()
    values = {"programme": programme, "opened_on": programme.starts_on} | fields
    return Post.objects.create(
        tambon=tambon or make.area("630111"), worker_type=worker_type, number=number or next(_number), **values
    )


def contract(who=None, on=None, **fields):
    """A signed contract of a year, on a post of ต.แม่ท้อ unless `on` is another."""
    on = on or post()
    during = fields.pop("during", YEAR)
    agency = fields.pop("agency", None)
    values = {
        "number": f"{next(_number)}/2564", "university": fields.pop("university", None) or make.university("kpru"),
        "programme": on.programme, "worker_type": on.worker_type, "monthly_wage": Decimal(15000),
        "state": "signed", "signed_on": date(2021, 1, 29), "created_at": MADE,
    } | fields  # fmt: skip
    made = Contract.objects.create(person=who or person(), during=during, **values)
    Placement.objects.create(contract=made, post=on, agency=agency, during=during, created_at=MADE)
    return made


def paper(on, kind="contract", by=None, **fields):
    """An issued contract of hire, its file a few bytes, with a line for the person and one for the university."""
    by = by or make.user()
    file = files.store_sealed(name="paper.pdf", media_type="application/pdf", content=b"%PDF-1.4", by=by)
    values = {
        "number": f"{next(_number)}/2564", "university": on.university, "title": "สัญญาจ้าง", "pdf": file,
        "token": f"token-{next(_number)}", "issued_at": clock.now(), "issued_by": by,
    } | fields  # fmt: skip
    made = Paper.objects.create(kind=kind, contract=on, **values)
    Signature.objects.create(paper=made, position=1, party="office", name="สมมุติ staff", capacity="อธิการบดี")
    Signature.objects.create(paper=made, position=2, party="person", name="ผู้รับจ้าง", capacity="ผู้รับจ้าง")
    return made


def session(university=None, tambon=None, **fields):
    """Three days of orientation of KPRU, as they were: 31 January to 2 February 2564."""
    values = {
        "programme": fields.pop("programme", None) or make.programme(), "kind": "orientation", "skill": "social",
        "name_th": "ปฐมนิเทศ", "place": "หอประชุม", "starts_on": date(2021, 1, 31), "ends_on": date(2021, 2, 2),
        "hours": Decimal(18), "created_at": MADE,
    } | fields  # fmt: skip
    return Session.objects.create(university=university or make.university("kpru"), tambon=tambon, **values)


def attendance(session, contract, hours=6):
    return Attendance.objects.create(session=session, contract=contract, hours=Decimal(hours), recorded_at=MADE)


def handover(*contracts, agency=None, tambon=None, **fields):
    """A planned hand-over of some contracts to an agency."""
    values = {
        "programme": fields.pop("programme", None) or make.programme(), "held_on": date(2021, 2, 3),
        "university": fields.pop("university", None) or make.university("kpru"), "place": "ที่ว่าการอำเภอ",
        "created_at": MADE,
    } | fields  # fmt: skip
    made = Handover.objects.create(tambon=tambon or make.area("630111"), agency=agency or make.agency(), **values)
    for contract in contracts:
        HandoverLine.objects.create(handover=made, contract=contract)
    return made


def bomb():
    """A picture of 4 kB that would fill a gigabyte."""
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG", compress_level=9)
    return out.getvalue()
