"""What a WSGI server imports."""

from webapp import create_app
from webapp.freshness.front.warming import warm_up
from webapp.jobs.consumer import work_inside

app = create_app()
work_inside(app)
warm_up(app)
