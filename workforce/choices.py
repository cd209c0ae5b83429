"""Words of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerType(models.TextChoices):
    """Kinds of people the programme hires."""

    CITIZEN = "citizen", _("Citizen")
    GRADUATE = "graduate", _("New graduate")
    STUDENT = "student", _("Student")


class WorkScheme(models.TextChoices):
    """The lists of work that documents of the programme use, each with numbers of its own."""

    KINDS = "kinds", _("Four kinds of work")
    ASSIGNMENT = "assignment", _("Five areas of the assignment form")
    POSITION = "position", _("Six positions")
    PACKAGE = "package", _("Four work packages")


class TermsState(models.TextChoices):
    """Where a version of the terms stands."""

    DRAFT = "draft", _("Draft")
    IN_FORCE = "in-force", _("In force")
    REPLACED = "replaced", _("Replaced")


class RuleCode(models.TextChoices):
    """Rules of eligibility; each knows its parameters (`workforce/eligibility.py`)."""

    NATIONALITY = "nationality", _("Thai nationality")
    AGE = "age", _("Age")
    GRADUATED_WITHIN = "graduated-within", _("Years since graduation")
    EDUCATION = "education", _("Level of education")
    ENROLLED = "enrolled", _("Enrolled as a student")
    DOMICILE = "domicile", _("Registered domicile")
    NO_STATE_WORK = "no-state-work", _("No other work paid by the state")


class DomicileWithin(models.TextChoices):
    """How near to the chosen tambon a person has to be registered."""

    TAMBON = "tambon", _("in the tambon")
    AMPHOE = "amphoe", _("in the amphoe")
    PROVINCE = "province", _("in the province")


class DocumentKind(models.TextChoices):
    """Evidence an application may need."""

    PHOTO = "photo", _("Photograph, at most 3 months old")
    ID_CARD = "id-card", _("Copy of the national ID card")
    HOUSE_REGISTRATION = "house-registration", _("Copy of the house registration")
    DEGREE = "degree", _("Degree certificate or proof of qualification")
    TRANSCRIPT = "transcript", _("Transcript")
    STUDENT_CERTIFICATE = "student-certificate", _("Certificate of student status")
    RESIDENCE_CERTIFICATE = "residence-certificate", _("Certificate of residence in the area")
    NAME_CHANGE = "name-change", _("Proof of a changed name")
    MILITARY = "military", _("Proof of military service")
    OTHER = "other", _("Other document")


class DocumentState(models.TextChoices):
    """What staff said of a document."""

    WAITING = "waiting", _("To be checked")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class RoundState(models.TextChoices):
    """Where a round stands; whether it is open follows from its moments."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SELECTING = "selecting", _("Selecting")
    ANNOUNCED = "announced", _("Announced")
    CLOSED = "closed", _("Closed")


class RoundPhase(models.TextChoices):
    """Where a round is in its life: its state, and while it is published the clock."""

    DRAFT = "draft", _("Draft")
    COMING = "coming", _("Opens later")
    OPEN = "open", _("Open for applications")
    OVER = "over", _("Applications closed")
    SELECTING = "selecting", _("Selecting")
    ANNOUNCED = "announced", _("Announced")
    CLOSED = "closed", _("Closed")


class IdKind(models.TextChoices):
    """What the first digit of a national ID tells."""

    THAI = "thai", _("Thai national")
    NO_NATIONALITY = "no-nationality", _("No Thai nationality (6, 7)")
    OTHER_REGISTERED = "other-registered", _("Registered otherwise (8)")
    NO_STATUS = "no-status", _("Without civil status (0)")


class Sex(models.TextChoices):
    """As the ID card says it."""

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class BirthPrecision(models.TextChoices):
    """How much of a date of birth is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year only")


class EducationLevel(models.TextChoices):
    """Levels of education, in rising order."""

    PRIMARY = "1-primary", _("Primary school")
    LOWER_SECONDARY = "2-lower-secondary", _("Lower secondary school")
    UPPER_SECONDARY = "3-upper-secondary", _("Upper secondary school")
    VOCATIONAL = "4-vocational", _("Vocational certificate")
    HIGH_VOCATIONAL = "5-high-vocational", _("High vocational certificate")
    DIPLOMA = "6-diploma", _("Diploma")
    BACHELOR = "7-bachelor", _("Bachelor's degree")
    MASTER = "8-master", _("Master's degree")
    DOCTORATE = "9-doctorate", _("Doctorate")


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Sent")
    RETURNED = "returned", _("Returned to be corrected")
    QUALIFIED = "qualified", _("Qualified for the interview")
    REFUSED = "refused", _("Not qualified")
    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    NOT_SELECTED = "not-selected", _("Not selected")
    HIRED = "hired", _("Hired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Gave up the place")


class SelectionState(models.TextChoices):
    """Where a selection stands."""

    DRAFT = "draft", _("Draft")
    AGREED = "agreed", _("Agreed")
    REPLACED = "replaced", _("Replaced")


class Outcome(models.TextChoices):
    """What a selection gives an applicant."""

    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("Reserve")
    TIE = "tie", _("Tie to be decided")
    NOT_SELECTED = "not-selected", _("Not selected")


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", _("Waiting for an answer")
    UPHELD = "upheld", _("Upheld")
    REFUSED = "refused", _("Not upheld")


class ContractState(models.TextChoices):
    """Where a contract stands; whether it runs follows from its days."""

    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    ENDED = "ended", _("Ended")
    RESIGNED = "resigned", _("Resigned")
    CANCELLED = "cancelled", _("Cancelled")


#: Contracts somebody works or worked under.
WORKS = (ContractState.SIGNED, ContractState.ENDED, ContractState.RESIGNED)


class SupervisorRole(models.TextChoices):
    """Who guides the people of a tambon."""

    PM = "pm", _("Lecturer in charge (PM)")
    AM = "am", _("Area manager (AM)")


class SessionKind(models.TextChoices):
    """Kinds of sessions."""

    ORIENTATION = "orientation", _("Orientation")
    TRAINING = "training", _("Training")


class Skill(models.TextChoices):
    """The four skills every worker is trained in."""

    DIGITAL = "digital", _("Digital literacy")
    ENGLISH = "english", _("English")
    FINANCIAL = "financial", _("Financial literacy")
    SOCIAL = "social", _("Social literacy")
    OTHER = "other", _("Other")


class HandoverState(models.TextChoices):
    """Where a hand-over stands."""

    PLANNED = "planned", _("Planned")
    DONE = "done", _("Handed over")


class PaperKind(models.TextChoices):
    """Papers the programme needs."""

    CONTRACT = "contract", _("Contract of hire")
    TERMS_OF_REFERENCE = "terms-of-reference", _("Terms of reference")
    ASSIGNMENT = "assignment", _("Letter of assignment")
    REPORTING = "reporting", _("Reporting slip")
    CERTIFICATE = "certificate", _("Certificate")
    ANNOUNCEMENT = "announcement", _("Announcement")
    HANDOVER = "handover", _("Hand-over record")
    DELIVERY = "delivery", _("Delivery of work")
    ACCEPTANCE = "acceptance", _("Acceptance of work")


class PaperForm(models.TextChoices):
    """Forms in which Thai offices write."""

    MEMO = "memo", _("Memorandum (บันทึกข้อความ)")
    EXTERNAL = "external", _("External letter (หนังสือภายนอก)")
    ORDER = "order", _("Order (คำสั่ง)")
    ANNOUNCEMENT = "announcement", _("Announcement (ประกาศ)")
    CONTRACT = "contract", _("Contract (สัญญา)")
    CERTIFICATE = "certificate", _("Certificate (หนังสือรับรอง)")


class PaperState(models.TextChoices):
    """Where a paper stands."""

    ISSUED = "issued", _("Issued")
    SIGNED = "signed", _("Signed")
    CANCELLED = "cancelled", _("Cancelled")


class SignatureKind(models.TextChoices):
    """How a paper is signed."""

    INK = "ink", _("In ink")
    SYSTEM = "system", _("In the system")


class Party(models.TextChoices):
    """Whose line of a paper it is."""

    OFFICE = "office", _("University")
    PERSON = "person", _("The person hired")
    RECEIVER = "receiver", _("Receiving agency")
    WITNESS = "witness", _("Witness")


class ApplicationStep(models.TextChoices):
    """The steps in which an application is written."""

    ABOUT = "about", _("About you")
    BACKGROUND = "background", _("Education and experience")
    WHERE = "where", _("Type and place")
    DOCUMENTS = "documents", _("Documents")
    SEND = "send", _("Check and send")


class AttendanceMode(models.TextChoices):
    """How a university knows that somebody worked on a day."""

    LOG = "log", _("By the day log")
    CLOCK = "clock", _("By signing in within a window")


class PayRule(models.TextChoices):
    """How absences lower the wage of a month."""

    FULL = "full", _("Full wage")
    ABSENT_DAY = "absent-day", _("Less for each day absent")
    WORKING_DAY = "working-day", _("For each working day worked")


class StepKind(models.TextChoices):
    """Who takes a step of the chain of approval."""

    PM = "pm", _("Lecturer in charge (PM)")
    AM = "am", _("Area manager (AM)")
    AGENCY = "agency", _("Agency of the digital data manager")
    CERTIFIER = "certifier", _("Certifier of the university")


class PeriodState(models.TextChoices):
    """Whether work of a month can still be written."""

    OPEN = "open", _("Still open")
    CLOSED = "closed", _("Closed")


class ReportState(models.TextChoices):
    """Where a monthly report stands."""

    DRAFT = "draft", _("Being written")
    SENT = "sent", _("Being checked")
    RETURNED = "returned", _("Returned to be corrected")
    APPROVED = "approved", _("Approved")


class Standing(models.TextChoices):
    """How a result stands against the plan; nothing is chosen beforehand."""

    BELOW = "below", _("Below plan")
    ON = "on", _("As planned")
    ABOVE = "above", _("Above plan")


class BatchState(models.TextChoices):
    """Where a payment batch stands."""

    DRAFT = "draft", _("Being computed")
    FROZEN = "frozen", _("Frozen")


class PayMethod(models.TextChoices):
    """How those of a batch are paid."""

    TRANSFER = "transfer", _("Transfer to confirmed accounts")
    OTHER = "other", _("Cheque or cash")


class AdjustmentState(models.TextChoices):
    """Where a correction of a wage stands."""

    ASKED = "asked", _("Waits for a second person")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")


class PayLineState(models.TextChoices):
    """What became of a payment."""

    DUE = "due", _("To be paid")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Payment failed")


class ProblemKind(models.TextChoices):
    """What a worker names in a report beside the results."""

    PROBLEM = "problem", _("Problem")
    OBSTACLE = "obstacle", _("Obstacle")
    SUGGESTION = "suggestion", _("Suggestion")


class ProblemState(models.TextChoices):
    """Where something named stands."""

    OPEN = "open", _("Not answered yet")
    IN_HAND = "in-hand", _("In hand")
    DONE = "done", _("Closed")


class ProblemOwner(models.TextChoices):
    """Who is to answer, the nearest first; what is late climbs to the next."""

    PM = "pm", _("Lecturer in charge (PM)")
    STAFF = "staff", _("University staff")
    MINISTRY = "ministry", _("Ministry")


class ProblemAction(models.TextChoices):
    """What became of something named."""

    RAISED = "raised", _("Named in a report")
    ANSWERED = "answered", _("Answered")
    PASSED = "passed", _("Passed on")
    CLIMBED = "climbed", _("Climbed, being late")
    CLOSED = "closed", _("Closed")
