"""The command that writes an invented Annex A workbook."""

from __future__ import annotations

from qa_app.cases.children_in_need import read_children_in_need
from qa_app.db import today


def test_the_command_writes_a_workbook_that_can_be_imported(fresh_app, tmp_path):
    out = tmp_path / "annex-a.xlsx"
    runner = fresh_app.test_cli_runner()
    done = runner.invoke(args=["demo", "annex-a", "--rows", "40", "--seed", "3", "--out", str(out)])
    assert (done.exit_code, done.output) == (0, f"Written to {out}: 40 invented children.\n")
    with out.open("rb") as stream:
        reading = read_children_in_need(stream, today=today())
    assert (len(reading.rows), reading.problems) == (40, ())


def test_the_command_refuses_a_number_of_rows_out_of_range(fresh_app, tmp_path):
    runner = fresh_app.test_cli_runner()
    for rows in ("0", "50001", "many"):
        done = runner.invoke(args=["demo", "annex-a", "--rows", rows, "--out", str(tmp_path / "x.xlsx")])
        assert done.exit_code == 2
    assert not list(tmp_path.glob("*.xlsx"))
