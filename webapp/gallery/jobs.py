"""Samples of jobs: one in each of its states, the form that sends files, and how many are under way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from webapp.gallery.made import EDITOR, FIRST_ID, long_words, product
from webapp.gallery.samples import Frame, declare
from webapp.grid.columns import tables
from webapp.grid.errands import errands_of
from webapp.hypermedia.locales import Language
from webapp.jobs.fragments import Shown, card_context
from webapp.jobs.gathered import SUMMARY
from webapp.jobs.kinds import Result
from webapp.jobs.models import ALIVE, CANCELLED, DONE, FAILED, INTERRUPTED, RUNNING, WAITING
from webapp.jobs.uploads import LARGEST
from webapp.jobs.working import interrupted_text
from webapp.storage import clock

COUNTS = {"created": 12, "updated": 3, "unchanged": 4711, "refused": 2}


def _known(_spoken: Language) -> Mapping[str, Any]:
    return {"table": None, "tables": list(tables()), "errands": errands_of(EDITOR), "title": "products.csv"}


def _listed(spoken: Language) -> Mapping[str, Any]:
    return {**_known(spoken), "any": True, "shown_page": 1, "last": 1, "by_hand": []}


PAGE = Frame("jobs/job.html", "jobs/job/card", known=_known, edited=True)
LIST = Frame("jobs/jobs.html", known=_listed, edited=True)


def _job(spoken: Language, state: str, brief: bool = False, **known: Any) -> Mapping[str, Any]:
    gettext = spoken.translations.gettext
    row = {
        "id": FIRST_ID, "state": state, "actor": "Edith Editor", "asked_at": clock.now() - timedelta(minutes=3),
        "restarts": 0, "locale": spoken.code, "cancelling": False, "done": 0, "total": None, "doing": "", "error": "",
    }  # fmt: skip
    made: dict[str, Any] = {
        "title": gettext("Import"),
        "about": "products.csv",
        "result": Result(),
        "text": "",
        "cancels": state in ALIVE,
    }
    told = {name: known.pop(name) for name in list(known) if name not in row}
    return card_context(Shown(**made | told | {"row": SimpleNamespace(**row | known)}), brief, moves=False)


def _imported(spoken: Language, brief: bool = False, **known: Any) -> Mapping[str, Any]:
    refused = [("products.csv, 7, unitPrice", product(spoken).name), ("products.csv, 9", long_words(spoken))]
    result = Result((SUMMARY, COUNTS), act=1, refused=refused, told=[product(spoken, 1).name], more=250)
    text = spoken.translations.gettext(SUMMARY) % COUNTS
    return _job(spoken, DONE, brief, **{"result": result, "text": text, "undoes": True} | known)


declare(
    "jobs/job/card",
    PAGE,
    waiting=lambda spoken: _job(spoken, WAITING),
    moving=lambda spoken: _job(spoken, RUNNING, done=1200, total=5000, doing="products.csv"),
    moving_without_a_total=lambda spoken: _job(spoken, RUNNING, done=1200, doing="wordpress.xml"),
    beginning=lambda spoken: _job(spoken, RUNNING),
    being_cancelled=lambda spoken: _job(spoken, RUNNING, done=3, total=9, cancelling=True, cancels=False),
    imported=_imported,
    undone=lambda spoken: _imported(spoken, undoes=False, undone=True),
    exported=lambda spoken: _job(spoken, DONE, result=Result(file="products-nl.csv"), fetched=True),
    failed=lambda spoken: _job(spoken, FAILED, error=product(spoken).summary),
    cancelled=lambda spoken: _job(spoken, CANCELLED),
    interrupted=lambda spoken: _job(spoken, INTERRUPTED, error=interrupted_text(4, 9), restarts=3),
    long_words=lambda spoken: _job(spoken, RUNNING, about=long_words(spoken), doing=long_words(spoken), done=1),
)
declare(
    "jobs/job/card",
    Frame("jobs/jobs.html", "jobs/job/card", known=_listed, edited=True),
    in_a_list=lambda spoken: _imported(spoken, brief=True),
    moving_in_a_list=lambda spoken: _job(spoken, RUNNING, brief=True, done=1200, total=5000, doing="products.csv"),
)
declare("jobs/job/sending", LIST, display=lambda spoken: {"key": "gallery", "most": LARGEST // 10**6})
declare(
    "jobs/job/count",
    LIST,
    some=lambda spoken: {"count": 3},
    none=lambda spoken: {"count": 0},
)
