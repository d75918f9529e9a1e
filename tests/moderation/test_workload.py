from __future__ import annotations

import math

from moderation.workload import Workload


def test_a_chain_of_hand_overs_makes_room_as_far_away_as_it_must() -> None:
    workload = Workload(allowed=[[0, 1], [1, 2], [2, 3], [0]], caps=[1, 1, 1, 1])
    assert [workload.place(case) for case in range(4)] == [set()] * 4
    assert workload.holders == [{1}, {2}, {3}, {0}]


def test_who_stands_in_the_way_is_everyone_along_the_chains() -> None:
    workload = Workload(allowed=[[0, 1], [0, 1], [2], [0]], caps=[1, 1, 5])
    assert [workload.place(case) for case in range(3)] == [set()] * 3
    assert workload.place(3) == {0, 1}
    assert workload.holders[3] == set()


def test_a_pair_that_would_make_loads_uneven_is_refused_and_nothing_changes() -> None:
    workload = Workload(allowed=[[0, 1, 2], [2]], caps=[math.inf] * 3)
    for case in (1, 0, 0):
        workload.place(case)
    assert not workload.settle(0, (0, 2))
    assert workload.holders == [{0, 1}, {2}]
    assert workload.load == [1, 1, 1]
    assert workload.settled == set()


def test_a_pair_is_settled_by_passing_other_cases_on() -> None:
    workload = Workload(allowed=[[0, 1, 2], [1, 2]], caps=[math.inf] * 3)
    for case in (1, 0, 0):
        workload.place(case)
    holder = next(iter(workload.holders[1]))
    assert workload.settle(0, (0, holder))
    assert workload.holders == [{0, holder}, {3 - holder}]
    assert workload.settled == {0}


def test_a_settled_case_is_not_moved_again() -> None:
    workload = Workload(allowed=[[0, 1], [0]], caps=[1, 1])
    workload.place(0)
    assert workload.settle(0, [0])
    assert workload.place(1) == {0}
