"""The front-end packages and our own styles and scripts, made ready to be served.

``python -m qa_app.web.assets`` copies what is used out of ``node_modules`` into ``static/vendor``. A council may
not use the crown or the GDS Transport typeface, so the rules that ask for them are taken out, and the build stops
if one is missed. The addresses of static files carry the file's digest.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

STATIC = Path(__file__).parent / "static"
VENDOR = STATIC / "vendor"
TYPEFACE = re.compile(r"@font-face\{font-family:GDS Transport;[^}]*\}")
SOURCE_MAP = re.compile(r"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=.*)")


def build(modules: Path) -> None:
    """Fill ``static/vendor`` from the installed packages.

    :raises SystemExit: when an upstream stylesheet has changed so that a rule was missed.
    """
    sources = {
        "govuk-frontend": modules / "govuk-frontend/dist/govuk",
        "moj-frontend": modules / "@ministryofjustice/frontend/moj",
    }
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for name, folder in sources.items():
        style = TYPEFACE.sub("", (folder / f"{name}.min.css").read_text("utf-8"))
        style = style.replace("font-family:GDS Transport,arial,sans-serif", "font-family:var(--typeface)")
        style = SOURCE_MAP.sub("", style).replace("url(/assets/", "url(./")
        if "GDS Transport" in style or "/assets/" in style:
            sys.exit(f"{name}: a rule was missed; the package's stylesheet has changed")
        (VENDOR / f"{name}.css").write_text(style, "utf-8")
        script = SOURCE_MAP.sub("", (folder / f"{name}.min.js").read_text("utf-8"))
        (VENDOR / f"{name}.js").write_text(script, "utf-8")
    images = VENDOR / "images"
    images.mkdir()
    for icon in (sources["moj-frontend"] / "assets/images").glob("icon-*.svg"):
        shutil.copy(icon, images)


@cache
def _digest(file_name: str) -> str:
    return hashlib.sha256((STATIC / file_name).read_bytes()).hexdigest()[:12]


def _say_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (STATIC / values["filename"]).is_file():
        values["v"] = _digest(values["filename"])


def init_app(app: Flask) -> None:
    app.url_defaults(_say_version)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
