"""The rules of risk as a team has set them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sales import pipeline
from sales.money import Money
from sales.risks import BIG, SLIPPED, STUCK, Limit
from storage.schedules import Schedule
from storage.stages import Stage
from storage.teams import Team
from views import blocks
from views.blocks import Message
from views.deals import stage_name
from views.risks import RULES
from views.words import Mrkdwn, Translator


def when(t: Translator, schedule: Schedule | None) -> str:
    """on weekdays at 09:30; empty when nothing comes."""
    if schedule is None or not schedule.enabled:
        return ""
    return t.plain("on weekdays at {time}", time=schedule.at)


def listed(
    t: Translator,
    team: Team,
    schedule: Schedule | None,
    limits: Mapping[str, Limit],
    stays: Mapping[int, int],
    stages: Sequence[Stage],
    *,
    may_change: bool,
) -> Message:
    """Every rule with its threshold, and when alerts come."""
    comes = when(t, schedule)
    title = (
        t("*Risk alerts* of {team}, {when}", team=team.name, when=comes)
        if comes
        else t("*Risk alerts* of {team}: off", team=team.name)
    )
    lines = [rule_line(t, team, rule, limits[rule], stays, stages) for rule in RULES]
    rows = [blocks.section(title), blocks.section(Mrkdwn("\n".join(lines)))]
    if may_change:
        hint = t(
            "`/sales team risks quiet 21 days over 10k` · `/sales team risks big off` · "
            "`/sales team risks stuck proposal 20 days` · `/sales team risks 10:00` · `/sales team risks off`"
        )
        rows.append(blocks.context(hint))
    return Message(title, rows)


def rule_line(
    t: Translator, team: Team, rule: str, limit: Limit, stays: Mapping[int, int], stages: Sequence[Stage]
) -> Mrkdwn:
    """No activity · from 14 days on · from $10,000 on."""
    name = t("*{rule}*", rule=t.plain(RULES[rule]))
    if not limit.enabled:
        return t("{rule} · off", rule=name)
    parts: list[str] = [name, _limit(t, rule, limit)]
    if rule == STUCK:
        own = [
            t("{stage} from {count} days on", stage=stage_name(t, stage.name), count=stays[stage.id])
            for stage in stages
            if stage.outcome == pipeline.OPEN and stage.id in stays
        ]
        parts += own
    if limit.minimum:
        parts.append(t("deals of {amount} and more", amount=Money(limit.minimum, team.currency)))
    return Mrkdwn(" · ".join(parts))


def _limit(t: Translator, rule: str, limit: Limit) -> Mrkdwn:
    if rule == SLIPPED:
        return t.plural("from {count} time on", "from {count} times on", limit.most)
    if rule == BIG:
        return t("more than {count} % of the team's quarter", count=limit.most)
    return t.plural("from {count} day on", "from {count} days on", limit.most)
