"""Forms of the article of a month."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workforce.models import Article, LogPhoto
from workforce.selectors.articles import photos_to_pick
from workforce.services.articles import MOST_LETTERS, Picked, Told


class ArticleForm(forms.Form):
    """What an article says, and which photos of the month's logs stand in it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=pgettext_lazy("writing", "Title"), max_length=150)
    text = forms.CharField(
        label=_("Text"), max_length=MOST_LETTERS, required=False, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Composed from your logs: make a story of it. Name nobody who has not agreed to it."),
    )  # fmt: skip
    shows_name = forms.BooleanField(label=_("Show my name beside the published article"), required=False)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        there = {one.photo_id: one for one in article.photos.all()}
        self._photos: list[LogPhoto] = list(photos_to_pick(article.contract, article.period))
        values: dict[str, Any] = {name: getattr(article, name) for name in ("version", "title", "text", "shows_name")}
        for photo in self._photos:
            kept = there.get(photo.pk)
            caption = kept.caption if kept is not None else photo.log.activity
            values |= {f"pick_{photo.pk}": kept is not None, f"caption_{photo.pk}": caption}
        kwargs["initial"] = values
        super().__init__(*args, **kwargs)
        for photo in self._photos:
            self.fields[f"pick_{photo.pk}"] = forms.BooleanField(label=_("Show this photo"), required=False)
            self.fields[f"caption_{photo.pk}"] = forms.CharField(
                label=_("What it shows"), max_length=200, required=False
            )

    @property
    def pictures(self) -> list[tuple[LogPhoto, forms.BoundField, forms.BoundField]]:
        """Return each photo with its two fields."""
        return [(one, self[f"pick_{one.pk}"], self[f"caption_{one.pk}"]) for one in self._photos]

    def told(self) -> Told:
        """Return what was typed and picked."""
        data = self.cleaned_data
        picked = [Picked(one, data[f"caption_{one.pk}"]) for one in self._photos if data[f"pick_{one.pk}"]]
        return Told(data["title"], data["text"], picked, shows_name=data["shows_name"])


class ReasonForm(forms.Form):
    """A decision at the version seen, with its reason where one is needed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
