"""`make bench` in its shortest form: every row is there, and every goal is judged whose two sides were measured."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.bench import mixed
from tests.bench.environments import APPS
from tests.bench.goals import FLASK, GOALS, Goal, times
from tests.bench.load import Round
from tests.bench.peers import PEERS
from tests.bench.peers.forms import fields_of

ROOT = Path(__file__).parents[3]
ROWS = (
    "bare Flask, the same bytes",
    "bare WSGI, the same bytes",
    "bare WSGI, our headers too",
    "product list, cached",
    "product list, 304",
    "product list, signed in",
    "product list, not cached",
    "home page, cached",
    "desk list",
    "one edit of a price",
    "the same, one edit to 99 reads",
)


@pytest.mark.slow
def test_the_shortest_run_prints_a_complete_table():
    command = [sys.executable, "-m", "tests.bench", "--quick", "--alone", "--skip", "writers"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert re.search(r"\d{4}-\d\d-\d\d, Python 3\.\d+\.\d+, Flask \S+, .* cores, 1 round of 0\.2 s each\.", done.stdout)
    cells = {
        line.split("|")[1].strip(): line.split("|")[2:] for line in done.stdout.splitlines() if line.count("|") == 7
    }
    assert set(ROWS) <= cells.keys()
    for name in ROWS:
        speed, _ratio, cpu, *_ = cells[name]
        assert int(speed.strip().replace(",", "")) > 0
        assert "µs" in cpu or not sys.platform.startswith("linux")
    judged = re.findall(r"(\d+): (?:requests/s|CPU) [<>]= [^|<]*?: [\d./]+x?, (?:met|\*\*missed\*\*)", done.stdout)
    assert {"1", "2", "3", "4", "5", "8", "21", "22"} <= set(judged)


def test_a_goal_is_held_against_the_median_of_the_rounds():
    def of(*speeds: float) -> list[Round]:
        return [Round(int(speed), 1.0, 1e6 / speed) for speed in speeds]

    rounds = {"ours": of(300, 10, 330), FLASK: of(100, 100, 100)}
    fast, cheap = Goal(1, "ours", FLASK, "speed", 3), Goal(1, "ours", FLASK, "cpu", 0.3)
    assert fast.ratio(rounds) == 3
    assert fast.met(3)
    assert not fast.met(2.9)
    assert cheap.met(0.3)
    assert not cheap.met(0.31)
    assert Goal(9, "ours", "a peer that was not installed", "cpu", 1).ratio(rounds) is None


def test_goals_are_read_as_people_say_them():
    assert [times(ratio) for ratio in (3, 0.27, 1.05, 1 / 38)] == ["3x", "0.27x", "1.05x", "1/38"]
    assert len({str(goal) for goal in GOALS}) == len(GOALS)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.folder)
def test_peers_name_each_version_and_stand_on_the_same_server(peer):
    pins = (APPS / peer.folder / "requirements.txt").read_text(encoding="utf-8").split()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins), pins
    assert f"granian=={version('granian')}" in pins
    assert peer.package in {pin.split("==")[0] for pin in pins}


@pytest.mark.parametrize(("shown", "stale"), [("€100,000.02", False), ("١٠٠٬٠٠٠٫٠٢", False), ("100.000,01 €", True)])
def test_a_reader_notices_a_price_that_had_been_replaced(monkeypatch, shown, stale):
    body = f'<p class="price" id="product-2-price">{shown}</p>'.encode()
    lane = SimpleNamespace(receive=lambda: (b"", body), ask=lambda _request: None)
    monkeypatch.setattr(mixed, "Connection", lambda _port: lane)
    readers = mixed.Readers(SimpleNamespace(port=0), 2)
    readers.committed = 10_000_002
    readers.begin()
    if stale:
        with pytest.raises(mixed.Stale, match="10000001 was shown after 10000002"):
            readers.read()
    else:
        readers.read()


def test_a_form_is_sent_as_a_browser_would():
    page = """<form><input name=token type=hidden value=t><input name=price value=5><input type=submit name=_save>
    <input type=checkbox name=published checked><input type=checkbox name=ended><textarea name=text>
A &amp; b</textarea><select name=category><option value=1>One<option value=2 selected>Two</select></form>"""
    sent = {"token": "t", "price": "5", "published": "on", "text": "A & b", "category": "2"}
    assert fields_of(page) == sent
