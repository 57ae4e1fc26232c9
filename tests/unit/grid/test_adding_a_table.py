"""Adding a table to the desk takes at most 40 lines, and no template, no route and no script."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

DECLARATION = Path(__file__).parent / "shipper.py"
# A process of its own: models register globally, and the triggers' tests must not see this one.
PROGRAM = """
import re, sys
from flask import request
sys.path.insert(0, sys.argv[1])
import shipper
from webapp import create_app
from webapp.access import Visitor
from webapp.config import Settings
from webapp.storage import schema, triggers
from webapp.storage.engines import engines

app = create_app(Settings.read({"ETALAGE_DATA": sys.argv[2]}))
app.extensions["etalage.load_visitor"] = lambda: Visitor(3, "Ed", "ed@etalage.test", "editor")
client = app.test_client()
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/en/desk/shippers", "Sec-Fetch-Site": "same-origin"}
def post(url, **form):
    return client.post(url, data=form, headers=HTMX)
def version():
    return re.search(r'id="shipper-1"[^>]*data-version="([^"]+)"', client.get("/en/desk/shippers").text)[1]
def shown(text):
    return text in client.get("/en/desk/shippers", headers=HTMX).text
def act(answer):
    return re.search(r'name="act" value="(\\d+)"', answer.text)[1]
with app.app_context():
    schema.prepare()
    with engines().writing.begin() as connection:  # what its migration does
        shipper.Shipper.__table__.create(connection)
        triggers.renew(connection)

page = client.get("/en/desk/shippers")
assert page.status_code == 200 and 'aria-label="Shippers"' in page.text
assert 'href="/en/desk/shippers"' in client.get("/en/desk/products").text
made = post("/en/shippers", key="a-shipper-is-made", name="Bode", phone="", fee="4.50")
assert made.status_code == 201 and shown("€4.50"), made.text
assert post("/en/shippers", key="made-once-more-so", name="Bode", phone="", fee="1").status_code == 422
edited = post("/en/shippers/1/fee", value="5,95".replace(",", "."), version=version())
assert edited.status_code == 200 and shown("€5.95"), edited.text
for field, typed, seen in (("speed", "Fast", "Fast"), ("days", "3", ">3<"), ("abroad", "1", "Yes"), ("phone", "555", "555")):
    answer = post(f"/de/shippers/1/{field}", value=typed, version=version())
    assert answer.status_code == 200 and shown(seen), (field, answer.text)
assert post("/en/shippers/1/days", value="91", version=version()).status_code == 422
assert post("/en/shippers/1/fee", value="7", version="0" * 16).status_code == 409
assert post("/en/undo", act=act(edited)).status_code == 200 and shown("€4.50")
trashed = post("/en/shippers/1/trash")
assert trashed.status_code == 200 and not shown("Bode")
assert post("/en/shippers/1/restore").status_code == 200 and shown("Bode")
assert post("/en/undo", act=act(made)).status_code == 200 and not shown("Bode")
assert client.get("/en/desk/shippers?sort=-fee&q=bod&trash=1").text.count('role="row" id="shipper-') == 1
assert client.get("/en/desk/shippers/1").status_code == 200
print("all of it works")
"""


def declared_lines() -> int:
    """The lines of the declaration but its first sentence, its imports and empty ones."""
    source = DECLARATION.read_text()
    first = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    return sum(bool(line.strip()) for line in source.splitlines()[first.lineno - 1 :])


def test_the_declaration_of_a_table_has_at_most_40_lines():
    assert declared_lines() <= 40


def test_a_declared_table_is_made_edited_trashed_restored_and_undone_with_nothing_else(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(DECLARATION.parent), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "all of it works\n", done.stderr
