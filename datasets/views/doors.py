"""Who a telephone is: its app password, by Basic where nobody on the way reads it, else by Digest."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.http.request import split_domain_port

from datasets.services.apppasswords import REALM, Doorman
from u2t.core.access import Actor

_BASIC = f'Basic realm="{REALM}", charset="UTF-8"'
_NONCES = signing.TimestampSigner(salt="datasets.telephones")
#: Seconds for which a telephone may go on with one challenge.
_HOLDS = 300


def person(request: HttpRequest) -> "Actor | None":
    """Return who sends this, if the app password holds."""
    kind, _space, given = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() == "basic" and is_private(request):
        return _by_password(given)
    return _by_digest(request, given) if kind.lower() == "digest" else None


def challenge(request: HttpRequest) -> str:
    """Return the value of `WWW-Authenticate`: no password is asked for where it would be read on the way."""
    if request.is_secure():
        return _BASIC
    kind, _space, given = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    is_spent = kind.lower() == "digest" and _is_spent(_facts(given))
    nonce = _NONCES.sign(secrets.token_hex(8))
    digest = f'Digest realm="{REALM}", qop="auth", algorithm=MD5, charset="UTF-8", nonce="{nonce}"' + (
        ", stale=true" if is_spent else ""
    )
    return f"{digest}, {_BASIC}" if is_private(request) else digest


def is_private(request: HttpRequest) -> bool:
    """Tell whether nobody on the way reads a password: it went over TLS, or no way at all."""
    host = split_domain_port(request.get_host())[0]
    return request.is_secure() or settings.DEBUG or host in settings.PLAIN_HOSTS


def _by_password(given: str) -> "Actor | None":
    try:
        username, colon, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except ValueError:  # no base64, or no text in it
        return None
    return Doorman.let_in(username, secret) if colon and "\x00" not in username else None


def _by_digest(request: HttpRequest, given: str) -> "Actor | None":
    """Check an answer to a challenge as RFC 7616 says, quality `auth`; each is good once, and for its own address."""
    facts = _facts(given)
    if not _is_asked(request, facts) or _is_spent(facts):
        return None
    asked = _md5(f"{request.method}:{facts['uri']}")

    def answer_of(known: str) -> str:
        return _md5(":".join((known, facts["nonce"], facts["nc"], facts["cnonce"], "auth", asked)))

    found = Doorman.let_in_by_digest(facts["username"], answer_of, facts["response"])
    return found if found and cache.add(_use_of(facts), 1, _HOLDS * 2) else None


def _is_asked(request: HttpRequest, facts: dict[str, str]) -> bool:
    if not {"username", "nonce", "uri", "response", "nc", "cnonce"} <= facts.keys():
        return False
    if facts.get("qop") != "auth" or facts.get("algorithm", "MD5").upper() != "MD5" or "\x00" in facts["username"]:
        return False
    try:
        named = urlsplit(facts["uri"])
    except ValueError:  # no address
        return False
    return (unquote(named.path), named.query) == (request.path, request.META.get("QUERY_STRING", ""))


def _is_spent(facts: dict[str, str]) -> bool:
    """Tell whether an answer came too late, to a challenge that is not ours, or a second time: one asks anew then."""
    try:
        _NONCES.unsign(facts.get("nonce", ""), max_age=_HOLDS)
    except signing.BadSignature:
        return True
    return cache.get(_use_of(facts)) is not None


def _use_of(facts: dict[str, str]) -> str:
    return f"datasets.telephones:{_md5(':'.join(facts.get(name, '') for name in ('nonce', 'nc', 'cnonce')))}"


def _facts(given: str) -> dict[str, str]:
    try:
        # Headers are read as Latin 1; names in Thai are sent in UTF-8, as the challenge asks.
        facts: dict[str, Any] = parse_keqv_list(parse_http_list(given.encode("latin-1").decode()))
    except (ValueError, IndexError):  # a part without a name, or without a value; other letters
        return {}
    return {str(name).lower(): str(value) for name, value in facts.items()}


def _md5(text: str) -> str:
    """Digest speaks MD5, as Collect does; what it guards is 128 random bits."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
