"""The texts of papers that the platform brings; `templates.sync` stores them, universities write versions of their own.

A line is a paragraph. `# ` begins a clause's heading, `- ` an item, `@people` stands for the list of people, and
`{field}` for a value; the fields of each kind are in `FIELDS`.
"""

from dataclasses import dataclass

from workforce.choices import PaperForm, PaperKind

#: What stays masked to many who read papers: no title names one, and a text that does is opened by fewer.
GUARDED = frozenset({"national_id", "address"})
_OF_CONTRACT = frozenset(
    {"university", "number", "date", "person", "national_id", "address", "telephone", "worker_type", "position"}
    | {"tambon", "agency", "lecturer", "manager", "programme", "contract_number", "starts_on", "ends_on"}
    | {"wage", "wage_words", "signer", "signer_capacity"}
)
# Guides read the papers of a month, and national IDs are not theirs to see: no text of these may name one.
_OF_MONTH = (_OF_CONTRACT - {"national_id", "address", "telephone"}) | frozenset(
    {"month", "period_number", "first_day", "last_day", "sent_on", "approved_on", "days_worked", "days_absent"}
    | {"log_count", "amount", "amount_words"}
)
#: The fields a text of each kind may use.
FIELDS: dict[str, frozenset[str]] = {
    PaperKind.CONTRACT: _OF_CONTRACT,
    PaperKind.TERMS_OF_REFERENCE: _OF_CONTRACT,
    PaperKind.ASSIGNMENT: _OF_CONTRACT,
    PaperKind.REPORTING: _OF_CONTRACT,
    PaperKind.CERTIFICATE: _OF_CONTRACT | {"training"},
    PaperKind.ANNOUNCEMENT: frozenset(
        {"university", "number", "date", "programme", "round", "signer", "signer_capacity", "appeals_until"}
    ),
    PaperKind.DELIVERY: _OF_MONTH,
    PaperKind.ACCEPTANCE: _OF_MONTH,
    PaperKind.HANDOVER: frozenset(
        {"university", "number", "date", "programme", "tambon", "agency", "held_on", "place", "count", "received_by"}
        | {"received_position", "signer", "signer_capacity"}
    ),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A paper as it is shipped."""

    kind: str
    form: str
    title: str
    body: str


TEXTS: tuple[Text, ...] = (
    Text(
        PaperKind.CONTRACT,
        PaperForm.CONTRACT,
        "สัญญาจ้างเหมาบริการ {programme}",
        """สัญญาฉบับนี้ (ทะเบียนสัญญาเลขที่ {contract_number}) ทำขึ้น ณ {university} เมื่อวันที่ {date} ระหว่าง{university} โดย {signer} {signer_capacity} ซึ่งต่อไปในสัญญานี้เรียกว่า "ผู้ว่าจ้าง" ฝ่ายหนึ่ง กับ {person} เลขประจำตัวประชาชน {national_id} อยู่ที่ {address} โทรศัพท์ {telephone} ซึ่งต่อไปในสัญญานี้เรียกว่า "ผู้รับจ้าง" อีกฝ่ายหนึ่ง คู่สัญญาตกลงกันดังนี้
# ข้อ 1 งานที่จ้าง
ผู้ว่าจ้างตกลงจ้างและผู้รับจ้างตกลงรับจ้างปฏิบัติงานตาม{programme} ประเภท{worker_type} ตำแหน่ง{position} ประจำ {tambon} ตามขอบเขตของงานแนบท้ายสัญญานี้
# ข้อ 2 ระยะเวลา
ผู้รับจ้างจะปฏิบัติงานตั้งแต่วันที่ {starts_on} ถึงวันที่ {ends_on}
# ข้อ 3 ค่าจ้างและการจ่าย
ผู้ว่าจ้างตกลงจ่ายค่าจ้างเดือนละ {wage} บาท ({wage_words}) เมื่อผู้รับจ้างส่งรายงานผลการปฏิบัติงานประจำเดือนและผู้ว่าจ้างตรวจรับแล้ว
# ข้อ 4 การลาออกและการบอกเลิกสัญญา
ผู้รับจ้างซึ่งประสงค์จะลาออกต้องแจ้งเป็นหนังสือล่วงหน้า หากผู้รับจ้างไม่ปฏิบัติตามสัญญา ผู้ว่าจ้างมีสิทธิบอกเลิกสัญญาและจ่ายค่าจ้างเท่าที่ได้ปฏิบัติงานจริง
# ข้อ 5 ข้อมูลส่วนบุคคล
ผู้รับจ้างจะเก็บรักษาข้อมูลส่วนบุคคลที่ได้รู้จากการปฏิบัติงานเป็นความลับ และใช้เพื่องานตามโครงการเท่านั้น
สัญญานี้ทำขึ้นสองฉบับมีข้อความตรงกัน คู่สัญญาได้อ่านและเข้าใจข้อความโดยตลอดแล้ว จึงลงลายมือชื่อไว้เป็นสำคัญต่อหน้าพยาน และเก็บไว้ฝ่ายละฉบับ""",
    ),
    Text(
        PaperKind.TERMS_OF_REFERENCE,
        PaperForm.CONTRACT,
        "ขอบเขตของงาน (TOR) แนบท้ายสัญญาเลขที่ {contract_number}",
        """# 1 ผู้รับจ้าง
{person} ประเภท{worker_type} ตำแหน่ง{position} ประจำ {tambon}
# 2 งานที่ต้องปฏิบัติ
- วิเคราะห์และจัดทำข้อมูลขนาดใหญ่ของชุมชน (Community Big Data)
- เฝ้าระวัง ประสานงาน และติดตามข้อมูลสถานการณ์โรคโควิด 19 และโรคระบาดใหม่
- จัดทำข้อมูลราชการในพื้นที่เป็นข้อมูลอิเล็กทรอนิกส์
- ร่วมกิจกรรมยกระดับเศรษฐกิจและสังคมของตำบลตามแผน
- พัฒนาทักษะด้านดิจิทัล ภาษาอังกฤษ การเงิน และสังคม
# 3 การส่งมอบงาน
บันทึกการปฏิบัติงานทุกวันที่ปฏิบัติงาน และส่งรายงานผลการปฏิบัติงานประจำเดือนผ่านระบบภายในกำหนด
# 4 ผู้กำกับการปฏิบัติงาน
อาจารย์ที่ปรึกษา (PM) {lecturer} ผู้จัดการพื้นที่ (AM) {manager}
# 5 ระยะเวลาและค่าจ้าง
ตั้งแต่วันที่ {starts_on} ถึงวันที่ {ends_on} ค่าจ้างเดือนละ {wage} บาท ({wage_words})""",
    ),
    Text(
        PaperKind.ASSIGNMENT,
        PaperForm.EXTERNAL,
        "ส่งตัวผู้รับจ้างเข้าปฏิบัติงาน",
        """ตามที่{university}ได้รับอนุมัติให้ดำเนิน{programme}ใน{tambon} นั้น
ในการนี้ {university}ขอส่งตัว {person} ผู้รับจ้างประเภท{worker_type} ตามสัญญาเลขที่ {contract_number} มาปฏิบัติงาน ณ {agency} ตั้งแต่วันที่ {starts_on} ถึงวันที่ {ends_on} โดยมี {lecturer} เป็นอาจารย์ที่ปรึกษา (PM)
จึงเรียนมาเพื่อโปรดรับตัวและมอบหมายงาน ทั้งนี้ โปรดลงนามในใบรายงานตัวที่แนบมาพร้อมนี้ส่งคืนมหาวิทยาลัย จะขอบคุณยิ่ง""",
    ),
    Text(
        PaperKind.REPORTING,
        PaperForm.MEMO,
        "รายงานตัวเข้าปฏิบัติงาน",
        """ข้าพเจ้า {person} ผู้รับจ้างประเภท{worker_type} ตามสัญญาเลขที่ {contract_number} ขอรายงานตัวเข้าปฏิบัติงานตาม{programme} ณ {agency} ตั้งแต่วันที่ {starts_on}
จึงเรียนมาเพื่อโปรดทราบ""",
    ),
    Text(
        PaperKind.CERTIFICATE,
        PaperForm.CERTIFICATE,
        "หนังสือรับรองการปฏิบัติงาน",
        """หนังสือฉบับนี้ให้ไว้เพื่อรับรองว่า {person} ได้ปฏิบัติงานตาม{programme} ของ{university} ประเภท{worker_type} ตำแหน่ง{position} ประจำ {tambon} ตามสัญญาเลขที่ {contract_number} ตั้งแต่วันที่ {starts_on} ถึงวันที่ {ends_on}
{training}""",
    ),
    Text(
        PaperKind.ANNOUNCEMENT,
        PaperForm.ANNOUNCEMENT,
        "ผลการคัดเลือกผู้รับจ้าง{round}",
        """ตามที่{university}ได้เปิดรับสมัครบุคคลเพื่อจ้างปฏิบัติงานตาม{programme} นั้น บัดนี้ การคัดเลือกเสร็จสิ้นแล้ว จึงประกาศรายชื่อผู้ได้รับคัดเลือกและบัญชีสำรองเรียงตามลำดับดังนี้
@people
ผู้สมัครซึ่งประสงค์จะอุทธรณ์ให้ยื่นผ่านระบบภายในวันที่ {appeals_until}""",
    ),
    Text(
        PaperKind.HANDOVER,
        PaperForm.MEMO,
        "ส่งมอบผู้รับจ้างของ{tambon}",
        """{university}ได้ส่งมอบผู้รับจ้างตาม{programme} จำนวน {count} คน ให้แก่ {agency} เมื่อวันที่ {held_on} ณ {place} โดย {received_by} {received_position} เป็นผู้รับมอบ ตามรายชื่อต่อไปนี้
@people
จึงบันทึกไว้เป็นหลักฐาน""",
    ),
    Text(
        PaperKind.DELIVERY,
        PaperForm.CONTRACT,
        "ใบส่งมอบงาน ประจำเดือน{month}",
        """วันที่ {date}
เรียน ผู้ตรวจรับงาน {university}
ข้าพเจ้า {person} ผู้รับจ้างประเภท{worker_type} ตามสัญญาเลขที่ {contract_number} ประจำ {tambon} ขอส่งมอบงานตาม{programme} งวดที่ {period_number} ประจำเดือน{month} (วันที่ {first_day} ถึงวันที่ {last_day}) ซึ่งได้ปฏิบัติงาน {days_worked} วัน รวม {log_count} กิจกรรม มีผลงานดังนี้
@people
รายละเอียดปรากฏตามรายงานผลการปฏิบัติงานประจำเดือนซึ่งส่งผ่านระบบเมื่อวันที่ {sent_on}
จึงเรียนมาเพื่อโปรดตรวจรับงานและดำเนินการเบิกจ่ายค่าจ้างต่อไป""",
    ),
    Text(
        PaperKind.ACCEPTANCE,
        PaperForm.CONTRACT,
        "ใบตรวจรับงาน ประจำเดือน{month}",
        """วันที่ {date}
ตามที่{university}ได้ตกลงจ้าง {person} ตามสัญญาเลขที่ {contract_number} เพื่อปฏิบัติงานตาม{programme} ประเภท{worker_type} ประจำ {tambon} และผู้รับจ้างได้ส่งมอบงานงวดที่ {period_number} ประจำเดือน{month} (วันที่ {first_day} ถึงวันที่ {last_day}) เมื่อวันที่ {sent_on} นั้น
ผู้ตรวจรับได้ตรวจรายงานผลการปฏิบัติงานแล้วเมื่อวันที่ {approved_on} ปรากฏว่าผู้รับจ้างปฏิบัติงาน {days_worked} วัน วันที่ไม่จ่ายค่าจ้าง {days_absent} วัน ผลงานเป็นไปตามสัญญา จึงตรวจรับไว้ถูกต้อง
@people
เห็นควรจ่ายค่าจ้างงวดนี้เป็นเงิน {amount} บาท ({amount_words}) ให้แก่ผู้รับจ้าง""",
    ),
)
