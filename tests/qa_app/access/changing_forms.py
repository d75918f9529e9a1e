"""Every form that changes something, filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa_app.db import today

Work = tuple[str, str, str, dict[str, Any]]


def on_draft(path: str, button: str, typed: dict[str, Any], draft: str = "draft") -> Callable[[dict[str, Any]], Work]:
    return lambda of: ("manager", f"/tools/drafts/{of[draft]}{path}", button, typed)


POINTS = ["Very good", "outstanding", "outstanding", "Good", "good", "good"]
CAP = {"at": "inadequate", "overall": "inadequate", "because": "It matters most.", "count": "1"}
FORMS_OF_DRAFTS = {
    "/words": on_draft("/words", "Save", {"name": "Another name"}),
    "/scale": on_draft("/scale", "Save", {"points": POINTS}),
    "/overall": on_draft("/overall", "Save", {"help": "Look again."}),
    "/grading": on_draft("/grading", "Save", {"minimum": "1"}),
    "/caps/add": on_draft("/caps/add", "Add the cap", CAP),
    "/caps/<int:number>": on_draft("/caps/1", "Save", CAP),
    "/caps/<int:number>/remove": on_draft("/caps/1/remove", "Remove it", {}),
    "/counted": on_draft("", "Add the questions", {}),
    "/sections/add": on_draft("/sections/add", "Add the section", {"title": "More"}),
    "/sections/<section>/words": on_draft("/sections/voice/words", "Save", {"title": "Other"}),
    "/sections/<section>/move": on_draft("", "Move down: The child’s voice", {}),
    "/sections/<section>/remove": on_draft("/sections/voice/remove", "Remove it", {}),
    "/sections/<section>/questions/add": on_draft(
        "/sections/voice/questions/add?kind=text", "Add the question", {"text": "What else?"}
    ),
    "/questions/<question>": on_draft("/questions/voice-said", "Save the question", {"text": "What else?"}),
    "/questions/<question>/move": on_draft("/sections/voice", "Move up: What did the child say?", {}),
    "/questions/<question>/remove": on_draft("/questions/voice-said/remove", "Remove it", {}),
    "/publish": on_draft("/publish", "Publish", {}, draft="whole draft"),
    "/discard": on_draft("/discard", "Throw it away", {}),
}
FORMS: dict[str, Callable[[dict[str, Any]], Work]] = {
    "/audits/<audit>/check": lambda of: ("auditor", f"/audits/{of['open audit']}/check", "Send this audit", {}),
    "/audits/<audit>/sections/<section>": lambda of: (
        "auditor",
        f"/audits/{of['open audit']}/sections/voice",
        "Save and continue",
        {"q-voice-said": "Something else."},
    ),
    "/audits/<audit>/manage/ask": lambda of: (
        "manager",
        f"/audits/{of['final audit']}/manage",
        "Keep the query",
        {"question": "plan-grade", "text": "Where is that seen?"},
    ),
    "/audits/<audit>/manage/close": lambda of: ("manager", f"/audits/{of['released audit']}/manage", "Close it", {}),
    "/audits/<audit>/manage/exempt": lambda of: (
        "manager",
        f"/audits/{of['open audit']}/manage",
        "Let the auditor off",
        {"reason": "Ill."},
    ),
    "/audits/<audit>/manage/reassign": lambda of: (
        "manager",
        f"/audits/{of['open audit']}/manage",
        "Give it to this auditor",
        {"auditor": str(of["another auditor"]), "reason": "Ill."},
    ),
    "/audits/<audit>/manage/release": lambda of: ("manager", f"/audits/{of['final audit']}/manage", "Sign it off", {}),
    "/audits/<audit>/manage/return": lambda of: (
        "manager",
        f"/audits/{of['queried audit']}/manage",
        "Return it to its auditor",
        {},
    ),
    "/audits/<audit>/manage/review": lambda of: (
        "manager",
        f"/audits/{of['worst audit']}/manage",
        "Make this grade final",
        {"grade": "inadequate", "reason": "The file shows it."},
    ),
    "/audits/<audit>/manage/withdraw": lambda of: (
        "manager",
        f"/audits/{of['open audit']}/manage",
        "Withdraw it",
        {"reason": "The wrong case."},
    ),
    "/audits/<audit>/released/comment": lambda of: (
        "worker",
        f"/audits/{of['released audit']}/released/comment",
        "Send the comment",
        {"text": "Thank you."},
    ),
    "/audits/<audit>/released/dispute": lambda of: (
        "boss",
        f"/audits/{of['released audit']}/released/dispute",
        "Send the dispute",
        {"question": "grade", "text": "She was seen."},
    ),
    "/audits/disputes/<dispute>": lambda of: (
        "head",
        f"/audits/disputes/{of['dispute']}",
        "Send the answer",
        {"outcome": "upheld", "text": "It is on the file."},
    ),
    "/audits/<audit>/response": lambda of: (
        "head",
        f"/audits/{of['awaiting audit']}/response",
        "Send the response",
        {
            "for_child": "Seen today.",
            "for_service": "Plans are read.",
            "audit_again_on": ["1", "12", str(today().year + 1)],
        },
    ),
    "/audits/<audit>/more-time": lambda of: (
        "auditor",
        f"/audits/{of['open audit']}/more-time",
        "Ask for more time",
        {"until": ["1", "12", str(today().year + 1)], "reason": "Ill."},
    ),
    "/audits/extensions/<id:extension>/grant": lambda of: (
        "manager",
        f"/audits/{of['extended audit']}/manage",
        "Grant more time",
        {},
    ),
    "/audits/extensions/<id:extension>/refuse": lambda of: (
        "manager",
        f"/audits/{of['extended audit']}/manage",
        "Do not grant it",
        {},
    ),
    "/audits/queries/<query>": lambda of: (
        "auditor",
        f"/audits/queries/{of['query']}",
        "Send",
        {"text": "In the plan."},
    ),
    "/audits/queries/<query>/close": lambda of: ("manager", f"/audits/queries/{of['query']}", "Close this query", {}),
    "/concerns/<concern>/acknowledge": lambda of: (
        "manager",
        f"/concerns/{of['sent concern']}",
        "Acknowledge this concern",
        {},
    ),
    "/concerns/<concern>/add": lambda of: (
        "auditor",
        f"/concerns/{of['sent concern']}",
        "Add it",
        {"text": "He is at home.", "once": "the-word-of-this-form"},
    ),
    "/concerns/<concern>/close": lambda of: (
        "manager",
        f"/concerns/{of['answered concern']}",
        "Close this concern",
        {"outcome": "He was visited."},
    ),
    "/concerns/<concern>/drop": lambda of: (
        "auditor",
        f"/concerns/{of['draft concern']}/write",
        "Close it without sending",
        {"reason": "It was another child."},
    ),
    "/concerns/<concern>/take-up": lambda of: (
        "manager",
        f"/concerns/{of['begun concern']}/take-up",
        "Send the concern",
        {"has_spoken": "no", "why": "He is missing.", "once": "the-word-of-this-form"},
    ),
    "/concerns/<concern>/write": lambda of: (
        "auditor",
        f"/concerns/{of['draft concern']}/write",
        "Send the concern",
        {"act": "send", "has_spoken": "no", "why": "He is missing."},
    ),
    "/concerns/raise/<audit>": lambda of: (
        "auditor",
        f"/concerns/raise/{of['open audit']}",
        "Keep it for now",
        {"act": "keep", "what": "He was not at school.", "once": "the-word-of-this-form"},
    ),
    "/settings/clocks": lambda of: ("manager", "/settings/clocks", "Save the clocks", {"minutes_per_step": "20"}),
    "/settings/receivers/<id:service>": lambda of: (
        "administrator",
        f"/settings/receivers/{of['service']}",
        "Save who receives them",
        {"place_1": str(of["person"])},
    ),
    "/notices/<id:notice>/seen": lambda of: ("auditor", "/", "Put away", {}),
    "/cases/uploads/<id:upload>/confirm": lambda of: ("manager", f"/cases/uploads/{of['upload']}", "Import", {}),
    "/cases/uploads/<id:upload>/discard": lambda of: ("manager", f"/cases/uploads/{of['upload']}", "Discard", {}),
    "/cycles/<id:cycle>/draw": lambda of: ("manager", f"/cycles/{of['cycle']}", "Draw", {"seed": "7"}),
    "/cycles/<id:cycle>/set-up": lambda of: ("manager", f"/cycles/{of['cycle']}/set-up", "Save", {"name": "Other"}),
    "/people/<id:person>": lambda of: ("administrator", f"/people/{of['person']}", "Save", {"name": "Renamed Person"}),
    "/people/<id:person>/link": lambda of: ("administrator", f"/people/{of['person']}", "link", {}),
    "/people/add": lambda of: (
        "administrator",
        "/people/add",
        "Add",
        {"name": "New Person", "email": "new@council.example", "roles": "auditor"},
    ),
    "/plan/findings/<finding>": lambda of: ("manager", f"/plan/findings/{of['finding']}", "Save", {"actions": []}),
    "/rounds/cases/<id:case>": lambda of: (
        "manager",
        f"/rounds/cases/{of['case of resolving']}",
        "Agree",
        {"grade": "good", "cause": "missed-evidence", "reason": "The plan was on the file."},
    ),
    "/set-password/<token>": lambda of: (
        "anonymous",
        f"/set-password/{of['link']}",
        "Set",
        {"new_password": "rivers bend twice near Oxley"},
    ),
    "/structure/services/<id:service>/add-team": lambda of: (
        "administrator",
        f"/structure/services/{of['service']}/add-team",
        "Add",
        {"name": "A new team"},
    ),
    "/structure/services/add": lambda of: (
        "administrator",
        "/structure/services/add",
        "Add",
        {"name": "A new service"},
    ),
    "/tools/supplied/<name>/publish": lambda of: ("manager", "/tools/", "Care leavers", {}),
    "/tools/new/<start>": lambda of: ("manager", "/tools/new/empty", "Begin", {"name": "A tool of our own"}),
    "/tools/versions/<id:version>/retire": lambda of: (
        "manager",
        f"/tools/versions/{of['version']}/retire",
        "Retire",
        {"reason": "There is a better one."},
    ),
    **{f"/tools/drafts/<id:draft>{rule}": work for rule, work in FORMS_OF_DRAFTS.items()},
}
"""The forms that change something, by where they go: who fills them in, on which page, the button, what is typed."""
