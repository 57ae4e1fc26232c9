"""The rules of fragments: each has its file and its id, sees only what it was given, and asks the database nothing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from flask import Flask
from jinja2 import nodes

from tests.unit.freshness.test_fragment_scopes import ARGS
from webapp.hypermedia import templates
from webapp.hypermedia.fragments import REGISTRY
from webapp.hypermedia.locales import languages
from webapp.places import PACKAGE, folder
from webapp.storage.transactions import snapshot

ROOT = folder("templates")
# fragment -> the id of its root, by which an answer finds it. None: it is never sent by itself, only as part of a page.
ROOTS: dict[str, str | None] = {
    "catalogue/product/list": "catalogue-product-list",
    "catalogue/product/body": r"product-\d+",
    "grid/table": "(products|suppliers|categories)-grid",
    "catalogue/product/focus": None,
    "journal/post/list": "journal-post-list",
    "journal/post/body": r"post-\d+",
    "journal/post/years": None,
    "journal/post/neighbours": None,
    "journal/post/languages": None,
    "journal/post/elsewhere": None,
    "journal/comment/thread": r"post-\d+-comments",
    "journal/comment/waiting": r"post-\d+-waiting",
    "journal/comment/pile": "moderation",
    "journal/comment/count": "moderation-count",
    "jobs/job/count": "jobs-count",
    "search/results": "search-results",
    "search/languages": None,
    "catalogue/category/tree": None,
    "catalogue/category/languages": None,
    "catalogue/category/head": None,
    "catalogue/product/head": None,
    "journal/contents/head": None,
    "journal/post/head": None,
    "journal/post/feed": None,
    "hypermedia/sitemap/index": None,
    "hypermedia/sitemap/file": None,
    "catalogue/product/languages": None,
}
# What would let a template read something that its fragment did not declare.
FORBIDDEN = {"request", "session", "g", "config", "current_user", "visitor", "url_for", "get_flashed_messages"}
QUERYING = {"db", "connection", "query", "execute", "scalar", "scalars", "snapshot", "select"}


def test_each_fragment_has_its_file_with_one_block(sqlite_shop: Flask):
    for name in REGISTRY:
        parsed = templates._environment("en").parse((ROOT / f"partials/{name}.html").read_text(encoding="utf-8"))
        assert [block.name for block in parsed.find_all(nodes.Block)] == ["display"], name


def test_each_fragment_that_is_sent_by_itself_has_its_id_on_its_root(sqlite_shop: Flask):
    assert set(ROOTS) == set(REGISTRY), "say in ROOTS by which id an answer finds the new fragment"
    for name, pattern in ROOTS.items():
        if pattern:
            with snapshot() as connection:
                html = REGISTRY[name]("en", *ARGS[name][0]).render(connection)
            root = re.match(r'\s*<\w+ [^>]*?\bid="([^"]+)"', html)
            assert root, f"{name} begins with {html[:80]!r}"
            assert re.fullmatch(pattern, root[1])


def test_each_id_of_a_fragment_is_there_once(sqlite_shop: Flask):
    for name, several in ARGS.items():
        for args in several:
            with snapshot() as connection:
                html = REGISTRY[name]("en", *args).render(connection)
            # Templates hold editors that the client copies; their ids are made there.
            ids = re.findall(r'\bid="([^"]+)"', re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL))
            assert len(ids) == len(set(ids)), f"{name} {args}"


def test_fragments_see_nothing_of_the_request(sqlite_shop: Flask):
    for spoken in languages():
        environment = templates._environment(spoken.code)
        assert not FORBIDDEN & set(environment.globals)
        for path in (ROOT / "partials").rglob("*.html"):
            environment.parse(path.read_text(encoding="utf-8"))


def test_templates_call_no_queries(sqlite_shop: Flask):
    for path in ROOT.rglob("*.html"):
        parsed = templates._environment("en").parse(path.read_text(encoding="utf-8"))
        named = {node.name for node in parsed.find_all(nodes.Name)} | {n.attr for n in parsed.find_all(nodes.Getattr)}
        assert not QUERYING & named, path.name


def test_what_is_taken_for_html_says_why(sqlite_shop: Flask):
    """Ruff's S704 stands at each place where something else than a literal becomes markup."""
    lines = [
        f"{path.name}: {line.strip()}"
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bMarkup\((?!\)|'[^']*'\)|\"[^\"]*\"\)|'<svg)", line)
        and not re.search(r"# noqa: S704 - \w", line)
    ]
    assert lines == []


KERNEL = ("storage", "freshness", "hypermedia", "grid", "exchange")
NOUNS = {"product", "products", "supplier", "suppliers", "category", "categories", "customer", "customers"}


def _words(tree: ast.AST) -> set[str]:
    """The words of all names and texts of a module but its docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[0] != "unicodedata":
            found.append(node.attr)
        elif isinstance(node, ast.arg):
            found.append(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            found.append(node.value)
    return {word for text in found for word in re.findall(r"[a-z]+", text.lower())}


def test_the_kernel_rooms_know_no_noun_by_any_name_or_text():
    known = {
        f"{room}/{path.name}": words
        for room in KERNEL
        for path in Path(PACKAGE / room).rglob("*.py")
        if (words := _words(ast.parse(path.read_text(encoding="utf-8"))) & NOUNS)
    }
    assert known == {}


def test_modules_are_short():
    lengths = sorted((len(path.read_text(encoding="utf-8").splitlines()), path.name) for path in PACKAGE.rglob("*.py"))
    median, (longest, name) = lengths[len(lengths) // 2][0], lengths[-1]
    print(f"{len(lengths)} modules, {median} lines at the median, at most {longest} ({name})")
    assert longest <= 400
    assert median <= 110
