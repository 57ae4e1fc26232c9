"""Two people who write, undo and redo the same few values, against a model of what each of them expects."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.catalogue.models import Product
from webapp.grid.undo import take_back
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.steps import TakenBack

Place = tuple[int, str]
PLACES: list[Place] = [(1, "price"), (1, "stock"), (2, "price")]
PEOPLE = st.sampled_from([0, 1])
ACTIONS = st.one_of(
    st.tuples(st.just("write"), PEOPLE, st.dictionaries(st.sampled_from(PLACES), st.integers(1, 3), min_size=1)),
    st.tuples(st.sampled_from(["undo", "redo"]), PEOPLE, st.none()),
    st.tuples(st.sampled_from(["undo", "redo"]), PEOPLE, st.integers(0, 9)),
)
ids = count(1000)


@dataclass(eq=False)
class Step:
    """place -> (before, after) of what of it can be taken back or brought back now."""

    act: int
    values: dict[Place, tuple[int, int]]
    stands: bool = True


class Model:
    """What two people expect: each has the steps that undo walks back through, and those that redo walks forward through."""

    def __init__(self, document: dict[Place, int]) -> None:
        self.document = document
        self.lines: list[dict[str, list[Step]]] = [{"undo": [], "redo": []} for _person in range(2)]
        self.deeds: list[list[Step]] = [[], []]

    def write(self, person: int, values: dict[Place, int], act: int | None) -> None:
        changes = {p: (self.document[p], v) for p, v in values.items() if self.document[p] != v}
        assert bool(changes) == (act is not None)
        if act is not None:
            self.document |= values
            self.deeds[person].append(Step(act, changes))
            self.lines[person] = {"undo": [*self.lines[person]["undo"], self.deeds[person][-1]], "redo": []}

    def walk(self, person: int, verb: str, step: Step) -> None:
        """What nobody changed since comes back; where that is nothing, the step is passed over."""
        line = self.lines[person]
        if step in line[verb]:
            line[verb].remove(step)
        there = {p: values for p, values in step.values.items() if self.document[p] == values[verb == "undo"]}
        self.document |= {p: values[verb == "redo"] for p, values in there.items()}
        if there:
            step.values, step.stands = there, verb == "redo"
            line["redo" if verb == "undo" else "undo"].append(step)


def written(actor: Actor, values: dict[Place, int]) -> int | None:
    def work(session: Any) -> None:
        for (record, field), value in values.items():
            setattr(session.get(Product, record), field, value)

    return carry_out(Intent(actor, "paste"), work)[1]


def stored(kept: Any) -> dict[Place, int]:
    return {place: kept.value(*place) for place in PLACES}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(actions=st.lists(ACTIONS, min_size=4, max_size=24))
def test_each_walks_through_their_own_steps_and_over_nobody_elses(shop, kept, actions):
    actors = [Actor(next(ids), "Ed"), Actor(next(ids), "Ana")]
    model = Model(stored(kept))
    for verb, person, what in actions:
        if verb == "write":
            model.write(person, what, written(actors[person], what))
        else:
            walk(model, actors, verb, person, what)
        assert stored(kept) == model.document


def walk(model: Model, actors: list[Actor], verb: str, person: int, named: int | None) -> None:
    """The next step, or a deed by its name, which may be done already."""
    intent, line, deeds = Intent(actors[person], verb), model.lines[person][verb], model.deeds[person]
    if named is None:
        undone = take_back(intent, None)
        assert (undone is None) == (not line)
        if line:
            model.walk(person, verb, line[-1])
    elif deeds:
        step = deeds[named % len(deeds)]
        ready = step.stands == (verb == "undo")
        with suppress(TakenBack):
            take_back(intent, step.act)
            assert ready
            model.walk(person, verb, step)
            return
        assert not ready
