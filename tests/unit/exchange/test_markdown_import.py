"""Folders of Markdown: what files, folders and front matter say of a story, once and twice, and what is refused."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.exchange.fixtures import SOMEBODY, Importing, Result
from webapp.exchange.drafts import Bad
from webapp.journal.exchange.markdown.front import split
from webapp.journal.exchange.markdown.paths import Paths
from webapp.journal.models import Post
from webapp.storage.acts import carry_out

TEXTS = "SELECT {} FROM post p JOIN post_text t ON t.post_id = p.id ORDER BY p.id, t.locale"


def _tree(importing: Importing, name: str, files: dict[str, str | bytes]) -> Path:
    root = importing.folder / name
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def _run(importing: Importing, files: dict[str, str | bytes], name: str = "site", dry: bool = False) -> Result:
    return importing.run(_tree(importing, name, files), dry=dry)


def _texts(importing: Importing, columns: str) -> list[tuple[object, ...]]:
    return importing.rows(TEXTS.format(columns))


def _page(title: str, text: str = "Words.", **fields: object) -> str:
    lines = (f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\n{''.join(lines)}---\n{text}\n"


HUGO = {
    "content/posts/pot.md": _page("A pot", date="2024-05-01T10:00:00+02:00", tags="[tea, green tea]", author="Jane"),
    "content/posts/pot.nl.md": _page("Een pot", slug="een-pot"),
    "content/nl/posts/pan.md": _page("Een pan", date="2024-06-01"),
    "content/en/posts/pan.md": _page("A pan"),
    "content/posts/knife/index.md": _page("A knife", draft="true"),
    "content/posts/knife/index.de.md": _page("Ein Messer", draft="true"),
    "content/posts/_index.md": _page("Stories"),
    "README.md": "# How to build this",
}
JEKYLL = {
    "_posts/2024-05-01-a-pot.md": _page("A pot", categories="tools", tags="tea pots"),
    "_posts/2024-5-2-no-title.markdown": "Only words.",
    "_drafts/soon.md": _page("Soon"),
    "about.md": _page("About"),
    "_site/a.md": _page("Built"),
}


def test_a_site_of_hugo_goes_in_once(importing: Importing) -> None:
    done = _run(importing, HUGO)
    assert (done.status, done.errors) == (0, [])
    assert done.summary == "4 created, 0 updated, 0 unchanged, 0 refused"
    assert "  left out: content/posts/_index.md" in done.lines
    found = set(_texts(importing, "t.locale, t.title, t.slug, t.tags, p.published"))
    assert found == {
        ("en", "A pot", "pot", "tea, green tea", True),
        ("nl", "Een pot", "een-pot", None, True),
        ("en", "A pan", "pan", None, True),
        ("nl", "Een pan", "pan", None, True),
        ("en", "A knife", "knife", None, False),
        ("de", "Ein Messer", "knife", None, False),
    }
    assert importing.one("SELECT count(*) FROM post") == 3
    before = importing.everything()
    assert _run(importing, HUGO).summary == "0 created, 0 updated, 4 unchanged, 0 refused"
    assert importing.everything() == before


def test_a_site_of_jekyll_goes_in_once(importing: Importing) -> None:
    done = _run(importing, JEKYLL)
    assert done.summary == "3 created, 0 updated, 0 unchanged, 0 refused"
    assert set(_texts(importing, "t.title, t.slug, t.tags, p.published")) == {
        ("A pot", "a-pot", "tea, pots, tools", True),
        ("No title", "no-title", None, True),
        ("Soon", "soon", None, False),
    }
    with importing.session() as session:
        times = [post.published_at for post in session.query(Post).order_by(Post.published_at.nulls_last())]
    assert times == [datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 2, tzinfo=UTC), None]
    assert _run(importing, JEKYLL).summary == "0 created, 0 updated, 3 unchanged, 0 refused"


def test_a_folder_for_each_story_with_a_file_for_each_language(importing: Importing) -> None:
    files = {"pot/en.md": _page("A pot"), "pot/nl.md": _page("Een pot"), "pan/de.md": _page("Eine Pfanne")}
    assert _run(importing, files).summary == "2 created, 0 updated, 0 unchanged, 0 refused"
    found = [("de", "Eine Pfanne"), ("en", "A pot"), ("nl", "Een pot")]
    assert sorted(_texts(importing, "t.locale, t.title")) == found  # type: ignore[type-var]


def test_a_part_of_a_site_has_the_keys_of_the_whole(importing: Importing) -> None:
    """So that naming another folder, or one file, makes nothing twice."""
    root = _tree(importing, "site", HUGO)
    importing.run(root)
    for part in ("content", "content/nl", "content/posts", "content/posts/knife", "content/posts/pot.nl.md"):
        done = importing.run(root / part)
        assert (done.status, done.summary[:22]) == (0, "0 created, 0 updated, "), part
    other = _tree(importing, "stories", {"pot/en.md": _page("A pot"), "pot/nl.md": _page("Een pot")})
    importing.run(other)
    assert importing.run(other / "pot").summary == "0 created, 0 updated, 1 unchanged, 0 refused"
    assert importing.run(other / "pot" / "nl.md").summary == "0 created, 0 updated, 1 unchanged, 0 refused"


def test_two_sites_do_not_meet(importing: Importing) -> None:
    _run(importing, {"content/a.md": _page("One")}, "first")
    assert _run(importing, {"content/a.md": _page("Two")}, "second").summary.startswith("1 created")
    assert [slug for (slug,) in _texts(importing, "t.slug")] == ["a", "a-2"]


def test_a_translation_that_comes_later_joins_its_story(importing: Importing) -> None:
    _run(importing, {"content/pot.md": _page("A pot")})
    done = _run(importing, {"content/pot.nl.md": _page("Een pot", tags="thee")})
    assert done.summary == "0 created, 1 updated, 0 unchanged, 0 refused"
    assert _texts(importing, "p.id = 0, t.locale, t.slug, t.tags")[1][1:] == ("nl", "pot", "thee")
    assert importing.one("SELECT count(*) FROM post") == 1


def test_a_key_of_translation_joins_files_of_any_name(importing: Importing) -> None:
    files = {
        "content/pot.md": _page("A pot", translationKey="kettle"),
        "content/een-pot.md": _page("Een pot", lang="nl", translationKey="kettle"),
    }
    assert _run(importing, files).summary == "1 created, 0 updated, 0 unchanged, 0 refused"


def test_the_language_in_the_front_matter_wins(importing: Importing) -> None:
    files = {"nl/a.md": _page("A", lang="de-AT"), "nl/b.md": _page("B"), "c.md": _page("C", language="fr_FR")}
    _run(importing, files)
    assert sorted(_texts(importing, "t.title, t.locale")) == [("A", "de"), ("B", "nl"), ("C", "fr")]  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("path", "key", "name", "day", "language"),
    [
        ("a/b.md", "site/a/b", "b", "", None),
        ("a/b.nl.md", "site/a/b", "b", "", "nl"),
        ("nl/a/b.md", "site/a/b", "b", "", "nl"),
        ("a/nl-BE/b.md", "site/a/b", "b", "", "nl"),
        ("a/b/index.fr.md", "site/a/b", "b", "", "fr"),
        ("a/b/fr.md", "site/a/b", "b", "", "fr"),
        ("a/2024-05-01-b.md", "site/a/2024-05-01-b", "b", "2024-05-01", None),
        ("a/v1.2.md", "site/a/v1.2", "v1.2", "", None),
        ("is/it.md", "site/is/it", "it", "", None),
        ("x/content/b.md", "x/content/b", "b", "", None),
    ],
)
def test_a_path_says_key_name_day_and_language(
    importing: Importing, path: str, key: str, name: str, day: str, language: str | None
) -> None:
    base = Path("/somewhere/site")
    named = Paths(base, [base / path]).named(base / path)
    assert (named.key, named.name, named.day, named.language) == (key, name, day, language)


def test_a_folder_beside_one_of_a_language_is_one_too(importing: Importing) -> None:
    done = _run(importing, {"nl/a.md": _page("A"), "it/a.md": _page("B"), "b.it.md": _page("C"), "c/nl.md": "D"})
    site = importing.folder / "site"
    assert done.errors == [
        f"{site}, b.it.md: The shop does not have its language, it.",
        f"{site}, it/a.md: The shop does not have its language, it.",
    ]


def test_a_title_is_the_first_heading_or_the_name_of_the_file(importing: Importing) -> None:
    files = {
        "a.md": "\n# The *first* heading #\n\nWords.",
        "b.md": "Words.\n\n```\n# no heading\n```\n\n## Below\n",
        "c-pot_of-tea.md": "Words.",
        "d.md": "---\ntitle:\n---\nWords.",
    }
    _run(importing, files)
    assert _texts(importing, "t.title, t.body")[0] == ("The first heading", "Words.")
    assert [title for (title,) in _texts(importing, "t.title")][1:] == ["Below", "C pot of tea", "D"]


def test_values_are_as_they_are_written(importing: Importing) -> None:
    page = _page("1.10", tags="[2024, no, 'a, b']", description=">\n  Folded\n  words", author="{name: Jane, url: x}")
    _run(importing, {"a.md": page, "b.md": _page("yes", author="~", authors="[Bob, Eve]", date="null")})
    assert _texts(importing, "t.title, t.tags, t.summary") == [
        ("1.10", "2024, no, a, b", "Folded words"),
        ("yes", None, None),
    ]
    assert importing.rows("SELECT name FROM author ORDER BY name") == [("Bob",), ("Jane",)]


def test_toml_between_pluses_is_read_too(importing: Importing) -> None:
    above = '+++\ntitle = "A"\ndate = 2024-05-01T10:00:00Z\ntags = ["x", "y"]\ndraft = true\nweight = 3\n+++\nWords.'
    _run(importing, {"a.md": above})
    assert _texts(importing, "t.title, t.tags, p.published, t.body") == [("A", "x, y", False, "Words.")]
    assert str(importing.one("SELECT published_at FROM post")).startswith("2024-05-01 10:00:00")


def test_a_draft_of_what_is_out_elsewhere_waits(importing: Importing) -> None:
    files: dict[str, str | bytes] = {"a.md": _page("Out"), "a.nl.md": _page("Klad", draft="true")}
    done = _run(importing, files)
    assert "  left out: a.nl.md, a draft of what is out in other languages" in done.lines
    assert _texts(importing, "t.locale") == [("en",)]
    done = _run(importing, {**files, "a.nl.md": _page("Klaar")})
    assert done.summary == "0 created, 1 updated, 0 unchanged, 0 refused"
    assert _texts(importing, "t.locale, p.published") == [("en", True), ("nl", True)]


def test_what_a_site_says_of_when_and_whether_is_understood(importing: Importing) -> None:
    files = {
        "a.md": _page("A", date="2024-05-01", publishDate="2999-01-01"),
        "b.md": _page("B", published="false"),
        "c.md": _page("C", date="2024-05-01 10:00:00 +0200"),
    }
    _run(importing, files)
    rows = importing.rows("SELECT published, published_at FROM post ORDER BY id")
    assert [bool(published) for published, _at in rows] == [True, False, True]
    assert [str(at)[:13] for _published, at in rows] == ["2999-01-01 00", "None", "2024-05-01 08"]


BAD: dict[str, tuple[str | bytes, str]] = {
    "YAML that is none": (
        "---\ntitle: [a\n---\n",
        "Its front matter cannot be read: did not find expected ',' or ']' in line 3.",
    ),
    "TOML that is none": (
        "+++\ntitle = a\n+++\n",
        "Its front matter cannot be read: Invalid value (at line 2, column 9).",
    ),
    "an end that does not come": ("---\ntitle: a\n", "Its front matter does not end."),
    "a list": ("---\n- a\n---\n", "Its front matter is no list of fields."),
    "a date that is none": (
        _page("A", date="2024-13-45"),
        "date: “2024-13-45” is not a date such as 2024-05-01 10:00.",
    ),
    "a language of elsewhere": (_page("A", lang="it"), "The shop does not have its language, it."),
    "neither true nor false": (_page("A", draft="perhaps"), "draft: “perhaps” is neither true nor false."),
    "too long a text": (_page("A", "x" * 20_001), "text: At most 20000 characters; this has 20001."),
    "too long a title": (_page("x" * 201), "title: At most 200 characters; this has 201."),
    "too much": (b"x" * (2**20 + 1), "It is larger than 1 MiB."),
    "Latin-1": ("Käse".encode("latin-1"), "It is not UTF-8: see byte 2, in line 1."),
    "a NUL": (b"a\0b", "It has a NUL character in line 1."),
    "a control character": (b"a\x1b[0m", "text: It has a character that cannot be shown."),
    "much above the text": (
        "---\na: " + "x" * 64_001 + "\n---\n",
        "Its front matter has 64006 characters; at most 64000.",
    ),
    "deep lists": ("---\na: " + "[" * 30_000 + "\n---\n", "Its front matter cannot be read: it is nested too deeply."),
    "deep tables": (
        "+++\na = " + "[" * 30_000 + "\n+++\n",
        "Its front matter cannot be read: it is nested too deeply.",
    ),
    "a circle": (
        "---\na: &a [*a]\n---\n",
        "Its front matter cannot be read: found unconstructable recursive node in line 2.",
    ),
}


@pytest.mark.parametrize(("content", "reason"), BAD.values(), ids=BAD.keys())
def test_a_file_that_cannot_be_used_is_listed_and_the_others_go_in(
    importing: Importing, content: str | bytes, reason: str
) -> None:
    done = _run(importing, {"bad.md": content, "good.md": _page("Good")})
    separator = ", " if reason.startswith(("date: ", "draft: ", "text: ", "title: ")) else ": "
    assert done.errors == [f"{importing.folder / 'site'}, bad.md{separator}{reason}"]
    assert (done.status, done.summary) == (1, "1 created, 0 updated, 0 unchanged, 1 refused")


def test_a_bomb_of_aliases_costs_nothing(importing: Importing) -> None:
    bomb = "a0: &a0 {x: lol}\n" + "".join(
        f"a{n}: &a{n}\n  <<: [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
    )
    lists = "b0: &b0 [lol]\n" + "".join(f"b{n}: &b{n} [{','.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 15))
    assert _run(importing, {"a.md": f"---\ntitle: A\n{bomb}{lists}tags: *b14\n---\n"}).status == 0
    assert _texts(importing, "t.title, t.tags") == [("A", None)]


def test_nothing_is_made_of_what_yaml_can_call(importing: Importing) -> None:
    _run(importing, {"a.md": "---\ntitle: !!python/object/apply:os.system ['true']\ntags: !!set {a, b}\n---\n"})
    assert _texts(importing, "t.title") == [("true",)]


def test_links_out_of_the_folder_are_not_followed(importing: Importing) -> None:
    site = _tree(importing, "site", {"a.md": _page("A")})
    outside = _tree(importing, "outside", {"secret.md": _page("Secret"), "more/b.md": _page("More")})
    (site / "secret.md").symlink_to(outside / "secret.md")
    (site / "more").symlink_to(outside / "more")
    (site / "self").symlink_to(site)
    (site / "gone.md").symlink_to(site / "nothing.md")
    (site / "twin.md").symlink_to(site / "a.md")
    os.mkfifo(site / "pipe.md")
    done = importing.run(site)
    assert done.errors == [
        f"{site}, gone.md: It is not a file.",
        f"{site}, pipe.md: It is not a file.",
        f"{site}, secret.md: It is a link that leads out of the folder.",
    ]
    assert [title for (title,) in _texts(importing, "t.title")] == ["A", "A"]


def test_one_story_twice_in_a_language_is_refused(importing: Importing) -> None:
    done = _run(importing, {"a.md": _page("A"), "a/index.md": _page("B"), "en/a.md": _page("C")})
    site = importing.folder / "site"
    assert done.errors == [
        f"{site}, a/index.md: It tells the same story in the same language as a.md.",
        f"{site}, en/a.md: It tells the same story in the same language as a.md.",
    ]


def test_a_folder_without_stories_and_nothing_at_all_are_status_2(importing: Importing) -> None:
    empty = _tree(importing, "empty", {"a.txt": "", ".git/a.md": "", "node_modules/b.md": ""})
    assert importing.run(empty).errors == [f"Error: In {empty} is nothing to import."]
    for path in (empty, empty / "none.md", empty / "none"):
        assert (importing.run(path).status, importing.run(path).lines) == (2, [])


def test_a_folder_that_is_too_large_is_refused_as_a_whole(importing: Importing) -> None:
    site = _tree(importing, "site", {f"{n}.md": "" for n in range(66)})
    for file in site.iterdir():
        os.truncate(file, 2**20)
    assert importing.run(site).errors == [f"{site}: It is larger than 64 MiB; import it in parts."]


def test_what_was_edited_here_is_kept_and_the_trash_stays_the_trash(importing: Importing) -> None:
    files: dict[str, str | bytes] = {"a.md": _page("A"), "a.nl.md": _page("B"), "c.md": _page("C")}
    _run(importing, files)

    def edit(session: object) -> None:
        first, other = session.query(Post).order_by(Post.id)  # type: ignore[attr-defined]
        first.rename("Ours", "nl")
        other.trash()

    carry_out(SOMEBODY, edit)
    done = _run(importing, {"a.md": _page("New A"), "a.nl.md": _page("New B"), "c.md": _page("New C")})
    assert done.summary == "0 created, 1 updated, 1 unchanged, 0 refused"
    assert [title for (title,) in _texts(importing, "t.title")] == ["New A", "Ours", "C"]
    assert "  kept: New A title in nl, edited since" in done.lines
    assert "  kept: New C, it is in the trash" in done.lines


def test_a_rehearsal_writes_nothing(importing: Importing) -> None:
    _run(importing, {"a.md": _page("A")})
    before = importing.everything()
    files: dict[str, str | bytes] = {
        "a.md": _page("B"),
        "b.md": _page("C", author="Jane"),
        "c.md": _page("D", lang="xx"),
    }
    rehearsed = _run(importing, files, dry=True)
    assert importing.everything() == before
    assert {"  would update: B title in en A -> B", "  would create: author Jane"} <= set(rehearsed.lines)
    done = _run(importing, files)
    assert rehearsed.summary == done.summary == "2 created, 1 updated, 0 unchanged, 1 refused"


def test_shortcodes_are_told(importing: Importing) -> None:
    done = _run(importing, {"a.md": _page("A", "{{< youtube x >}}"), "b.md": _page("B", "{% include x %}")})
    told = [line for line in done.lines if "its shortcodes" in line]
    assert told == [f"  its shortcodes are shown as they are typed: {name}.md" for name in "ab"]


def test_the_layout_of_the_demo_is_read(importing: Importing) -> None:
    demo = Path(__file__).parents[3] / "webapp" / "journal" / "demo" / "posts"
    done = importing.run(demo)
    assert (done.errors, done.summary) == ([], "24 created, 0 updated, 0 unchanged, 0 refused")
    assert importing.one("SELECT count(*) FROM post_text") == len(list(demo.rglob("*.md")))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mark=st.sampled_from(["---", "+++"]),
    above=st.text(st.sampled_from("ab:-[]{}&*!|>'\"%@`#?,=. \n\t1x~<é")) | st.text(),
)
def test_any_front_matter_is_read_or_refused(importing: Importing, mark: str, above: str) -> None:
    with suppress(Bad):
        front, _body = split(f"{mark}\n{above}\n{mark}\ntext")
        assert all(isinstance(word, str) for name in front.fields for word in front.words(name))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=60)
    | st.text(max_size=60).map(lambda text: f"---\ntitle: {text}\ndate: {text}\n---\n".encode("utf-8", "replace"))
)
def test_any_file_is_imported_or_refused(importing: Importing, content: bytes) -> None:
    done = importing.run(importing.file("fuzz.md", content), dry=True)
    assert done.status in (0, 1)
    assert all(error.startswith(str(importing.folder)) for error in done.errors)
