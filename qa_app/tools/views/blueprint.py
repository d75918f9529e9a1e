from __future__ import annotations

from flask import Blueprint

from audit_tools import COHORTS

blueprint = Blueprint("tools", __name__, url_prefix="/tools", template_folder="../templates")


@blueprint.app_template_filter("cohort")
def cohort(key: str) -> str:
    """What people call a cohort."""
    return COHORTS.get(key, key)
