"""What the audit trail says of rows without a name of their own, in the reader's language."""

import pytest
from django.utils import translation

from tambon.presenters import sentence_of, target_of
from tests.factories import workforce as work
from u2t.core.models import AuditEvent


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("application draft of round 4", "ใบสมัครที่ยังไม่ได้ส่ง (รอบรับสมัครรหัส 4)"),
        ("application 3 of round 5", "ใบสมัครเลขที่ 3 (รอบรับสมัครรหัส 5)"),
        ("id-card of application 7", "สำเนาบัตรประจำตัวประชาชน (ใบสมัครรหัส 7)"),
        ("appeal of application 7", "คำอุทธรณ์ (ใบสมัครรหัส 7)"),
        ("selection 1 of round 3", "ผลการคัดเลือกครั้งที่ 1 (รอบรับสมัครรหัส 3)"),
        ("announcement 1/2564", "ประกาศที่ 1/2564"),
        ("contract 848 in period 8", "สัญญารหัส 848 งวดรหัส 8"),
        ("contract 848 on post 3", "สัญญารหัส 848 อัตรารหัส 3"),
        ("contract 848 signed in on 2021-12-08", "สัญญารหัส 848 วันที่ 8 ธ.ค. 2564"),
        ("contract 848 on 2021-02-30", "contract 848 on 2021-02-30"),
        ("leave 2 of contract 848", "รายการรหัส 2 (สัญญารหัส 848)"),
        ("batch 1 of period 8", "ชุดจ่ายที่ 1 งวดรหัส 8"),
        ("entry 210", "รายการรหัส 210"),
        ("records 3 and 4", "ระเบียนรหัส 3 และ 4"),
        ("ต.แม่ท้อ", "ต.แม่ท้อ"),
    ],
)
def test_a_row_is_named_in_thai_and_a_name_of_its_own_stays(kept, said):
    with translation.override("th"):
        assert target_of(AuditEvent(target_text=kept)) == said


@pytest.mark.django_db
def test_an_application_and_its_document_are_kept_as_the_trail_reads_them(nation):
    document = work.document(work.application(number=12))

    with translation.override("th"):
        event = AuditEvent(action="application.sent", actor="ปราณี", target_text=str(document.application))
        assert sentence_of(event) == f"ปราณี ส่ง ใบสมัครเลขที่ 12 (รอบรับสมัครรหัส {document.application.round_id})"
        kept = target_of(AuditEvent(target_text=str(document)))
        assert kept == f"รูปถ่ายไม่เกิน 3 เดือน (ใบสมัครรหัส {document.application_id})"
