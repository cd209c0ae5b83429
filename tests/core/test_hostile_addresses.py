"""What cannot be is answered, never a 500."""

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/areas/%00/", 404),
        ("/tambon/access/%00/", 404),
        ("/api/v1/rollups/?within=²", 422),
        ("/api/v1/rollups/?within=kpru:²", 422),
        ("/api/v1/observations/?within=kpru:abc", 422),
        ("/api/v1/jobs/?cursor=x", 422),
        ("/api/v1/jobs/?page_size=²", 422),
    ],
)
def test_an_address_that_cannot_be_is_answered(client, ministry, address, status):
    client.force_login(ministry)

    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    "asked",
    [
        {"list": "core.jobs", "media": "csv", "argument-user": "1"},
        {"list": "datasets.records", "media": "csv"},
        {"list": "tambon.allocations", "media": "csv", "argument-x": "y"},
        {"list": "core.jobs", "media": "csv", "query": "x=\x00"},
    ],
)
def test_a_download_with_other_arguments_than_the_list_has_is_refused(client, ministry, asked):
    client.force_login(ministry)

    assert client.post("/exports/", asked).status_code == 422


def test_a_program_fetches_its_file_with_its_token(client, officer, settings, tmp_path):
    import io

    from rest_framework.authtoken.models import Token

    from u2t.core import files

    settings.PRIVATE_FILES = tmp_path
    file = files.store(name="a.csv", media_type="text/csv", stream=io.BytesIO(b"a,b"), by=officer)
    token = Token.objects.create(user=officer)

    response = client.get(f"/files/{file.pk}/", headers={"authorization": f"Token {token.key}"})

    assert b"".join(response.streaming_content) == b"a,b"
    assert client.get(f"/files/{file.pk}/", headers={"authorization": "Token wrong"}).status_code == 302
