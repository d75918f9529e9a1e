"""The agreement engine and its peers side by side (P1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np

from moderation import Estimate, Ratings, Scale, agreement
from tests.bench.timing import beside, machine, peak, shown, timed
from tests.moderation.reference import peers

SCALE = Scale(["Outstanding", "Good", "Requires improvement", "Inadequate"])
CASES, AUDITORS, GAPS = 100_000, 10, 0.3
DRAWS = 2_000
TEN: list[tuple[Callable[..., Estimate], object]] = [
    (agreement.percent_agreement, "identity"),
    (agreement.within, 1),
    (agreement.krippendorff_alpha, "ordinal"),
    (agreement.fixed_weight_alpha, "ordinal"),
    (agreement.gwet_ac, "identity"),
    (agreement.gwet_ac, "ordinal"),
    (agreement.brennan_prediger, "ordinal"),
    (agreement.fleiss_kappa, "identity"),
    (agreement.fleiss_kappa, "quadratic"),
    (agreement.conger_kappa, "quadratic"),
]


@dataclass(frozen=True)
class Row:
    """A task, what it took here and there in milliseconds, and how many times less is the goal."""

    task: str
    peer: str
    taken: tuple[float, float]
    goal: int

    @property
    def line(self) -> str:
        ours, theirs = self.taken
        ratio = theirs / ours
        return (
            f"| {self.task} | {shown(ours)} | {self.peer} | {shown(theirs)} | {ratio:,.0f} "
            f"| {self.goal:,} | {'yes' if ratio >= self.goal else 'no'} |"
        )


def grades(cases: int, auditors: int, gaps: float, seed: int) -> np.ndarray:
    """(cases, auditors) codes: a hidden quality read with error by auditors of unequal severity, some left out."""
    rng = np.random.default_rng(seed)
    read = rng.normal(size=(cases, 1)) + 0.6 * rng.normal(size=(cases, auditors)) + 0.2 * rng.normal(size=auditors)
    codes = np.searchsorted([-1.5, 0.2, 1.8], read).astype(np.int8)
    codes[rng.random(codes.shape) < gaps] = -1
    return codes


def ratings(codes: np.ndarray) -> Ratings:
    return Ratings(SCALE, tuple(range(len(codes))), tuple(range(codes.shape[1])), codes)


def ten(table: Ratings) -> list[float | None]:
    """The standard errors of ten coefficients."""
    return [coefficient(table, kind).se for coefficient, kind in TEN]


def three(table: Ratings) -> None:
    """Two thousand resamples of each of three coefficients."""
    for coefficient in (agreement.gwet_ac, agreement.fleiss_kappa, agreement.krippendorff_alpha):
        coefficient(table).interval(method="percentile", seed=1)


def measured(codes: np.ndarray) -> list[Row]:
    floats, identities = peers.as_floats(codes), (tuple(range(len(codes))), tuple(range(codes.shape[1])))
    fresh = lambda: Ratings(SCALE, *identities, codes)  # noqa: E731 - nothing may be remembered between runs
    sample = floats[np.random.default_rng(1).integers(len(codes), size=len(codes))]

    def resample() -> None:
        peers.alpha(sample)
        peers.irrcac(sample, "gwet", "ordinal")
        peers.irrcac(sample, "fleiss", "identity")

    resamples = min(timed(lambda: three(fresh()), 5)), DRAWS * min(timed(resample, 5))
    pairs = lambda: agreement.pairwise(fresh())  # noqa: E731
    return [
        Row(
            "Krippendorff's alpha, ordinal",
            "krippendorff",
            beside(lambda: agreement.krippendorff_alpha(fresh()), lambda: peers.alpha(floats)),
            25,
        ),
        Row(
            "Ten coefficients with standard errors",
            "irrCAC, one (AC2)",
            beside(lambda: ten(fresh()), lambda: peers.irrcac(floats, "gwet", "ordinal")),
            30,
        ),
        Row(
            "Quadratic kappa and its error, 45 pairs",
            "statsmodels",
            beside(pairs, lambda: peers.pairs_by_statsmodels(codes)),
            30,
        ),
        Row(
            "Quadratic kappa, 45 pairs",
            "scikit-learn, no error",
            beside(pairs, lambda: peers.pairs_by_sklearn(codes)),
            100,
        ),
        Row(
            "2,000 resamples of alpha, AC2 and Fleiss's kappa",
            "krippendorff and irrCAC, 2,000 times one resample",
            resamples,
            1_000,
        ),
    ]


def memory(codes: np.ndarray) -> list[str]:
    identities = (tuple(range(len(codes))), tuple(range(codes.shape[1])))
    tasks: dict[str, Callable[[Ratings], object]] = {
        "Krippendorff's alpha": agreement.krippendorff_alpha,
        "Ten coefficients": ten,
        "Every pair": agreement.pairwise,
        "2,000 resamples of three": three,
    }
    return [
        f"| {task} | {peak(lambda work=work: work(Ratings(SCALE, *identities, codes))) / codes.nbytes:.2f} |"  # type: ignore[misc]
        for task, work in tasks.items()
    ]


def resampled_report(codes: np.ndarray) -> None:
    """A report with the intervals that come of resampling each of its five coefficients."""
    report = agreement.report(ratings(codes))
    for figure in (report.exact, report.within_one, report.boundary, report.alpha, report.ac2):
        figure.estimate.interval(method="percentile", seed=1)


def small() -> str:
    codes = grades(40, 5, 0.2, seed=3)
    full, complete = grades(40, 5, 0.0, seed=4), ratings(grades(40, 5, 0.0, seed=4))
    report, resampled = timed(lambda: agreement.report(ratings(codes)), 201), timed(lambda: resampled_report(codes), 51)
    here, there = beside(
        lambda: [agreement.icc(complete, form) for form in _FORMS], lambda: peers.intraclass(full), turns=3
    )
    return (
        "At the size of a council's round, 40 cases by 5 auditors, the whole report takes "
        f"{shown(median(report))} as a\nmedian and {shown(min(report))} at best (goal: 5 ms). With 2,000 resamples of "
        f"each of its five coefficients it takes\n{shown(median(resampled))} and {shown(min(resampled))} "
        f"(goal: 10 ms). Six intraclass correlations take {shown(here)}; with pingouin\n{shown(there)}."
    )


_FORMS: tuple[agreement.Form, ...] = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
_IRRCAC = {
    "gwet": agreement.gwet_ac,
    "fleiss": agreement.fleiss_kappa,
    "conger": agreement.conger_kappa,
    "bp": agreement.brennan_prediger,
    "krippendorff": agreement.fixed_weight_alpha,
}


def largest_differences() -> list[str]:
    """How far values lie from those of the peers on tables of many shapes, with and without gaps."""
    apart = dict.fromkeys(
        ("krippendorff", "irrCAC", "statsmodels", "statsmodels, error", "scikit-learn", "pingouin"), 0.0
    )

    def note(peer: str, ours: object, theirs: object) -> None:
        gap = np.abs(np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)).max()
        apart[peer] = max(apart[peer], float(gap))

    for seed in range(20):
        codes = grades(30 + 20 * seed, 2 + seed % 6, (0.0, 0.3)[seed % 2], seed)
        table, floats = ratings(codes), peers.as_floats(codes)
        for metric in ("nominal", "ordinal", "interval", "ratio"):
            note("krippendorff", agreement.krippendorff_alpha(table, metric).value, peers.alpha(floats, metric))  # type: ignore[arg-type]
        for name, coefficient in _IRRCAC.items():
            for weights in ("identity", "quadratic", "ordinal"):
                note(
                    "irrCAC",
                    coefficient(table, weights).value,
                    peers.irrcac(floats, name, weights)["coefficient_value"],
                )
        found, upper = agreement.pairwise(table), np.triu_indices(codes.shape[1], 1)
        theirs = peers.pairs_by_statsmodels(codes)
        note("statsmodels", found.kappa[upper], theirs[:, 0])
        note("statsmodels, error", found.se[upper], theirs[:, 1])
        note("scikit-learn", found.kappa[upper], peers.pairs_by_sklearn(codes))
        if (codes >= 0).all():
            note("pingouin", [agreement.icc(table, form).value for form in _FORMS], peers.intraclass(codes)["ICC"])
    return [f"| {peer} | {gap:.0e} |" for peer, gap in apart.items()]


def text() -> str:
    about = machine(["numpy", "scipy", "krippendorff", "irrCAC", "statsmodels", "scikit-learn", "pingouin"])
    codes = grades(CASES, AUDITORS, GAPS, seed=0)
    rows = "\n".join(row.line for row in measured(codes))
    return f"""
{about}

{CASES:,} cases by {AUDITORS} auditors, {GAPS:.0%} of grades missing, four grades; processor times, ours and theirs in
turns, the quickest turn of each; ours from grades as they are stored, of which nothing is remembered from an earlier
run. Each peer is asked in the way its manual shows. Linear algebra keeps to one thread for all of them, because a
second thread counts as busy while it waits.

| Task | Here | Peer | There | Times faster | Goal | Met |
|---|---|---|---|---|---|---|
{rows}

Most memory taken at any time, in times the grades themselves as one byte each, with the engine's own copy of them
(goal: at most 3):

| Task | Times |
|---|---|
{chr(10).join(memory(codes))}

{small()}

The same figures: the largest difference in any value over 20 tables of 30 to 410 cases and 2 to 7 auditors, half of
them with gaps.

| Peer | Largest difference |
|---|---|
{chr(10).join(largest_differences())}
"""
