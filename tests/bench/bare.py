"""The page to measure against: Flask, Jinja and one query, with no more to it than its HTML."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, render_template
from jinja2 import DictLoader

ROW = 150
"""About how many bytes of HTML one row of the page has."""

PAGE = """<!doctype html>
<html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}
<tr><th scope="row">{{ row.reference }}</th><td class="status">{{ row.status }}</td><td>{{ row.words }}</td></tr>
{% endfor %}
</table></body></html>
"""


def bare_app(address: str, size: int) -> Flask:
    """An application with one page at ``/``: about ``size`` bytes of HTML, from rows of the database at ``address``."""
    app, engine = Flask("bare"), sa.create_engine(address, execution_options={"unrecorded": True})
    app.jinja_loader = DictLoader({"page.html": PAGE})
    numbers = sa.text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows) "
        "SELECT 'C-' || i AS reference, 'in progress' AS status, 'What the child said & what came of it' AS words "
        "FROM n"
    )

    @app.get("/")
    def show() -> str:
        with engine.connect() as connection:
            rows = connection.execute(numbers, {"rows": max(1, size // ROW)}).all()
        return render_template("page.html", title="Audits", rows=rows)

    return app
