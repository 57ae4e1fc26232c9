"""What a WSGI server imports."""

import gc

from webapp import create_app
from webapp.freshness.front.warming import warm_up
from webapp.hypermedia import statics
from webapp.jobs.consumer import work_inside

app = create_app()
work_inside(app)
warm_up(app)
statics.prepare(app)

# What was made until here lives as long as the process, so the collector need not look through it again and again.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
