"""Work off the request: what takes longer than somebody waits for is a job with a page of its own. It knows no noun.

A room declares a `Job` and `register`s it; `ask` has one done.
"""

from flask import Flask

from webapp.access import Right
from webapp.grid.errands import Errand, put_up
from webapp.hypermedia.locales import marked as _
from webapp.jobs.exports import EXPORT
from webapp.jobs.fragments import COUNT
from webapp.jobs.imports import IMPORT
from webapp.jobs.indexing import INDEX
from webapp.jobs.kinds import Job, Result, Unfinished, register
from webapp.jobs.progress import Cancelled, Progress
from webapp.jobs.queue import ask
from webapp.jobs.routes import blueprint
from webapp.jobs.warming import WARM

__all__ = ["Cancelled", "Job", "Progress", "Result", "Unfinished", "ask", "init_app", "register"]


def init_app(app: Flask) -> None:
    register(IMPORT, EXPORT, INDEX, WARM)
    put_up(Errand("jobs.jobs", _("Jobs"), Right.FIELDS, COUNT))
    app.register_blueprint(blueprint)
