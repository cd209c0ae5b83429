"""One small world for the matrix: fourteen people of fourteen roles, and everything twice, in ตาก and elsewhere."""

import io
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from datasets.models import (
    AppPassword,
    CollectionRound,
    Correction,
    Dataset,
    DatasetField,
    Doubt,
    Entry,
    Form,
    FormFile,
    HeadingSet,
    Record,
    Twin,
)
from tambon.models import User
from tambon.permissions import Can
from tests.access import work
from tests.factories import people as brings
from tests.factories import tambon as make
from u2t.core import files, notifications
from u2t.core.models import AuditEvent, ImportIssue, ImportRun, Job

STRANGER = "stranger"


def _person(username):
    return User.objects.create(username=username, first_name="สมมุติ", last_name=username, password=_password())


@cache
def _password():
    # One hash for all: hashing thirty of them would cost more than the whole walk.
    return make_password("u2t-test-password")


class World:
    """People by role, and the keys of things by name: `own` lies in ต.แม่ท้อ of KPRU, `other` in เชียงใหม่ of CMU."""

    def __init__(self):
        self.people = {}
        self.keys = {"own": {}, "other": {}}
        self._places()
        self._people()
        self._things()

    def owners(self, key):
        """Return the roles that own the `other` thing itself, and so may see it."""
        owned = {"job", "file", "run", "issue", "notification", "contract", "placement", "person", "paper", "staged"}
        owned |= {"session", "attendance", "handover", "handover_line", "signature"}
        owned |= {"log", "log_photo", "monthreport", "report_line", "approval", "payline", "period", "reminder"}
        owned |= {"problemitem", "problem_event"}
        owned |= {"bank_account", "adjustment", "tax_certificate", "receivable", "repayment"}
        owned |= {"leave", "signin"}
        owned |= {"assignment", "assignment_item"}
        owned |= {"closing", "closing_tick"}
        owned |= {"article", "article_photo", "article_version"}
        if key == "telephone":
            return {"community", "staff"}  # staff answer for the person, who has a role in their tambon
        return {"community"} if key in owned else set()

    def _places(self):
        nation = make.area("TH", "ประเทศไทย", level="nation")
        for code in ("63", "6301", "50", "5001", "630111", "500101"):
            make.area(code)
        self.nation, self.tambon, self.far = nation, make.area("630111"), make.area("500101")
        for parent in (self.tambon, self.far):
            make.area(f"{parent.code}01", "หมู่ที่ 1", kind="moo")
        make.area("four-north", "ภาคเหนือ", kind="four")
        self.kpru = make.university("kpru", network=make.network("upper-north"))
        self.cmu = make.university("cmu", network=make.network("central"))
        self.agency = make.agency("land-63", area=make.area("63"))
        self.far_agency = make.agency("land-50", area=make.area("50"))
        programme = make.programme()
        self.allocations = (
            make.allocation(self.tambon, self.kpru, programme),
            make.allocation(self.far, self.cmu, programme),
        )

    def _people(self):
        places = {
            **{key: {"area": self.nation} for key in ("ministry", "steward", "auditor", "admin")},
            **{key: {"area": self.tambon} for key in ("worker", "pm", "am", "community")},
            **{key: {"agency": self.agency} for key in ("digital", "agency")},
            "province": {"area": make.area("63")},
            "staff": {"university": self.kpru},
            "regional": {"network": make.network("upper-north")},
            "applicant": None,
        }
        for role, place in places.items():
            self.people[role] = _person(role)
            if place:
                make.membership(self.people[role], role, **place)

    def _things(self):
        admin = self.people["admin"]
        dataset = Dataset.objects.create(
            code="sample", name_th="ตัวอย่าง", owner_th="ผู้ดูแล", place_level="tambon", needs_second_person=False
        )
        field = DatasetField.objects.create(
            dataset=dataset, name="wells", position=1, kind="whole", label_th="เอ็กซ์", is_added=True
        )
        now = timezone.now()
        source = files.store(name="a.csv", media_type="text/csv", stream=io.BytesIO(b"x"), by=admin)
        form = Form.objects.create(
            dataset=dataset, number=1, version="1", title_th="แบบ", xml="<x/>", questions=[], source=source, definition=1,
            by=admin, at=now,
        )  # fmt: skip
        for side, area, allocation in zip(("own", "other"), (self.tambon, self.far), self.allocations, strict=True):
            person = _person(f"pm-{side}")
            sent = brings.invitation(admin, person=brings.person(f"{side}@example.org"), place=area)
            # The worker owns what is "own" and can only be had by its owner; the province's things are somebody else's.
            owner = self.people["worker"] if side == "own" else self.people["community"]
            record = Record.objects.create(dataset=dataset, place=area, period="2565", changed_at=now)
            aside = Record.objects.create(
                dataset=dataset, place=area, period="2565", key="2", changed_at=now, is_live=False
            )
            file = files.store(name="a.csv", media_type="text/csv", stream=io.BytesIO(b"x"), by=owner)
            self.keys[side] = {
                "area": area.code,
                "group": "four-north",
                "village": f"{area.code}01",
                "amphoe": area.code[:4],
                "province": area.code[:2],
                "university": allocation.university_id,
                "unit": make.unit(allocation.university).pk,
                "lead": make.lead(make.area(area.code[:2]), allocation.university).pk,
                "government": make.government(area).pk,
                "network": allocation.university.network_id,
                "agency": (self.agency if side == "own" else self.far_agency).code,
                "programme": allocation.programme_id,
                "allocation": allocation.pk,
                "user": person.pk,
                "membership": make.membership(person, "pm", area=area).pk,
                "invitation": sent.invitation.pk,
                "secret": brings.secret_of(sent),
                "grant": brings.grant(self.people["worker"], area, admin, permission=Can.VIEW_AREA, days=1).pk,
                "dataset": dataset.code,
                "field": field.name,
                "form": form.number,
                "form_file": FormFile.objects.get_or_create(
                    form=form, name="list.csv", defaults={"md5": "0" * 32, "file": file}
                )[0].name,
                **_fieldwork(form, area, owner, now),
                "record": record.pk,
                "correction": Correction.objects.create(
                    record=record, field="x", reason="?", record_version=1, by=admin, created_at=now
                ).pk,
                "doubt": Doubt.objects.create(
                    dataset=dataset, record=record, field="wells", kind="missing", version=1, found_at=now
                ).pk,
                "heading_set": HeadingSet.objects.create(
                    dataset=dataset, shape=area.code, taken=[["บ่อ", "wells"]], by=admin, at=now
                ).pk,
                "twin": Twin.objects.create(
                    dataset=dataset,
                    first=record,
                    second=aside,
                    likeness=80,
                    state="dismissed",
                    found_at=now,
                    decided_by=admin,
                    decided_at=now,
                    reason="?",
                ).pk,
                "run": ImportRun.objects.create(
                    subject="dataset:sample", name="a.csv", by=owner, created_at=now, state="refused"
                ).pk,
                "allocation_run": ImportRun.objects.create(
                    subject="allocation:u2t1", name="a.csv", by=admin, created_at=now, state="refused"
                ).pk,
                "institution_run": ImportRun.objects.create(
                    subject="institution:universities", name="a.csv", by=admin, created_at=now, state="refused"
                ).pk,
                "event": AuditEvent.objects.order_by("-pk").first().pk,
                "job": Job.objects.create(kind="core.export_list", owner=owner).pk,
                "file": file.pk,
                "notification": notifications.tell(user_id=owner.pk, kind="job.done", work="core.export_list").pk,
            }
            self.keys[side] |= work.keys_of(
                area=area,
                university=allocation.university,
                agency=self.agency if side == "own" else self.far_agency,
                programme=allocation.programme,
                worker=owner,
                applicant=self.people["applicant"] if side == "own" else _person("applicant-other"),
            )
            for issue in ("issue", "allocation_issue", "institution_issue"):
                run = issue.replace("issue", "run")
                self.keys[side][issue] = ImportIssue.objects.create(
                    run_id=self.keys[side][run], line=1, code="file_empty", severity="error"
                ).pk
        # The worker's grants served their page only: they must not widen what the worker sees elsewhere.
        self.people["worker"].grants.update(ends_on=date(2020, 1, 1))


def _fieldwork(form, area, owner, now):
    """Make what somebody collected in a tambon: a round, an entry with a photo and a remark, their telephone."""
    number = 1 + form.dataset.rounds.count()
    span = {"opens_on": now.date(), "closes_on": now.date()}
    collection = CollectionRound.objects.create(
        dataset=form.dataset, number=number, name_th="รอบ", period="2565", by=owner, created_at=now, **span
    )
    collection.areas.create(area=area)
    entry = Entry.objects.create(
        dataset=form.dataset, form=form, place=area, area=area, period="2565", key=area.code, by=owner,
        submitted_at=now, round=collection,
    )  # fmt: skip
    revision = entry.revisions.create(
        number=1, instance=area.code, form=form, xml="<x/>", values={"photo": "photo.jpg"}, by=owner, at=now
    )
    photo = files.store_sealed(name="photo.jpg", media_type="image/jpeg", content=b"x", by=owner)
    return {
        "collection": collection.pk,
        "collector": owner.pk,
        # Over already: whoever may end it is told so.
        "grace": collection.graces.create(area=area, until=now.date(), reason="?", by=owner, at=now, ended_at=now).pk,
        "entry": entry.pk,
        "entry_revision": revision.pk,
        "entry_file": revision.files.create(name="photo.jpg", file=photo).pk,
        "entry_remark": entry.remarks.create(revision=1, text="แก้", by=owner, at=now).pk,
        "telephone": AppPassword.objects.create(user=owner, name="x", digest=area.code, created_at=now).pk,
    }


__all__ = ["STRANGER", "World"]
