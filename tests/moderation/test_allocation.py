from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from moderation.design import Allocation, CannotAllocate, allocate, efficiency

AUDITORS = [f"A{number}" for number in range(8)]
CASES = [f"C{number:02}" for number in range(40)]


def check(
    found: Allocation,
    cases: list[str],
    double: list[str],
    caps: dict[str, int],
    conflicts: set[tuple[str, str]],
) -> None:
    assert list(found.first) == cases
    assert set(found.second) == set(double)
    given = [*found.first.items(), *found.second.items()]
    assert not {(auditor, case) for case, auditor in given} & conflicts
    assert all(found.first[case] != auditor for case, auditor in found.second.items())
    assert all(load <= caps.get(str(auditor), 10**6) for auditor, load in found.loads.items())
    assert sum(found.loads.values()) == len(cases) + len(double)


def test_work_is_even_and_every_double_graded_case_has_two_auditors() -> None:
    found = allocate(AUDITORS, CASES, double=CASES[:8], seed=1)
    check(found, CASES, CASES[:8], {}, set())
    assert set(found.loads.values()) == {6}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_is_always_second(seed: int) -> None:
    found = allocate(AUDITORS, CASES, double=CASES, seed=seed)
    seconds = list(found.second.values())
    assert all(4 <= seconds.count(auditor) <= 6 for auditor in AUDITORS)


def test_the_same_seed_gives_the_same_allocation_in_whatever_order_things_are_listed() -> None:
    found = allocate(AUDITORS, CASES, double=CASES[:8], seed=1)
    turned = allocate(AUDITORS[::-1], CASES[::-1], double=CASES[7::-1], seed=1)
    assert dict(found.first) == dict(turned.first)
    assert dict(found.second) == dict(turned.second)
    assert dict(allocate(AUDITORS, CASES, double=CASES[:8], seed=2).first) != dict(found.first)


def test_an_allocation_cannot_be_changed() -> None:
    found = allocate(AUDITORS, CASES, seed=1)
    with pytest.raises(TypeError):
        found.first["C01"] = "A1"  # type: ignore[index]


@pytest.mark.parametrize(
    ("auditors", "double", "cases", "least"),
    [
        (5, 10, 10, 0.99),
        (8, 28, 28, 0.99),
        (8, 56, 56, 0.99),
        (12, 66, 66, 0.99),
        (12, 40, 118, 0.94),
        (12, 24, 24, 0.85),
    ],
)
def test_double_grading_links_auditors_nearly_as_well_as_can_be(
    auditors: int, double: int, cases: int, least: float
) -> None:
    people, work = list(range(auditors)), list(range(cases))
    found = allocate(people, work, double=work[:double], seed="s")
    assert efficiency(found.pairs, people).a >= least
    assert max(found.loads.values()) - min(found.loads.values()) <= 1


def test_an_anchor_goes_to_everybody_who_may_have_it_and_counts_in_their_work() -> None:
    barred = {("A3", "C05"), ("A4", "C06")}
    found = allocate(AUDITORS, CASES, double=CASES[20:28], anchors=["C05", "C06"], conflicts=barred, seed=4)
    assert {case: set(given) for case, given in found.anchors.items()} == {
        "C05": set(AUDITORS) - {"A3"},
        "C06": set(AUDITORS) - {"A4"},
    }
    assert set(found.first) == set(CASES) - {"C05", "C06"}
    assert set(found.second) == set(CASES[20:28])
    assert sum(found.loads.values()) == 38 + 8 + 14
    assert max(found.loads.values()) - min(found.loads.values()) <= 1


def test_pairs_are_chosen_knowing_whom_the_anchors_link_already() -> None:
    """A0 to A2 share the anchors already, so that double grading links the fourth."""
    barred = {("A3", case) for case in CASES[:4]}
    found = allocate(AUDITORS[:4], CASES, double=CASES[10:13], anchors=CASES[:4], conflicts=barred, seed=1)
    assert all("A3" in pair for pair in found.pairs)
    assert efficiency([*found.pairs, *found.anchors.values()]).components == 1


def test_no_room_for_an_anchor_is_said() -> None:
    with pytest.raises(CannotAllocate, match="Case C00 cannot be placed"):
        allocate(AUDITORS[:2], CASES[:2], anchors=["C00"], caps={"A0": 0}, seed=1)
    alone = {(auditor, "C00") for auditor in AUDITORS[1:]}
    with pytest.raises(CannotAllocate, match="Case C00 cannot be graded twice: only A0 is free"):
        allocate(AUDITORS, CASES, anchors=["C00"], conflicts=alone, seed=1)
    with pytest.raises(ValueError, match="Case C99 is to be an anchor but is not among the cases"):
        allocate(AUDITORS, CASES, anchors=["C99"], seed=1)
    with pytest.raises(ValueError, match="it can be only one of these"):
        allocate(AUDITORS, CASES, double=["C01"], anchors=["C01"], seed=1)


def test_conflicts_are_kept_in_either_form() -> None:
    conflicts = {
        (auditor, case) for number, auditor in enumerate(AUDITORS) for case in CASES[number * 5 : number * 5 + 5]
    }
    by_case = {case: {auditor} for auditor, case in conflicts}
    found = allocate(AUDITORS, CASES, double=CASES[:20], conflicts=conflicts, seed=3)
    check(found, CASES, CASES[:20], {}, conflicts)
    assert found == allocate(AUDITORS, CASES, double=CASES[:20], conflicts=by_case, seed=3)


def test_a_place_is_found_by_passing_cases_along() -> None:
    # Only one arrangement works: A2 must take C2, so A1 must take C1, so A0 must take C0.
    conflicts = {("A2", "C0"), ("A1", "C0"), ("A2", "C1")}
    for seed in range(20):
        found = allocate(
            ["A0", "A1", "A2"], ["C0", "C1", "C2"], caps=dict.fromkeys(AUDITORS, 1), conflicts=conflicts, seed=seed
        )
        assert dict(found.first) == {"C0": "A0", "C1": "A1", "C2": "A2"}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    auditors=st.integers(1, 5),
    cases=st.integers(1, 9),
    seed=st.integers(0, 10**6),
    share=st.floats(0, 0.7),
    spare=st.integers(0, 2),
)
def test_an_allocation_is_found_exactly_when_there_is_one(
    auditors: int, cases: int, seed: int, share: float, spare: int
) -> None:
    rng = np.random.default_rng(seed)
    people, work = AUDITORS[:auditors], CASES[:cases]
    double = [case for case in work if rng.random() < 0.4]
    conflicts = {(auditor, case) for auditor in people for case in work if rng.random() < share}
    total = cases + len(double)
    caps = {auditor: int(rng.integers(0, total // auditors + 2 + spare)) for auditor in people}
    possible = has_solution(people, work, double, caps, conflicts)
    if not possible:
        with pytest.raises(CannotAllocate):
            allocate(people, work, double=double, caps=caps, conflicts=conflicts, seed=seed)
        return
    found = allocate(people, work, double=double, caps=caps, conflicts=conflicts, seed=seed)
    check(found, work, double, caps, conflicts)


def has_solution(
    people: list[str], work: list[str], double: list[str], caps: dict[str, int], conflicts: set[tuple[str, str]]
) -> bool:
    """By linear programming, whose corners are whole numbers for this kind of table."""
    free = [(auditor, case) for auditor in people for case in work if (auditor, case) not in conflicts]
    if not free:
        return False
    per_case = [[float(pair[1] == case) for pair in free] for case in work]
    per_auditor = [[float(pair[0] == auditor) for pair in free] for auditor in people]
    found = linprog(
        np.zeros(len(free)),
        A_ub=per_auditor,
        b_ub=[caps[auditor] for auditor in people],
        A_eq=per_case,
        b_eq=[2.0 if case in double else 1.0 for case in work],
        bounds=(0, 1),
    )
    return bool(found.status == 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            {"conflicts": {(auditor, "C1") for auditor in ("Ann", "Ben", "Cat")}},
            "Case C1 cannot be placed: no auditor is free",
        ),
        (
            {"double": ["C1"], "conflicts": {("Ann", "C1"), ("Ben", "C1")}},
            "Case C1 cannot be graded twice: only Cat is free",
        ),
        ({"caps": {"Ann": 1, "Ben": 0, "Cat": 0}}, r"Case C\d cannot be placed: everyone .* limit: .*Ann \(1\)"),
    ],
)
def test_what_cannot_be_allocated_is_said_with_the_case_and_the_reason(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(CannotAllocate, match=said):
        allocate(["Ann", "Ben", "Cat"], ["C1", "C2"], seed=1, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("auditors", "cases", "double", "said"),
    [
        (["Ann", "Ann"], ["C1"], [], "Auditor Ann is listed twice"),
        (["Ann"], ["C1", "C1"], [], "Case C1 is listed twice"),
        (["Ann"], ["C1"], ["C2"], "Case C2 is to be graded twice but is not among the cases"),
    ],
)
def test_ids_that_do_not_fit_are_refused(auditors: list[str], cases: list[str], double: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        allocate(auditors, cases, double=double, seed=1)
