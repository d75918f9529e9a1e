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

# Shrout and Fleiss, Intraclass Correlations, Psychological Bulletin 86 (1979), table 2: six targets, four judges.
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

# Dawid and Skene, Applied Statistics 28 (1979), table 1: how fit 45 patients were found for anaesthesia, 1 the fittest,
# by a first doctor on three occasions and by four more. Printed shares of the true grades: .40, .42, .11, .07.
_PATIENTS = (
    "1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111 2223212 "
    "1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111 "
    "1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 "
    "2322222 1211111 2222222"
)
ANAESTHETISTS = [[int(grade) for grade in patient] for patient in _PATIENTS.split()]
DOCTOR_OF_COLUMN = dict(zip(range(1, 8), (1, 1, 1, 2, 3, 4, 5), strict=True))


def spread(table: list[list[int]], labels: tuple[object, ...]) -> list[list[object]]:
    """The pairs of grades behind a table of counts."""
    return [
        [first, second]
        for first, row in zip(labels, table, strict=True)
        for second, count in zip(labels, row, strict=True)
        for _ in range(count)
    ]
