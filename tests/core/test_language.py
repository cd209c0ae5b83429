"""Thai first, English by a switch."""

import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import override
from rest_framework import serializers

from tambon.system import system_user

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.mark.parametrize(("cookie", "expected"), [(None, "th"), ("en", "en"), ("th", "th"), ("xx", "th")])
def test_page_is_thai_whatever_the_browser_asks_until_switched(client, cookie, expected):
    if cookie:
        client.cookies["u2t_language"] = cookie

    response = client.get("/accounts/login/", headers={"accept-language": "en-US,en;q=0.9"})

    assert response["Content-Language"] == expected


def test_switch_keeps_the_choice(client):
    client.post("/language/setlang/", {"language": "en", "next": "/accounts/login/"})

    assert client.get("/accounts/login/")["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("pressed_on", "here"),
    [
        ("http://testserver/workforce/months/?q=1", "/workforce/months/?q=1"),
        ("http://elsewhere.example/x/", "/"),
        ("", "/"),
    ],
)
def test_after_a_press_that_was_refused_the_language_changes_on_the_page_it_was_pressed_on(client, pressed_on, here):
    client.force_login(system_user())

    page = client.post("/nowhere/", headers={"referer": pressed_on})

    assert page.status_code == 404
    assert f'name="next" value="{here}"' in page.content.decode()


def test_the_language_of_a_page_changes_on_the_page_itself(client):
    client.force_login(system_user())

    page = client.get("/datasets/?search=a", headers={"referer": "http://testserver/"}).content.decode()

    assert 'name="next" value="/datasets/?search=a"' in page


class Strict(forms.Form):
    name = forms.CharField(max_length=3)
    nick = forms.CharField(min_length=2)
    code = forms.SlugField()
    amount = forms.DecimalField(max_digits=5, decimal_places=2)
    share = forms.DecimalField(max_digits=5, decimal_places=2)
    whole = forms.DecimalField(max_digits=5, decimal_places=4)
    step = forms.IntegerField(step_size=5)
    paper = forms.FileField(max_length=5, validators=[FileExtensionValidator(["pdf"])])


class Many(serializers.Serializer):
    codes = serializers.ListField(child=serializers.CharField(), max_length=1)
    key = serializers.UUIDField()
    kinds = serializers.MultipleChoiceField(choices=["a"], allow_empty=False)


def test_what_forms_and_the_api_refuse_is_said_in_thai():
    written = {
        "name": "ตาก-ตาก", "nick": "ก", "code": "ก ข", "amount": "1234567", "share": "1.234", "whole": "12.1", "step": "3"
    }  # fmt: skip
    with override("th"):
        form = Strict(written, {"paper": SimpleUploadedFile("long-name.exe", b"1")})
        asked = Many(data={"codes": ["a", "b"], "key": "1", "kinds": []})
        asked.is_valid()
        refused = [*form.errors.values(), *asked.errors.values()]
        said = [str(message) for messages in refused for message in messages]

    assert len(refused) == len(Strict.base_fields) + 3
    for message in said:
        assert re.search("[ก-๙]", message), message
