"""What the rules of eligibility ask for: their parameters, checked exactly, and the rule in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workforce.choices import DomicileWithin, EducationLevel, RuleCode

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_OLDEST = 120


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value a rule asks for: one of `choices`, or else a whole number from `least` to `most`."""

    name: str
    label: "StrPromise"
    is_required: bool = True
    least: int = 0
    most: int = _OLDEST
    choices: tuple[tuple[str, "StrPromise | str"], ...] = ()


#: The parameters of each rule; a rule that is not here has none.
PARAMETERS: dict[str, tuple[Parameter, ...]] = {
    RuleCode.AGE: (
        Parameter("minimum", gettext_lazy("Youngest age (years)"), is_required=False),
        Parameter("maximum", gettext_lazy("Oldest age (years)"), is_required=False),
    ),
    RuleCode.GRADUATED_WITHIN: (Parameter("years", gettext_lazy("Years since graduation, at most"), least=1, most=60),),
    RuleCode.EDUCATION: (
        Parameter("minimum", gettext_lazy("Lowest level of education"), choices=tuple(EducationLevel.choices)),
    ),
    RuleCode.DOMICILE: (Parameter("within", gettext_lazy("Registered where"), choices=tuple(DomicileWithin.choices)),),
}


def parameters_of(code: str) -> tuple[Parameter, ...]:
    """Return what a rule asks for."""
    return PARAMETERS.get(code, ())


def problems_in(code: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with the parameters of a rule, by their names; nothing if all is right."""
    known = {parameter.name: parameter for parameter in parameters_of(code)}
    found = {name: _("This rule has no parameter of this name.") for name in values if name not in known}
    for name, parameter in known.items():
        if (problem := _problem(parameter, values.get(name))) is not None:
            found[name] = problem
    return found or _between(code, values)


def sentence_of(code: str, values: Mapping[str, Any]) -> str:
    """Say a rule in plain words."""
    told = _SENTENCES.get(code)
    return told(values) if told else code


def _age(values: Mapping[str, Any]) -> str:
    least, most = values.get("minimum"), values.get("maximum")
    if least is not None and most is not None:
        return _("Is from %(least)s to %(most)s years old") % {"least": least, "most": most}
    if most is not None:
        return _("Is at most %(most)s years old") % {"most": most}
    return _("Is at least %(least)s years old") % {"least": least}


def _label(words: Any, value: object) -> str:
    return str(dict(words.choices).get(value, value or "…"))


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    RuleCode.NATIONALITY: lambda _values: _("Has Thai nationality"),
    RuleCode.AGE: _age,
    RuleCode.GRADUATED_WITHIN: lambda v: _("Graduated at most %(years)s years ago") % {"years": v.get("years", "…")},
    RuleCode.EDUCATION: lambda v: (
        _("Finished at least: %(level)s") % {"level": _label(EducationLevel, v.get("minimum"))}
    ),
    RuleCode.ENROLLED: lambda _values: _("Is enrolled as a student now"),
    RuleCode.DOMICILE: lambda v: _("Is registered: %(where)s") % {"where": _label(DomicileWithin, v.get("within"))},
    RuleCode.NO_STATE_WORK: lambda _values: _("Has no other work paid by the state"),
}


def _problem(parameter: Parameter, value: object) -> str | None:
    if value is None or value == "":
        return _("Fill this in: the rule needs it.") if parameter.is_required else None
    if parameter.choices:
        known = [choice for choice, _label in parameter.choices]
        return None if value in known else _("Choose one of: %(choices)s.") % {"choices": ", ".join(known)}
    if isinstance(value, bool) or not isinstance(value, int) or not parameter.least <= value <= parameter.most:
        limits = {"least": parameter.least, "most": parameter.most}
        return _("Write a whole number from %(least)s to %(most)s.") % limits
    return None


def _between(code: str, values: Mapping[str, Any]) -> dict[str, str]:
    if code != RuleCode.AGE:
        return {}
    least, most = values.get("minimum"), values.get("maximum")
    if least is None and most is None:
        return {"minimum": _("Give the youngest age, the oldest, or both.")}
    if least is not None and most is not None and most < least:
        return {"maximum": _("The oldest age is below the youngest.")}
    return {}
