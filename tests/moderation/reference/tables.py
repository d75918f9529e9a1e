"""Small published tables, each with where it was printed."""

from __future__ import annotations

from moderation import Scale

GRADES = Scale(["Outstanding", "Good", "Requires improvement", "Inadequate"])

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): four observers, twelve units, five values.
# Printed: nominal .743, ordinal .815, interval .849, ratio .797.
KRIPPENDORFF = [
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, None, 3, None],
]
KRIPPENDORFF_SCALE = Scale([1, 2, 3, 4, 5])

# Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20 (1960), as counts:
# rows the first judge, columns the second. Printed kappa .492.
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]

# Feinstein and Cicchetti, High Agreement but Low Kappa, Journal of Clinical Epidemiology 43 (1990): the same 85 % of
# agreement with printed kappa .70 and .32.
FEINSTEIN_BALANCED = [[40, 9], [6, 45]]
FEINSTEIN_SKEWED = [[80, 10], [5, 5]]

# Randolph, Free-Marginal Multirater Kappa (2005), first example. Printed: both kappas .33.
RANDOLPH = [["Yes", "Yes", "Yes"], ["Yes", "Yes", "No"], ["No", "No", "Yes"], ["No", "No", "No"]]


def spread(table: list[list[int]], labels: tuple[object, ...]) -> list[list[object]]:
    """The pairs of grades behind a table of counts."""
    return [
        [first, second]
        for first, row in zip(labels, table, strict=True)
        for second, count in zip(labels, row, strict=True)
        for _ in range(count)
    ]
