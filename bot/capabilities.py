"""Everything that Bellringer can be asked, by capability: each module's `register` is its table of contents."""

from __future__ import annotations

from handlers import (
    absences,
    admin,
    channels,
    contradictions,
    help,
    history,
    home,
    leaderboards,
    lifecycle,
    preferences,
    rehearsals,
    reports,
)
from handlers.checkins import answering, managing, putting_off, questions, results, setting_up
from handlers.deals import cards, changing, closing, forms, submissions, updates
from handlers.feedback import reading, writing
from handlers.goals import adjusting, setting, showing, telling
from handlers.kudos import giving, reactions
from handlers.kudos import lists as kudos_lists
from handlers.kudos import rules as kudos_rules
from handlers.partners import checkins as partner_checkins
from handlers.partners import deciding, editing, following, linking, looking, material, registering, scoring, support
from handlers.partners import feedback as partner_feedback
from handlers.partners import risks as partner_risks
from handlers.partners import tiers as partner_tiers
from handlers.promises import keeping, making
from handlers.promises import lists as promise_lists
from handlers.risks import acting, silencing
from handlers.routes import Routes
from handlers.teams import habits, homes, people, targets
from handlers.teams import risks as risk_rules

DEALS = (closing, changing, cards, forms, submissions, updates, acting, silencing)
GOALS = (showing, setting, telling, adjusting)
CHECKINS = (answering, putting_off, setting_up, managing, questions, results)
PROMISES = (making, promise_lists, keeping, contradictions)
FEEDBACK = (writing, reading)
KUDOS = (giving, kudos_lists, reactions, kudos_rules)
PARTNERS = (
    *(looking, editing, partner_tiers, scoring, partner_risks, linking),
    *(registering, following, deciding, support, material, partner_checkins, partner_feedback),
)
TEAMS = (homes, people, habits, targets, risk_rules)
RUNNING_IT = (absences, preferences, rehearsals, reports, history, admin, home, channels, lifecycle, help)
CAPABILITIES = (*DEALS, leaderboards, *GOALS, *CHECKINS, *PROMISES, *FEEDBACK, *KUDOS, *PARTNERS, *TEAMS, *RUNNING_IT)


def routes() -> Routes:
    """All of it, by what Slack calls it."""
    table = Routes()
    for capability in CAPABILITIES:
        capability.register(table)
    return table
