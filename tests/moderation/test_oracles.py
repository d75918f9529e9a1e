"""Every coefficient against published and independently recomputed values, where the shared material is at hand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, get_args

import numpy as np
import pytest

from moderation import Estimate, Ratings, Scale, agreement, benchmark, compare, design, latent, proportion_interval
from tests.moderation.reference.tables import spread
from tests.shared import shared

WEIGHTED = {
    "percent_agreement": agreement.percent_agreement,
    "gwet_ac": agreement.gwet_ac,
    "fleiss_kappa": agreement.fleiss_kappa,
    "scott_pi": agreement.fleiss_kappa,
    "conger_kappa": agreement.conger_kappa,
    "cohen_kappa": agreement.cohen_kappa,
    "brennan_prediger": agreement.brennan_prediger,
    "alpha_gwet_linear_weights": agreement.fixed_weight_alpha,
}


def cases() -> dict[str, dict[str, Any]]:
    entries = json.loads(shared("data/agreement-oracles.json").read_text())["cases"]
    return {entry["id"]: entry for entry in entries}


def read(data: dict[str, Any]) -> Ratings:
    scale = Scale(data["categories"])
    if data["kind"] == "contingency_table":
        return Ratings.from_matrix(spread(data["rows_rater1_cols_rater2"], scale.labels), scale)
    if data["kind"] == "counts":
        rows = [
            [label for label, count in zip(scale.labels, row, strict=True) for _ in range(count)]
            for row in data["units_by_categories"]
        ]
        return Ratings.from_matrix(rows, scale)
    return Ratings.from_matrix(data["units_by_raters"], scale)


def tables() -> Iterator[tuple[str, Ratings, dict[str, Any]]]:
    for name, entry in cases().items():
        data = entry["data"]
        known = {"units_by_raters", "units_by_categories", "rows_rater1_cols_rater2"} & data.keys()
        if "categories" in data and known and not name.startswith("edge"):
            yield name, read(data), entry["expected"]


def published_standard_error(estimate: Estimate, ratings: Ratings) -> float:
    """Gwet's standard error, which keeps the share of cases graded twice fixed; ours does not.

    The two are the same when every case has two grades. Otherwise each case's deviation in his form is ours plus the
    coefficient times (n / n' for a case graded twice, less 1): so this checks our influence values all the same.
    """
    statistic = estimate._statistic
    assert statistic is not None
    assert estimate.value is not None
    n, places = ratings.n_cases, statistic.rows.of_cases()
    slopes = np.where(places >= 0, statistic.influence[places] / statistic.n, 0)
    multiple, graded = ratings.grades_per_case >= 2, ratings.grades_per_case > 0
    deviations = (n * slopes + estimate.value * (n / multiple.sum() * multiple - 1))[graded]
    return float(np.sqrt((deviations**2).sum() / (n * (n - 1))))


def test_krippendorffs_alpha() -> None:
    compared = 0
    for name, ratings, expected in tables():
        for metric in ("nominal", "ordinal", "interval", "ratio"):
            if f"alpha_{metric}" in expected:
                oracle = expected[f"alpha_{metric}"]
                value = agreement.krippendorff_alpha(ratings, metric).value
                assert value == pytest.approx(oracle["value"], abs=oracle["tol"]), (name, metric)
                compared += 1
    assert compared == 16


@pytest.mark.parametrize("coefficient", WEIGHTED)
def test_values_standard_errors_and_analytic_intervals(coefficient: str) -> None:
    compared = 0
    for name, ratings, expected in tables():
        for kind in ("unweighted", "linear", "quadratic", "ordinal"):
            key = f"{coefficient}[{kind}]"
            if key not in expected:
                continue
            estimate = WEIGHTED[coefficient](ratings, "identity" if kind == "unweighted" else kind)
            assert estimate.value == pytest.approx(expected[key]["value"], abs=expected[key]["tol"]), (name, key)
            compared += 1
            compared += compare_spread(estimate, ratings, key, expected)
    assert compared >= 44


def compare_spread(estimate: Estimate, ratings: Ratings, key: str, expected: dict[str, Any]) -> int:
    n = ratings.n_cases
    assert estimate.se is not None
    every_case_twice = ratings.n_multiple == n
    if f"{key}.se0" in expected:
        assert estimate.se0 == pytest.approx(expected[f"{key}.se0"]["value"], abs=expected[f"{key}.se0"]["tol"]), key
    if f"{key}.se_table" in expected:
        oracle = expected[f"{key}.se_table"]  # this form divides by n where ours divides by n - 1
        assert estimate.se * math.sqrt((n - 1) / n) == pytest.approx(oracle["value"], abs=oracle["tol"]), key
        return 1
    if f"{key}.se" not in expected:
        return 0
    oracle = expected[f"{key}.se"]
    ours = every_case_twice or key.startswith("alpha")
    se = estimate.se if ours else published_standard_error(estimate, ratings)
    assert se == pytest.approx(oracle["value"], abs=oracle["tol"]), key
    if f"{key}.ci95_t" not in expected or not every_case_twice:
        return 1
    oracle, interval = expected[f"{key}.ci95_t"], estimate.interval(method="analytic")
    assert interval is not None
    assert [interval.low, interval.high] == pytest.approx(oracle["value"], abs=oracle["tol"]), key
    return 2


def test_randolphs_examples() -> None:
    for name in ("randolph2005_ex1", "randolph2005_ex2"):
        entry = cases()[name]
        ratings = read(entry["data"])
        assert agreement.fleiss_kappa(ratings).value == pytest.approx(entry["expected"]["fleiss_kappa"]["value"])
        assert agreement.brennan_prediger(ratings).value == pytest.approx(entry["expected"]["randolph_bp"]["value"])


def test_fleiss_1971() -> None:
    entry = cases()["fleiss_1971"]
    ratings, expected = read(entry["data"]), entry["expected"]
    assert agreement.fleiss_kappa(ratings).value == pytest.approx(expected["fleiss_kappa"]["value"], abs=1e-9)
    assert agreement.percent_agreement(ratings).value == pytest.approx(expected["po"]["value"], abs=1e-9)


def test_specific_agreement() -> None:
    entry = cases()["fleiss_1971_specific_agreement"]
    found = agreement.specific_agreement(read(entry["data"]))
    oracle = entry["expected"]["specific_agreement"]
    assert [estimate.value for estimate in found.values()] == pytest.approx(oracle["value"], abs=oracle["tol"])


def test_specific_agreement_of_two_grades_is_positive_and_negative_agreement() -> None:
    for name in ("paradox_feinstein_A", "paradox_feinstein_B"):
        entry = cases()[name]
        yes, no = agreement.specific_agreement(read(entry["data"])).values()
        assert yes.value == pytest.approx(entry["expected"]["p_pos"]["value"], abs=1e-9)
        assert no.value == pytest.approx(entry["expected"]["p_neg"]["value"], abs=1e-9)


def test_mean_kappa_of_all_pairs_is_lights() -> None:
    entry = cases()["light_raw10x4"]
    ratings = read(entry["data"])
    found = agreement.light_kappa(ratings).value
    assert found == pytest.approx(entry["expected"]["light_kappa"]["value"], abs=1e-9)


def test_intraclass_correlations_and_concordance() -> None:
    entry = cases()["shrout_fleiss_1979"]
    ratings, expected = Ratings.from_matrix(entry["data"]["units_by_raters"], Scale(range(1, 11))), entry["expected"]
    for form in get_args(agreement.Form):
        found, key = agreement.icc(ratings, form), form.replace("(", "").replace(",1)", "").replace(",k)", "k")
        interval, oracle = found.interval(), expected[f"{key}.ci95"]
        assert found.value == pytest.approx(expected[key]["value"], abs=1e-9)
        assert interval is not None
        assert [interval.low, interval.high] == pytest.approx(oracle["value"], abs=oracle["tol"])
    concordance = agreement.kendall_w(ratings)
    assert concordance.value == pytest.approx(expected["kendall_W_tie_corrected"]["value"], abs=1e-9)
    assert concordance.chi_square == pytest.approx(expected["kendall_chi2"]["value"], abs=1e-8)
    assert concordance.p == pytest.approx(expected["kendall_p"]["value"], abs=1e-9)


@pytest.mark.parametrize("name", ["binomial_ci_26_37", "binomial_ci_0_20", "binomial_ci_81_263"])
def test_intervals_of_a_proportion(name: str) -> None:
    entry = cases()[name]
    x, n = entry["data"]["x"], entry["data"]["n"]
    for method, key in (("wilson", "wilson"), ("clopper-pearson", "clopper_pearson")):
        found, oracle = proportion_interval(x, n, method), entry["expected"][key]  # type: ignore[arg-type]
        assert [found.low, found.high] == pytest.approx(oracle["value"], abs=oracle["tol"])


@pytest.mark.parametrize(
    ("scale", "key"), [("landis-koch", "cumulative_membership"), ("altman", "altman"), ("fleiss", "fleiss")]
)
def test_probabilistic_benchmark(scale: str, key: str) -> None:
    entry = cases()["benchmark_landis_koch_2"]
    estimate = Estimate(entry["data"]["est"], entry["data"]["se"], "ok", "", 12, 11, 0)
    found, oracle = benchmark(estimate, scale), entry["expected"][key]
    assert [level.at_least for level in found.levels] == pytest.approx(oracle["value"], abs=oracle["tol"])


def test_tests_of_margins() -> None:
    compared = 0
    for name, entry in cases().items():
        expected = entry["expected"]
        if "bowker.chi2" not in expected:
            continue
        table = entry["data"]["rows_rater1_cols_rater2"]
        for test, full, effective in (("bowker", "df", "df_nonempty_pairs"), ("stuart_maxwell", "df", "df_effective")):
            found = getattr(compare, test)(table)
            assert found.statistic == pytest.approx(expected[f"{test}.chi2"]["value"], abs=1e-9), name
            assert found.df_full == expected[f"{test}.{full}"]["value"], name
            assert found.df == expected[f"{test}.{effective}"]["value"], name
            if found.df == found.df_full:
                assert found.p == pytest.approx(expected[f"{test}.p"]["value"], abs=1e-9), name
        assert compare.bhapkar(table).statistic == pytest.approx(expected["bhapkar.chi2"]["value"], abs=1e-8), name
        compared += 1
    assert compared == 7


def test_adjusted_p_values() -> None:
    entry = cases()["multiplicity_bh1995"]
    for method, key in (("holm", "holm"), ("bh", "BH")):
        oracle = entry["expected"][key]
        found = compare.adjust(entry["data"]["p"], method)  # type: ignore[arg-type]
        assert list(found) == pytest.approx(oracle["value"], abs=oracle["tol"])


def test_dawid_and_skene_1979() -> None:
    entry = cases()["dawid_skene_1979_anaesthetist"]
    ratings, expected = Ratings.from_matrix(entry["data"]["units_by_columns"], Scale([1, 2, 3, 4])), entry["expected"]
    person = dict(zip(ratings.auditors, entry["data"]["observer_of_column"], strict=True))
    found = latent.dawid_skene(ratings, restarts=0, seed=1, smoothing=0, person=person)
    assert list(found.prevalence) == pytest.approx(expected["class_marginals"]["value"], abs=1e-4)
    assert np.allclose(found.confusion, expected["error_rates_all"]["value"], rtol=0, atol=1e-4)
    assert found.log_likelihood == pytest.approx(expected["loglik"]["value"], abs=1e-4)


def test_balanced_design() -> None:
    entry = cases()["design_K8_bibd"]
    expected, found = entry["expected"], design.efficiency(entry["data"]["double_graded_pairs"])
    assert found.components == expected["components"]["value"]
    assert found.a == pytest.approx(expected["A_efficiency"]["value"], abs=1e-9)
    assert found.d == pytest.approx(expected["D_efficiency"]["value"], abs=1e-9)
    assert found.log_spanning_trees == pytest.approx(expected["log_spanning_trees"]["value"], abs=1e-9)
    assert np.allclose(found.resistance, expected["effective_resistance"]["value"], rtol=0, atol=1e-9)


def test_split_design() -> None:
    entry = cases()["design_two_components"]
    assert design.efficiency(entry["data"]["double_graded_pairs"]).components == 2
