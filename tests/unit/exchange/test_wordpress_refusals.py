"""Exports as strangers make them: whatever is in the file, it is one sentence, soon, and nothing was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.exchange.fixtures import Importing
from tests.unit.exchange.wordpress import HEAD, comment, export, item
from webapp.journal.exchange.wordpress.elements import LARGEST, MOST_IN_ITEM
from webapp.prose.markdown import markdown

GOOD = export(item(1, comment(1)))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _with_doctype(doctype: str, text: str = "&x;") -> bytes:
    head, _end, rest = GOOD.partition("?>")
    return f"{head}?>{doctype}{rest}".replace("Story 1", text).encode()


REFUSED = {
    "a bomb of entities": (
        _with_doctype(f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>', "&l9;"),
        "It declares entities of its own, which are not read.",
    ),
    "a file as an entity": (
        _with_doctype('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "It declares entities of its own, which are not read.",
    ),
    "an entity of parameters from elsewhere": (
        _with_doctype('<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>', "x"),
        "It declares entities of its own, which are not read.",
    ),
    "an entity that nobody declared": (GOOD.replace("Story 1", "&nbsp;").encode(), "undefined entity"),
    "cut off": (GOOD[:-200].encode(), "It is not XML that can be read: "),
    "cut off within a letter": ("é".join(GOOD.split("Story"))[:400].encode()[:-1] + b"\xc3", "It is not XML"),
    "Latin-1 under the name of UTF-8": (GOOD.replace("Story", "Käse").encode("latin-1"), "not well-formed"),
    "an encoding that nobody knows": (GOOD.replace("UTF-8", "klingon").encode(), "unknown encoding"),
    "an encoding of several bytes": (GOOD.replace("UTF-8", "shift_jis").encode(), "multi-byte encodings are not"),
    "a NUL": (GOOD.replace("Story", "St\0ry").encode(), "not well-formed"),
    "a control character": (GOOD.replace("Story", "St\x08ry").encode(), "not well-formed"),
    "nothing": (b"", "no element found"),
    "words": (b"a,b,c\n1,2,3\n", "syntax error"),
    "HTML": (b"<html><body>Hello</body></html>", "It is XML, but no export of WordPress."),
    "another feed": (
        b"<rss><channel><item><title>A</title><guid>1</guid></item></channel></rss>",
        "It is XML, but no export of WordPress.",
    ),
    "two roots": ((GOOD + GOOD.partition("?>")[2]).encode(), "junk after document element"),
    "deep": (f"{HEAD}{'<a>' * 5000}".encode(), "Its elements are nested too deeply in line 5."),
    "wide": (f"{HEAD}<item>{'<a/>' * (MOST_IN_ITEM + 1)}".encode(), "The item before line 5 has too much in it."),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_is_refused_in_a_sentence(importing: Importing, content: bytes, sentence: str) -> None:
    file = importing.file("export.xml", content)
    done = importing.run(file)
    assert (done.status, len(done.errors)) == (1, 1)
    assert done.errors[0].startswith(f"{file}: ")
    assert sentence in done.errors[0]
    assert done.errors[0].endswith(".")
    assert done.lines == ["0 created, 0 updated, 0 unchanged, 1 refused"]
    assert importing.one("SELECT count(*) FROM post") == importing.one("SELECT count(*) FROM act") == 0


def test_a_file_that_is_too_large_is_not_read(importing: Importing) -> None:
    file = importing.file("export.xml", GOOD)
    with file.open("r+b") as opened:
        opened.truncate(LARGEST + 1)
    assert importing.run(file).errors == [f"{file}: It is larger than 64 MiB; export it in parts."]


def test_a_word_of_many_megabytes_is_read_in_a_moment(importing: Importing) -> None:
    file = importing.file("export.xml", GOOD.replace("<item>", f'<item a="{"x" * 2**23}">'))
    assert importing.run(file).summary == "3 created, 0 updated, 0 unchanged, 0 refused"


def test_a_text_of_many_megabytes_is_one_refusal(importing: Importing) -> None:
    items = item(1, content_encoded="x" * 2**23), item(2)
    done = importing.run(importing.file("export.xml", export(*items)))
    assert done.summary == "2 created, 0 updated, 0 unchanged, 1 refused"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_an_encoding_that_is_declared_is_read(importing: Importing, encoding: str) -> None:
    text = export(item(1, title="Käse")).replace("UTF-8", encoding.removesuffix("-sig"))
    assert importing.run(importing.file("export.xml", text.encode(encoding))).status == 0
    assert importing.one("SELECT title FROM post_text") == "Käse"


def test_a_doctype_without_entities_is_no_harm(importing: Importing) -> None:
    assert importing.run(importing.file("export.xml", _with_doctype("<!DOCTYPE rss>", "x"))).status == 0


def test_an_export_is_known_by_how_it_begins_too(importing: Importing) -> None:
    assert importing.run(importing.file("export.wxr", GOOD)).status == 0


def test_letters_of_windows_are_shown_as_they_were_meant(importing: Importing) -> None:
    importing.run(importing.file("export.xml", export(item(1, title="It\x92s \x93good\x94"))))
    assert importing.one("SELECT title FROM post_text") == "It’s “good”"


def test_other_names_for_the_same_elements_are_understood(importing: Importing) -> None:
    text = GOOD.replace("wp:", "w:").replace("xmlns:wp", "xmlns:w").replace("http://wordpress", "https://wordpress")
    assert importing.run(importing.file("export.xml", text.replace("export/1.2/", "export/1.1/"))).summary.startswith(
        "3 c"
    )


def test_a_link_in_a_body_is_no_script_and_what_is_marked_up_is_text(importing: Importing) -> None:
    body = '<a href="javascript:alert(1)">x</a><script>alert(1)</script><img src=x onerror=alert(1)>&lt;script&gt;'
    importing.run(
        importing.file("export.xml", export(item(1, title="<script>alert(1)</script>T", content_encoded=body)))
    )
    ((title, text),) = importing.rows("SELECT title, body FROM post_text")
    assert title == "T"
    shown = markdown(str(text))
    assert "<script" not in shown
    assert "javascript:" not in shown
    assert "onerror" not in shown


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(GOOD.encode())), bytes_=st.binary(max_size=6), cut=st.integers(0, 6))
def test_a_file_with_any_damage_is_read_or_refused(importing: Importing, at: int, bytes_: bytes, cut: int) -> None:
    damaged = GOOD.encode()[:at] + bytes_ + GOOD.encode()[at + cut :]
    done = importing.run(importing.file("export.xml", damaged), dry=True)
    assert done.status in (0, 1)
    assert all(error.startswith(str(importing.folder)) and "\n" not in error for error in done.errors)


def test_what_may_not_be_read_is_a_sentence(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    file = importing.file("export.xml", GOOD)

    def refuse(self: Path, *_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert importing.run(file).errors == [f"{file}: It cannot be read: Permission denied."]
