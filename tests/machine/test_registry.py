"""uv must look where pip looks."""

from pathlib import Path

from u2t.machine import registry

LISTING = """\
:env:.index-url='https://mirror.example/simple'
:env:.default-timeout='180'
global.cert='/etc/ssl/mirror.pem'
global.extra-index-url='file:///opt/one file:///opt/two'
global.index-url='https://other.example/simple'
install.find-links='/opt/wheels'
install.no-index='false'
"""


def test_read_options_lets_variables_win():
    assert registry.read_options(LISTING) == {
        "cert": "/etc/ssl/mirror.pem",
        "extra-index-url": "file:///opt/one file:///opt/two",
        "index-url": "https://mirror.example/simple",
        "find-links": "/opt/wheels",
        "no-index": "false",
        "default-timeout": "180",
    }


def test_translate_gives_uv_the_same_registry():
    assert registry.translate(registry.read_options(LISTING)) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "file:///opt/one file:///opt/two",
        "UV_FIND_LINKS": "/opt/wheels",
        "UV_HTTP_TIMEOUT": "180",
        "SSL_CERT_FILE": "/etc/ssl/mirror.pem",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_translate_forbids_the_index_where_pip_does():
    assert registry.translate({"no-index": "true"})["UV_NO_INDEX"] == "1"


def test_uv_settings_of_the_machine_have_the_last_word(monkeypatch):
    monkeypatch.setattr(registry, "_pip_options", lambda _: {"index-url": "https://mirror.example", "timeout": "9"})
    monkeypatch.setenv("UV_INDEX_URL", "https://mine.example")
    monkeypatch.delenv("UV_HTTP_TIMEOUT", raising=False)
    monkeypatch.delenv("UV_INDEX_STRATEGY", raising=False)

    found = registry.uv_environment(Path("python"))

    assert found == {"UV_HTTP_TIMEOUT": "9", "UV_INDEX_STRATEGY": "unsafe-best-match"}
