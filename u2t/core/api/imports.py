"""Issues of an import, whatever was brought in."""

from rest_framework import serializers

from u2t.core.importing.issues import message_of, remedy_of
from u2t.core.models import ImportIssue


class IssueSerializer(serializers.ModelSerializer[ImportIssue]):
    message = serializers.SerializerMethodField()
    remedy = serializers.SerializerMethodField()

    class Meta:
        model = ImportIssue
        fields = ["id", "line", "column", "value", "code", "message", "remedy", "severity"]

    def get_message(self, issue: ImportIssue) -> str:
        return message_of(issue.code, issue.values)

    def get_remedy(self, issue: ImportIssue) -> str:
        return remedy_of(issue.code, issue.values)
