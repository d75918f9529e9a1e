"""Draw the pictures in docs/pictures anew: ``python -m tests.studies.pictures``."""

from __future__ import annotations

from pathlib import Path

from tests.studies.pictures import PICTURES

FOLDER = Path(__file__).parents[3] / "docs/pictures"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, drawing in PICTURES.items():
        (FOLDER / f"{name}.svg").write_text(drawing().svg, "utf-8")


if __name__ == "__main__":
    main()
