"""What is asked and answered of announcements."""

from typing import Any

from rest_framework import serializers

from workforce.models import Announcement
from workforce.selectors.selections import is_signed


class NoticeSignerSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    capacity = serializers.CharField(max_length=200)
    order_number = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)


class NoticeSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    appeals_until = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    signers = NoticeSignerSerializer(many=True, allow_empty=False)


class AnnouncementSerializer(serializers.ModelSerializer[Announcement]):
    is_signed = serializers.SerializerMethodField(help_text="Whether it is signed, in ink or in the system.")

    class Meta:
        model = Announcement
        fields = [
            "id", "round", "selection", "document_number", "shows_names", "published_at", "expires_at",
            "appeals_until", "withdrawn_at", "is_signed", "ink_signed_on",
        ]  # fmt: skip

    def get_is_signed(self, announcement: Announcement) -> bool:
        return is_signed(announcement)


class PublishSerializer(serializers.Serializer[Any]):
    ink_signed_on = serializers.DateField(
        required=False, help_text="Said of the original, where neither a filed scan nor the system shows it signed."
    )


class TakeDownSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
