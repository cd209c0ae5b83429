"""Tags and filters of every template: Thai dates and numbers, icons, addresses, and the components.

A component is a tag whose parameters are its declared props: an unknown one is an error, not a silence.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

_MONTHS_TH = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
_MONTHS_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_BUDDHIST_ERA = 543
_TONES = frozenset({"good", "bad", "warn", "now", "info", "quiet"})


def is_thai() -> bool:
    """Tell whether the page is in Thai."""
    return (get_language() or settings.LANGUAGE_CODE).startswith("th")


@register.filter
def thai_date(value: date | None) -> str:
    """Write a day as "20 พ.ย. 2564", in English "20 Nov 2021"."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) and timezone.is_aware(value) else value
    if is_thai():
        return f"{day.day} {_MONTHS_TH[day.month - 1]} {day.year + _BUDDHIST_ERA}"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


@register.filter
def thai_datetime(value: datetime | None) -> str:
    """Write a moment as "20 พ.ย. 2564 เวลา 14.32 น.", in English "20 Nov 2021, 14:32"."""
    if value is None:
        return ""
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    if is_thai():
        return f"{thai_date(moment)} เวลา {moment:%H.%M} น."
    return f"{thai_date(moment)}, {moment:%H:%M}"


@register.filter
def number(value: Decimal | float | None, decimals: int = 0) -> str:
    """Write a number with its thousands separated; nothing is "no data", never 0."""
    if value is None or value == "":
        return _("No data")
    return f"{value:,.{int(decimals)}f}"


@register.filter
def short(value: Decimal) -> str:
    """Write a decimal without the zeros at its end: 6, 1.5."""
    return f"{value.normalize():f}"


@register.filter
def local_name(thing: Any) -> str:
    """Return the name in the language of the page; the Thai one where there is no other."""
    name_th, name_en = getattr(thing, "name_th", ""), getattr(thing, "name_en", "")
    return str(name_th if is_thai() else getattr(thing, "told_en", "") or name_en or name_th)


@lru_cache(maxsize=512)
def _svg(name: str) -> str:
    path = Path(settings.ICONS) / "outline" / f"{name}.svg"
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    body = text[text.index(">", text.index("<svg")) + 1 :].replace("\n", "")
    return (
        f'<svg class="icon icon-{name}" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{body}'
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of Tabler's outline icons; it is decoration, so words must stand beside it."""
    return mark_safe(_svg(name))  # noqa: S308 - a file of an installed package, named by our templates


@register.simple_tag(takes_context=True)
def qs(context: Mapping[str, Any], **changes: Any) -> str:
    """Return the query of this page with some parameters changed; an empty value drops one."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in {None, ""}:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Look up a key that is itself a variable."""
    return mapping.get(key, "")


@register.simple_block_tag
def card(content: str, *, title: str = "", subtitle: str = "", name: str = "") -> SafeString:
    """Frame content in a card; `name` becomes the id of its heading's section."""
    head = ""
    if title:
        quiet = format_html('<p class="card-subtitle">{}</p>', subtitle) if subtitle else ""
        head = format_html('<div class="card-header"><div><h2 class="card-title">{}</h2>{}</div></div>', title, quiet)
    identity = format_html(' id="{}"', name) if name else ""
    return format_html('<section class="card"{}>{}{}</section>', identity, head, content)


def _tone(tone: str) -> str:
    if tone not in _TONES:
        raise template.TemplateSyntaxError(f"There is no tone “{tone}”; there are {', '.join(sorted(_TONES))}.")
    return tone


@register.inclusion_tag("components/pill.html")
def pill(text: str, tone: str = "quiet", icon: str = "") -> dict[str, Any]:
    """Mark a state in a word; the colour only repeats it."""
    return {"text": text, "tone": _tone(tone), "icon": icon}


@register.inclusion_tag("components/alert.html")
def alert(text: str, tone: str = "info", title: str = "") -> dict[str, Any]:
    """Say what happened, what it means and what to do."""
    icons = {"good": "circle-check", "bad": "alert-circle", "warn": "alert-triangle", "info": "info-circle"}
    return {"text": text, "tone": _tone(tone), "title": title, "icon": icons.get(tone, "info-circle")}


@register.inclusion_tag("components/empty.html")
def empty_state(title: str, text: str = "", icon: str = "inbox", url: str = "", button: str = "") -> dict[str, Any]:
    """Say what will stand here, with the one button to begin."""
    return {"title": title, "text": text, "icon": icon, "url": url, "button": button}


@register.inclusion_tag("components/progress.html")
def progress(percent: float | None, label: str) -> dict[str, Any]:
    """Show how far a long work is; without a percentage, that it moves."""
    return {"percent": percent, "label": label}


_STYLES = {"check": "form-check-input", "select": "form-select", "radio": "field-radio"}


@register.inclusion_tag("components/field.html")
def field(field: BoundField, *, marks_optional: bool = True) -> dict[str, Any]:
    """Show a field of a form with its label, help and errors beside it."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    is_check = kind == "checkbox" and not hasattr(widget, "choices")
    if kind == "checkbox" and not is_check:
        widget.attrs.setdefault("class", "form-check-input")
        checks = [(option.tag(wrap_label=False), option.choice_label) for option in field]
        return {"field": field, "checks": checks, "marks_optional": marks_optional, "stored": _stored(field)}
    style = _STYLES.get("check" if is_check else kind, "form-control")
    attrs: dict[str, str | bool] = {"class": style + (" is-invalid" if field.errors else "")}
    return {
        "field": field,
        "control": field.as_widget(attrs=attrs),
        "is_check": is_check,
        "marks_optional": marks_optional,
        "stored": _stored(field),
    }


@register.inclusion_tag("components/stored.html")
def stored_now(field: BoundField) -> dict[str, Any]:
    """Show what is stored now beside a field of a page that was out of date; `field` shows it by itself."""
    return {"stored": _stored(field), "field": field}


@register.inclusion_tag("components/stale.html", takes_context=True)
def stale(context: Context) -> dict[str, Any]:
    """Say of every form of the page that came back why it did, and what was typed that is stored nowhere.

    So says a page that is shown again after a press on it that was out of date.
    """
    # By the type: asking a lazy value what it is would make it.
    forms = (one for values in context.dicts for one in values.values() if issubclass(type(one), BaseForm))
    found = {id(form): getattr(form, "stale", None) for form in forms}
    shown = getattr(context.get("request"), "shown", None)
    return {"found": [one for one in (shown, *found.values()) if one is not None]}


def _stored(field: BoundField) -> str:
    stale = getattr(field.form, "stale", None)
    return stale.beside(field) if stale is not None else ""


@register.inclusion_tag("components/steps.html")
def steps(names: Sequence[str], current: int) -> dict[str, Any]:
    """Show a road with the present step marked; steps count from 1."""
    shown = [
        {"number": n, "name": name, "state": "done" if n < current else "now" if n == current else "ahead"}
        for n, name in enumerate(names, start=1)
    ]
    return {"steps": shown}


@register.inclusion_tag("components/origin.html")
def origin(origin: str) -> dict[str, Any]:
    """Mark figures that were invented for the demonstration."""
    return {"origin": origin}


@register.inclusion_tag("components/key.html")
def key(classes: Sequence[Any], title: str) -> dict[str, Any]:
    """State the limits of the classes of a map, hatching for no data."""
    return {"classes": classes, "title": title}


@register.inclusion_tag("components/headline.html")
def headline(tile: Any) -> dict[str, Any]:
    """Show one headline figure: value, unit, change against a named period, what is behind it."""
    return {"tile": tile}
