"""What machines read: metrics for Prometheus, lines of the log, and the name of a request in all of it."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from tests.unit.conftest import close, make_shop
from webapp import access
from webapp.config import SettingError, Settings
from webapp.insight import logs
from webapp.storage import schema
from webapp.storage.transactions import snapshot


@pytest.fixture
def json_lines(monkeypatch):
    """The lines of the log as a machine would read them."""
    logs.write_as("json")
    handler = next(one for one in logging.getLogger().handlers if isinstance(one, logs.Ours))
    stream = io.StringIO()
    handler.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logs.write_as("text")


def test_metrics_are_what_prometheus_reads(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, None)
    for _ in range(3):
        browser.get("/en/products")
    found = {family.name: family for family in text_string_to_metric_families(browser.get("/metrics").text)}
    counts = [s for s in found["etalage_request_seconds"].samples if s.name.endswith("_count")]
    assert {s.labels["route"]: s.value for s in counts}["GET catalogue.products"] == 3
    steps = [
        s.value
        for s in found["etalage_request_seconds"].samples
        if s.labels.get("route") == "GET catalogue.products" and "le" in s.labels
    ]
    assert steps == sorted(steps)
    assert steps[-1] == 3
    hits = {s.labels["fragment"]: s.value for s in found["etalage_fragment_renders"].samples}
    assert hits["catalogue/product/list"] == 1
    assert found["etalage_memory_bytes"].samples[0].value > 1e6


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host", "Via"])
def test_behind_a_proxy_loopback_is_everybody_so_only_the_owner_is_told(sqlite_shop, signed_in, header):
    for role, status in ((None, 403), ("reader", 403), ("editor", 403), ("owner", 200)):
        assert signed_in(sqlite_shop, role).get("/metrics", **{header: "203.0.113.9"}).status_code == status


def test_another_machine_is_told_nothing(sqlite_shop, signed_in):
    client = signed_in(sqlite_shop, None).client
    for address in ("192.168.1.4", "203.0.113.9", "", "127.0.0.1.evil.test"):
        assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 403
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200


def test_totals_for_prometheus_never_go_back(sqlite_shop, signed_in):
    browser, measures = signed_in(sqlite_shop, None), sqlite_shop.extensions["etalage.insight"]
    browser.get("/en/products")
    before = browser.get("/metrics").text
    measures.settle()
    with measures.lock:
        measures.forget_before(measures.hour + 1)
    browser.get("/en/products")
    after = browser.get("/metrics").text
    count = re.compile(r'etalage_request_seconds_count\{route="GET catalogue.products"\} (\S+)')
    assert (float(count.search(before)[1]), float(count.search(after)[1])) == (1, 2)


def test_a_slow_statement_is_logged_with_its_route_and_plan(tmp_path, signed_in, json_lines, monkeypatch):
    app = make_shop(tmp_path, ETALAGE_SLOW_MS="0", ETALAGE_LOGS="text")
    logs.write_as("json")
    handler = next(one for one in logging.getLogger().handlers if isinstance(one, logs.Ours))
    stream = io.StringIO()
    handler.setStream(stream)
    with app.app_context():
        schema.prepare()

        def view() -> str:
            with snapshot() as connection:
                return str(connection.scalar(text("SELECT count(*) FROM product WHERE sku = :sku"), {"sku": "SECRET"}))

        app.add_url_rule("/looked-at", "looked_at", access.public(view))
        # Told in the request itself, so that the test need not wait.
        told = app.extensions["etalage.insight"].slow.__self__
        monkeypatch.setattr("webapp.insight.slow.Thread", Now)
        signed_in(app, None).get("/looked-at", **{"X-Request-ID": "asked-by-a-test"})
        told.tell()
    close(app)
    (line,) = [one for one in map(json.loads, stream.getvalue().splitlines()) if one.get("route") == "GET looked_at"]
    assert line["request_id"] == "asked-by-a-test"
    assert line["level"] == "WARNING"
    assert "SELECT count(*) FROM product WHERE sku = ?" in line["sql"]
    assert "product" in line["plan"]
    assert "SECRET" not in json.dumps(line)


class Now:
    """A thread that has done its work when it was started."""

    def __init__(self, target, daemon):
        self.target = target

    def is_alive(self):
        return False

    def start(self):
        self.target()


def test_each_line_of_a_request_has_its_name(sqlite_shop, signed_in, json_lines):
    sqlite_shop.view_functions["journal.home"] = access.public(lambda: 1 / 0)
    answer = signed_in(sqlite_shop, None).get("/en/", **{"X-Request-ID": "a-b-c-1-2-3"})
    (line,) = [one for one in json_lines() if one["level"] == "ERROR"]
    assert line["request_id"] == "a-b-c-1-2-3" == answer.headers["X-Request-ID"]
    assert "ZeroDivisionError" in line["exc_info"]
    assert "a-b-c-1-" in answer.text
    logging.getLogger("webapp.far.from.requests").warning("at night")
    assert json_lines()[-1]["request_id"] == "-"


@pytest.mark.parametrize(
    "sent", ["short", "x" * 65, "with space in it", "new\tline-123", "ünïcödé-123", "<b>bold</b>", ""]
)
def test_a_name_of_another_form_is_not_taken_over(sqlite_shop, signed_in, sent):
    answer = signed_in(sqlite_shop, "editor").client.get(
        "/en/", headers={"X-Request-ID": sent.encode().decode("latin-1")}
    )
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_a_visitor_is_told_no_name_unless_something_went_wrong(sqlite_shop, signed_in):
    assert "X-Request-ID" not in signed_in(sqlite_shop, None).get("/en/").headers
    assert "X-Request-ID" in signed_in(sqlite_shop, None).get("/en/nothing").headers
    assert "X-Request-ID" in signed_in(sqlite_shop, "reader").get("/en/").headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ETALAGE_INSIGHT", "yes"), ("ETALAGE_SLOW_MS", "fast"), ("ETALAGE_SLOW_MS", "-1"), ("ETALAGE_LOGS", "xml"),
        ("ETALAGE_PUE", "0.9"), ("ETALAGE_PUE", "1,5"), ("ETALAGE_CORE_WATTS", "inf"), ("ETALAGE_GRID_GRAMS", "3000"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_stops_the_start_with_one_sentence(tmp_path, name, value):
    with pytest.raises(SettingError) as refused:
        Settings.read({"ETALAGE_DATA": str(tmp_path), name: value})
    assert str(refused.value).startswith(f"{name} is ")
    assert str(refused.value).count(".") == 1 or "such as 1.5." in str(refused.value)


def test_the_settings_of_insight(tmp_path):
    settings = Settings.read({"ETALAGE_DATA": str(tmp_path), "ETALAGE_PUE": "1.2", "ETALAGE_SLOW_MS": "20"})
    assert (settings.insight, settings.slow_ms, settings.logs, settings.pue) == (True, 20, "text", 1.2)
