"""A client that speaks OpenRosa as ODK Collect does, from the specification: of the answers it understands XML alone."""

import base64
import uuid
from dataclasses import dataclass, field
from xml.etree.ElementTree import fromstring

from django.core.files.uploadedfile import SimpleUploadedFile

FORMS = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
XFORMS = "{http://www.w3.org/2002/xforms}"


def instance_of(form, answers="", *, version="2565010101", instance=None, deprecated=None):
    """Write an answered form as Collect stores it."""
    named = instance or f"uuid:{uuid.uuid4()}"
    old = f"<orx:deprecatedID>{deprecated}</orx:deprecatedID>" if deprecated else ""
    return (
        f'<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="{version}">{answers}'
        f"<orx:meta><orx:instanceID>{named}</orx:instanceID>{old}</orx:meta></data>"
    )


@dataclass
class Collect:
    """A telephone: `http` is Django's client, which sends what a socket would."""

    http: object
    username: str
    secret: str
    server: str = "/openrosa"
    headers: dict = field(default_factory=dict)

    def __post_init__(self):
        told = base64.b64encode(f"{self.username}:{self.secret}".encode()).decode()
        self.headers = {"Authorization": f"Basic {told}", "X-OpenRosa-Version": "1.0"}

    def get(self, url):
        return self.http.get(url, headers=self.headers)

    def forms(self):
        answer = self.get(f"{self.server}/formList")
        assert answer.status_code == 200, answer.content
        assert answer["X-OpenRosa-Version"] == "1.0"
        listed = fromstring(answer.content)
        return {
            form.findtext(f"{FORMS}formID"): {part.tag.removeprefix(FORMS): part.text for part in form}
            for form in listed
        }

    def media(self, form):
        listed = fromstring(self.get(form["manifestUrl"]).content)
        return {
            part.findtext(f"{MANIFEST}filename"): self.get(part.findtext(f"{MANIFEST}downloadUrl")).content.decode()
            for part in listed
        }

    def submit(self, xml, *, files=None, is_incomplete=False):
        """Ask first where to send, as Collect does, then send the answers with a part of the photos."""
        asked = self.http.head(f"{self.server}/submission", headers=self.headers)
        if asked.status_code == 204:
            assert int(asked["X-OpenRosa-Accept-Content-Length"]) > 10_000_000
        parts = {"xml_submission_file": SimpleUploadedFile("a.xml", xml.encode(), "text/xml")}
        for name, content in (files or {}).items():
            parts[name] = SimpleUploadedFile(name, content, "image/jpeg")
        if is_incomplete:
            parts["*isIncomplete*"] = "yes"
        return self.http.post(f"{self.server}/submission", parts, headers=self.headers)


def said(answer):
    """Return the nature and the sentence of an OpenRosaResponse."""
    message = fromstring(answer.content).find(f"{RESPONSE}message")
    return message.get("nature"), message.text
