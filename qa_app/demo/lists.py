"""The rows of each of the eleven lists, about the same invented children, in the order of the list's headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from qa_app.cases.annex_a import layout
from qa_app.demo.children import SIX_MONTHS, Chooser, InventedChild, Inventor

Cell = str | int | date | None
Row = Sequence[Cell]

_NFA = "Referral NFA?"
_SEEN_IN_ASSESSMENT = "Child Seen During Continuous Assessment"
_IN_NEED = "Was the child assessed as being in need at assessment?"
_NO_CONFERENCE = "Was an Initial Child Protection Conference deemed unnecessary?"
_PLAN_MADE = "Did the Initial Child Protection Conference Result in a Child Protection Plan?"
_ABUSE = "Initial/Latest Category of Abuse"
_ALONE = "Was the Child Seen Alone?"
_PROTECTED = "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"
_UASC = "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"
_SECOND_PERIOD = "Is this a second or subsequent episode of being a Looked After Child within the last 12 months (Y/N)"
_OFFERED = "Was the child offered a Return Interview after their last missing episode (Y/N)?"
_ACCEPTED = "Did the child accept a Return Interview after their last missing episode (Y/N)?"


class InventedLists:
    """All lists, about the children of one ``Inventor``; ``rows(number)`` must be asked for in the order 1 to 11."""

    def __init__(self, inventor: Inventor, rows: int) -> None:
        self.today = inventor.today
        self.random = inventor.random
        self.choose: Chooser = inventor.choose
        self.inventor = inventor
        self.children = tuple(inventor.in_need(rows))
        since = self.today - timedelta(days=SIX_MONTHS)
        self.recent = tuple(child for child in self.children if child.started_on >= since)
        self.not_taken_on = tuple(inventor.others(rows // 15))
        self.contacted_only = tuple(inventor.others(rows // 2))
        self.helped_early = tuple(inventor.others(rows // 7))
        self.care_leavers = tuple(inventor.care_leavers(rows // 16))
        self.families_of_adopters = rows // 120

    def rows(self, number: int) -> Iterator[Row]:
        """The rows of List 1 to 11."""
        makers = (
            self.contacts,
            self.early_help,
            self.referrals,
            self.assessments,
            self.enquiries,
            self.children_in_need,
            self.child_protection,
            self.children_in_care,
            self.leavers,
            self.adoption,
            self.adopters,
        )
        return makers[number - 1]()

    def contacts(self) -> Iterator[Row]:
        for child in self.recent:
            yield (*_who(child), child.started_on, child.source)
        for child in self.not_taken_on:
            yield (*_who(child), self._days_ago(40, SIX_MONTHS), child.source)
        for child in self.contacted_only:
            for _ in range(self.random.choices((1, 2), (88, 12))[0]):
                yield (*_who(child), self._days_ago(0, SIX_MONTHS), child.source)

    def early_help(self) -> Iterator[Row]:
        for child in self.helped_early:
            started_on = self._days_ago(0, SIX_MONTHS)
            by = self.choose.share({"Local authority": 55, "School": 30, "Health visiting": 10, "Voluntary group": 5})
            yield (*_who(child), started_on, self._later(started_on, 15, 60), by)

    def referrals(self) -> Iterator[Row]:
        for child in self.recent:
            nfa = self.choose.yes(_NFA, 0)
            yield (*_who(child), child.started_on, child.source, nfa, self._few(80), child.team, child.worker)
        for child in self.not_taken_on:
            team = self.inventor.team("assessment")
            nfa = self.choose.yes(_NFA, 100)
            yield (*_who(child), self._days_ago(0, 39), child.source, nfa, self._few(80), team, None)

    def assessments(self) -> Iterator[Row]:
        choose = self.choose
        for child in self.recent:
            authorised_on = None if child.status == "assessment" else self._later(child.started_on, 10, 62)
            outcome = None
            if authorised_on:
                outcome = choose.yes(_IN_NEED, 0 if (child.closure or "").startswith("RC8") else 100)
            seen = choose.code(_SEEN_IN_ASSESSMENT, {"Yes": 93, "No": 5, "Unknown": 2})
            yield (
                *(*_who(child), child.disability),
                *(child.started_on, seen, authorised_on, outcome, child.team, child.worker),
            )

    def enquiries(self) -> Iterator[Row]:
        choose = self.choose
        for child in self.recent:
            conference: tuple[str, date | None, str | None]
            if child.status == "child-protection":
                conference = (choose.yes(_NO_CONFERENCE, 0), child.plan_on, choose.yes(_PLAN_MADE, 100))
            elif self.random.random() < 0.12:
                conference = (choose.yes(_NO_CONFERENCE, 100), None, None)
            else:
                continue
            counts = (self._few(85), 1 if conference[1] else 0)
            yield (
                *(*_who(child), child.disability, child.started_on),
                *(*conference, *counts, child.team, child.worker),
            )

    def children_in_need(self) -> Iterator[Row]:
        statuses = {layout().statuses[code.label]: code.written for code in layout().codes["Case status"]}
        for child in self.children:
            yield (
                *(*_who(child), child.disability, child.started_on, child.need, child.last_seen_on),
                *(child.closed_on, child.closure, statuses[child.status], child.team, child.worker),
            )

    def child_protection(self) -> Iterator[Row]:
        choose = self.choose
        abuse = {"Neglect": 47, "Physical abuse": 8, "Sexual abuse": 4, "Emotional abuse": 37}
        abuse["Multiple/not recommended"] = 4
        for child in self.children:
            if child.status != "child-protection":
                continue
            first = choose.code(_ABUSE, abuse)
            latest = first if self.random.random() < 0.9 else choose.code(_ABUSE, abuse)
            alone = choose.code(_ALONE, {"Yes": 78, "No": 18, "Unknown": 4})
            reviewed_on = self._later(child.plan_on, 80, 170)
            yield (
                *(*_who(child), child.disability, child.plan_on, first, latest, child.last_seen_on, alone),
                *(reviewed_on, None, choose.yes(_PROTECTED, 4), self._few(78) - 1, child.team, child.worker),
            )

    def children_in_care(self) -> Iterator[Row]:
        for child in self.children:
            if child.status == "looked-after":
                yield (*_who(child), *self._care(child), *self._placement(child), child.team, child.worker)

    def leavers(self) -> Iterator[Row]:
        choose = self.choose
        for child in self.care_leavers:
            eligibility = "Former relevant child" if (child.age or 0) >= 18 else "Relevant child"
            yield (
                *(*_who(child), child.disability, child.team, child.worker),
                choose.code("Eligibility Category", {eligibility: 92, "Qualifying care leaver": 8}),
                choose.code("LA In Touch", {"Yes": 92, "No": 4, "Refu": 2, "NREQ": 1, "Rhom": 1}),
                choose.code(
                    "Type of Accommodation", {"U": 34, "D": 20, "Z": 12, "B": 12, "E": 8, "T": 7, "X": 3, "R": 4}
                ),
                choose.code("Suitability of Accommodation", {"Suitable": 88, "Unsuitable": 12}),
                choose.code(
                    "Activity Status", {"F1": 6, "F2": 22, "P2": 4, "F3": 22, "P3": 5, "G4": 13, "G5": 20, "G6": 8}
                ),
            )

    def adoption(self) -> Iterator[Row]:
        for child in self.children:
            if child.status == "looked-after" and (child.age or 0) < 6 and self.random.random() < 0.4:
                decided_on = self._later(child.plan_on, 90, 200) or self.today
                ordered_on = self._later(decided_on, 20, 120)
                matched_on = ordered_on and self._later(ordered_on, 60, 200)
                placed_on = matched_on and self._later(matched_on, 10, 40)
                family = f"FAM-{child.reference[5:]}"
                reference, *rest = _who(child)
                yield (
                    *(reference, family, *rest, child.disability, child.plan_on, decided_on, ordered_on),
                    *(matched_on, placed_on, None, None, None, None),
                )

    def adopters(self) -> Iterator[Row]:
        choose = self.choose
        for family in range(1, self.families_of_adopters + 1):
            asked_on = self._days_ago(30, 365)
            first_on = self._later(asked_on, 5, 40)
            first_ended = first_on and self._later(first_on, 40, 90)
            second_on = first_ended and self._later(first_ended, 0, 30)
            second_ended = second_on and self._later(second_on, 60, 140)
            approved_on = second_ended and self._later(second_ended, 0, 20)
            stages = (asked_on, first_on, first_ended, second_on, second_ended, first_on, approved_on)
            for person in range(1, self.random.choices((2, 3), (30, 70))[0]):
                yield (
                    *(
                        f"ADOPT-{family:05d}-{person}",
                        f"AFAM-{family:05d}",
                        choose.code("Gender", {"Male": 1, "Female": 1}),
                    ),
                    *(choose.code("Ethnicity", {"WBRI": 80, "WOTH": 8, "AIND": 6, "BCRB": 6}), "b) No", "b) No"),
                    *(*stages, None, None, 0, None, None, None),
                )

    def _care(self, child: InventedChild) -> Row:
        choose, today = self.choose, self.today
        legal = {"C1": 22, "C2": 50, "E1": 7, "V2": 20, "J1": 1}
        permanence = choose.code("What is the permanence plan for this child?")
        reviewed_on = max(child.plan_on, self._days_ago(0, 180))
        return (
            choose.yes(_UASC, 25 if (child.age or 0) >= 16 else 0),
            *(
                child.disability,
                child.plan_on,
                choose.code("Child's Category of Need", {"N1": 65, "N5": 15, "N4": 10, "N8": 10}),
            ),
            *(
                choose.yes(_SECOND_PERIOD, 4),
                max(child.plan_on, self._days_ago(0, 700)),
                choose.code("Child's Legal Status", legal),
            ),
            *(reviewed_on, child.last_seen_on, permanence, min(today, reviewed_on + choose.days(0, 30))),
            *(max(child.plan_on, self._days_ago(0, 400)), max(child.plan_on, self._days_ago(0, 400))),
            *(self._few(70), None, None),
        )

    def _placement(self, child: InventedChild) -> Row:
        choose = self.choose
        kinds = {"U4": 18, "U6": 42, "U1": 6, "U3": 12, "K2": 10, "P1": 5, "H5": 5, "A5": 2}
        missing = self.random.choices((0, 1, 3), (90, 6, 4))[0]
        interview = (choose.yes(_OFFERED, 90), choose.yes(_ACCEPTED, 55)) if missing else (None, None)
        return (
            max(child.plan_on, self._days_ago(0, 900)),
            choose.code("Placement Type", kinds),
            choose.code("Placement Provider", {"PR1": 52, "PR4": 38, "PR5": 5, "PR0": 5}),
            # No real postcode or registered number, so that none can be mistaken for a child's address.
            *("XX0 0XX", "INVENTED", choose.code("Placement Location", {"In": 60, "Out": 40}), None),
            *(missing, 0, *interview),
        )

    def _days_ago(self, least: int, most: int) -> date:
        return self.today - self.choose.days(least, most)

    def _later(self, day: date, least: int, most: int) -> date | None:
        later = day + self.choose.days(least, most)
        return later if later <= self.today else None

    def _few(self, percent_once: float) -> int:
        return self.random.choices((1, 2, 3), (percent_once, 90 - percent_once * 0.9, 10 - percent_once * 0.1))[0]


def _who(child: InventedChild) -> tuple[Cell, ...]:
    return (child.reference, child.gender, child.ethnicity, child.born_on, child.age)
