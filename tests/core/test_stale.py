"""A form that comes back from a page that was out of date: every kind of field says what is stored, in words."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from u2t.core.errors import InputError, StaleError
from u2t.core.stale import refuse


class Typed(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(required=False, widget=forms.Textarea)
    day = forms.DateField(required=False)
    sum = forms.DecimalField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "–"), ("a", "หนึ่ง"), ("กลุ่ม", [("b", "สอง")])])
    kinds = forms.MultipleChoiceField(required=False, choices=[("a", "หนึ่ง"), ("b", "สอง")])
    is_so = forms.BooleanField(required=False)
    file = forms.FileField(required=False)
    reason = forms.CharField(required=False)


STORED = {
    "version": 4, "name": "บรรทัดหนึ่ง\nบรรทัดสอง", "day": date(2021, 11, 20), "sum": Decimal("2.50"), "kind": "b",
    "kinds": ["a", "b"], "is_so": True,
}  # fmt: skip


def came_back(body, **initial):
    form = Typed(QueryDict(body), initial=STORED | initial)
    assert form.is_valid()
    refuse(form, StaleError("เปลี่ยนแล้ว"))
    return form


def test_what_is_stored_stands_beside_what_differs_in_words():
    form = came_back("version=1&name=อื่น&day=2021-11-21&sum=3&kind=a&kinds=a&reason=เพราะ")

    with translation.override("th"):
        beside = {name: form.stale.beside(form[name]) for name in form.fields}

    assert beside == {
        "version": "", "name": "บรรทัดหนึ่ง\nบรรทัดสอง", "day": "20 พ.ย. 2564", "sum": "2.5", "kind": "สอง",
        "kinds": "หนึ่ง, สอง", "is_so": "ใช่", "file": "", "reason": "",
    }  # fmt: skip
    assert (form["version"].value(), form["name"].value()) == ("4", "อื่น")
    assert form.stale.typed == [("Reason", "เพราะ")]


def test_what_is_the_same_and_what_is_empty():
    same = "version=1&name=บรรทัดหนึ่ง%0D%0Aบรรทัดสอง&day=2021-11-20&sum=2.5&kind=b&kinds=a&kinds=b&is_so=on"

    assert not any(came_back(same).stale.beside(bound) for bound in came_back(same))
    with translation.override("th"):
        form = came_back(same, name="", is_so=False, kind="gone")
        assert [form.stale.beside(form[name]) for name in ("name", "is_so", "kind")] == ["ว่าง", "ไม่ใช่", "gone"]


@pytest.mark.parametrize(("initial", "version"), [({"version": 2}, "2"), ({"version": 0}, "0"), ({}, "3")])
def test_the_version_is_that_of_the_values_beside_it_or_what_the_refusal_says(initial, version):
    form = Typed(QueryDict("version=1"), initial=initial)
    assert form.is_valid()

    refuse(form, StaleError("เปลี่ยนแล้ว", extra={"version": 3}))

    assert form["version"].value() == version


def test_a_field_and_the_page_show_it_and_markup_stays_text():
    form = came_back("version=1&name=x&reason=<b>", name="<script>")

    page = Template("{% stale %}{% field form.name %}").render(Context({"form": form, "again": form}))

    assert ("&lt;script&gt;" in page, "<script>" in page, page.count("notice-bad")) == (True, False, 1)
    assert "&lt;b&gt;" in page
    assert ('href="#id_name-stored"' in page, 'id="id_name-stored"' in page) == (True, True)


@pytest.mark.parametrize(("field", "beside"), [("name", "name"), ("other", "__all__"), (None, "__all__")])
def test_another_refusal_stands_beside_its_field(field, beside):
    form = Typed(QueryDict("version=1"), initial=STORED)
    assert form.is_valid()

    refuse(form, InputError("ผิด", extra={"field": field}))

    assert (form.errors[beside], getattr(form, "stale", None)) == (["ผิด"], None)
