"""The web application."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config


def create_app(config: Config | None = None) -> Flask:
    """Build the application, and refuse to start it half-guarded."""
    from . import cli
    from .access import verify_every_route_is_guarded
    from .audits.managing_views import blueprint as managing
    from .audits.released_views import blueprint as released
    from .audits.thread_views import blueprint as threads
    from .audits.views import blueprint as audits
    from .concerns.views import blueprint as concerns
    from .cycles.views import blueprint as cycles
    from .db import db, plain_types
    from .notices.views import blueprint as notices
    from .people import sessions
    from .people.views import blueprints as of_people
    from .plan.views import blueprint as plan
    from .reports.case_page import blueprint as cases
    from .reports.views import findings, home
    from .rounds.views import blueprint as rounds
    from .settings.views import blueprint as settings
    from .tools.views import blueprint as tools
    from .web import assets, errors, headers, held, ids, navigation, paging, templating, words

    app = Flask(__name__, static_folder="web/static")
    app.config.from_object(config or Config.from_env())
    app.jinja_environment = templating.Environment
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.do"]}
    app.jinja_loader = ChoiceLoader(
        [PackageLoader("qa_app.web"), PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    db.init_app(app)
    Migrate(app, db, directory="migrations", render_as_batch=True, compare_type=True, render_item=plain_types)
    for part in (sessions, headers, errors, held, ids, navigation, paging, words, assets, cli):
        part.init_app(app)
    CSRFProtect(app)
    of_audits = (managing, threads, released, audits, concerns)
    for blueprint in (*of_people, settings, notices, home, cases, tools, cycles, *of_audits, rounds, findings, plan):
        app.register_blueprint(blueprint)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    verify_every_route_is_guarded(app)
    return app
