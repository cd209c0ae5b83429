"""Lists of people at work, as a university brings them, and people whom they name."""

import csv
import io

from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce.naming import keys_of
from workforce.services import imports

HEAD = [
    "คำนำหน้า",
    "ชื่อ",
    "สกุล",
    "เลขบัตร",
    "ประเภท",
    "ตำบล",
    "อำเภอ",
    "วันเริ่ม",
    "วันสิ้นสุด",
    "โทร",
    "วันเกิด",
    "หน่วยงาน",
    "ตำแหน่ง",
    "รหัสตำบลตามทะเบียนบ้าน",
    "ตำบลตามทะเบียนบ้าน",
    "อำเภอตามทะเบียนบ้าน",
    "จังหวัดตามทะเบียนบ้าน",
    "เลขที่สัญญา",
    "วันที่ลงนาม",
    "ค่าจ้าง",
    "ที่อยู่ตามทะเบียนบ้าน",
    "ที่อยู่ปัจจุบัน",
    "ธนาคาร",
    "เลขบัญชี",
    "ชื่อบัญชี",
]
ROW = {
    "คำนำหน้า": "นางสาว", "ชื่อ": "สมมุติ", "สกุล": "ใจดี", "ประเภท": "บัณฑิต", "ตำบล": "แม่ท้อ", "อำเภอ": "เมืองตาก",
    "วันเริ่ม": "1/2/2564", "วันสิ้นสุด": "31/1/2565", "โทร": "812345678", "วันเกิด": "5/6/2541",
}  # fmt: skip


def listed(*rows):
    """The bytes of a list; a row names only what differs, its national ID is a new one unless it says another."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, HEAD)
    writer.writeheader()
    for row in rows:
        writer.writerow(ROW | {"เลขบัตร": work.national_id()} | row)
    return stream.getvalue().encode()


def brought(by, *rows):
    run = imports.open_run(
        university=make.university("kpru"), programme=make.programme(), name="รายชื่อ.csv", content=listed(*rows), by=by
    )
    return imports.check(run=run, by=by)


def problems(run):
    return [(issue.line, issue.code, issue.severity) for issue in run.issues.order_by("line", "pk")]


def known(last_name, user=None, **fields):
    """Somebody in the database with a name as the lists have it."""
    values = {"first_name": ROW["ชื่อ"], "last_name": last_name} | fields
    return work.person(user, **values, **keys_of(values["first_name"], values["last_name"]))
