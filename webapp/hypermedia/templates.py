"""The environments that fragments and pages are rendered in, one for each language: without request, session, g or visitor.

Flask puts those into the globals of its own environment, where a fragment could read them and leak one visitor's
page to the next. Here what a fragment did not declare does not exist.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block
from markupsafe import Markup

from webapp.config import Settings
from webapp.hypermedia import statics
from webapp.hypermedia.compiling import Compiled, Compiling
from webapp.hypermedia.linked_data import data_block
from webapp.hypermedia.locales import Language, language
from webapp.hypermedia.paths import absolute
from webapp.places import PACKAGE, folder


def render(template: str, block: str, locale: str, context: Mapping[str, Any]) -> str:
    """One block of a fragment's file, in one language."""
    return render_block(_environment(locale), template, block, dict(context))


def whole(template: str, locale: str, context: Mapping[str, Any]) -> str:
    """A whole page, with all that its frame shows in its context."""
    return _environment(locale).get_template(template).render(context)


def expose(app: Flask, **names: Any) -> None:
    """Let fragments and pages use a pure function of a room, such as `markdown`."""
    app.extensions["etalage.exposed"].update(names)


def href(endpoint: str, **values: Any) -> str:
    """A path of ours, without the request that `url_for` would need."""
    build: Callable[..., str] = current_app.extensions["etalage.href"]
    return build(endpoint, **values)


def _environment(locale: str) -> Environment:
    environments: dict[str, Environment] = current_app.extensions["etalage.environments"]
    if locale not in environments:
        environments[locale] = _make(language(locale))
    return environments[locale]


def _make(spoken: Language) -> Environment:
    environment = Compiling(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(_settings(), spoken.code),
    )
    environment.known = {"locale": spoken.code, "source": _settings().source}
    environment.pure = {"_": partial(_word, spoken), **current_app.extensions["etalage.pure"]}
    environment.install_gettext_translations(spoken.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        language=spoken,
        locale=spoken.code,
        money=spoken.money,
        number=spoken.number,
        source=_settings().source,
        **current_app.extensions["etalage.exposed"],
    )
    return environment


def _word(spoken: Language, text: str, **values: Any) -> Markup:
    """As `_()` says a text."""
    return Markup(spoken.translations.gettext(text)) % values  # noqa: S704 - words of ours


def _compiled(settings: Settings, locale: str) -> Compiled:
    folder = settings.data / "templates"
    folder.mkdir(exist_ok=True)
    return Compiled(str(folder), locale, current_app.extensions["etalage.templates_digest"])


def _settings() -> Settings:
    settings: Settings = current_app.extensions["etalage.settings"]
    return settings


@cache
def digest(*folders: Path) -> str:
    """Of every file below the folders, as they were when this process began: what was rendered by another version of the
    program has another key."""
    found = hashlib.blake2b(digest_size=10)
    for path in sorted(path for root in folders for path in root.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["etalage.environments"] = {}
    app.extensions["etalage.exposed"] = {}
    # Python counts too: a query or a filter that changed renders other fragments. So does what the settings choose,
    # and the static files, whose addresses are in the fragments.
    chosen = repr((settings.locales, settings.currency, str(settings.timezone), settings.url)).encode()
    app.extensions["etalage.templates_digest"] = (
        digest(folder("templates"), folder("static"), PACKAGE) + hashlib.md5(chosen, usedforsecurity=False).hexdigest()
    )
    app.extensions["etalage.adapter"] = adapter = app.url_map.bind("localhost")

    # Built by Werkzeug in 30 microseconds, found here in one: the same addresses stand on page after page.
    @lru_cache(maxsize=8192)
    def build(endpoint: str, **values: Any) -> str:
        return adapter.build(endpoint, {name: value for name, value in values.items() if value is not None})

    app.extensions["etalage.href"] = build
    static = statics.below(app)

    @lru_cache(maxsize=512)
    def icon(name: str) -> Markup:
        """A picture from the sprite, beside words: hidden from screen readers."""
        use = Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>')
        return use.format(f"{static}icons.svg", name)

    pure: dict[str, Callable[..., Any]] = {"absolute": absolute, "href": build, "icon": icon}
    pure["static"] = static.__add__
    app.extensions["etalage.pure"] = pure
    expose(app, data_block=data_block, **pure)
