"""The API of this app: `routes` are (prefix, viewset, basename)."""

from rest_framework.viewsets import ViewSetMixin

from datasets.api.collecting import EntryViewSet, TelephoneViewSet
from datasets.api.doubts import DoubtViewSet
from datasets.api.filling import FieldFormViewSet
from datasets.api.headings import HeadingSetViewSet
from datasets.api.imports import ImportIssueViewSet, ImportViewSet
from datasets.api.records import CorrectionViewSet, DatasetViewSet, RecordViewSet
from datasets.api.rounds import CollectionRoundViewSet
from datasets.api.twins import TwinViewSet
from datasets.api.xlsforms import FormViewSet

routes: list[tuple[str, type[ViewSetMixin], str]] = [
    (r"datasets/(?P<dataset>[-\w]+)/records", RecordViewSet, "api-record"),
    (r"datasets/(?P<dataset>[-\w]+)/forms", FormViewSet, "api-form"),
    (r"datasets/(?P<dataset>[-\w]+)/doubts", DoubtViewSet, "api-doubt"),
    (r"datasets/(?P<dataset>[-\w]+)/twins", TwinViewSet, "api-twin"),
    (r"datasets/(?P<dataset>[-\w]+)/headings", HeadingSetViewSet, "api-headingset"),
    ("datasets", DatasetViewSet, "api-dataset"),
    (r"imports/(?P<run>\d{1,18})/issues", ImportIssueViewSet, "api-import-issue"),
    ("imports", ImportViewSet, "api-import"),
    ("collection-rounds", CollectionRoundViewSet, "api-collection"),
    ("telephones", TelephoneViewSet, "api-telephone"),
    ("field-forms", FieldFormViewSet, "api-field-form"),
    ("entries", EntryViewSet, "api-entry"),
    ("corrections", CorrectionViewSet, "api-correction"),
]
