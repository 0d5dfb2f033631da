"""Risks of open deals: what counts as one, when the same one is news again, and which comes first.

The rules and their thresholds are those that tools and guides of pipeline hygiene agree on, as far as they do:

- quiet: nobody did anything about the deal for 14 days. Gong's deal warnings have "no activity" with days of one's own
  (https://help.gong.io/hc/en-us/articles/360043022172); 14 days is the common choice for "stale"
  (https://riyalabs.ai/resources/pipeline-hygiene-playbook.html).
- overdue: the close date has passed, by a day (the same two sources).
- stuck: in its stage for 30 days (https://www.customercity.com/blog/5-detection-rules-revops). Where the workspace has
  enough history, twice its own median time in the stage instead, which knows long sales cycles from short ones.
- slipped: the close date was moved back twice: then the next date is a hope
  (https://knowmba.com/concepts/sales-forecasting-automation).
- no_step: nobody wrote down what comes next, or its day has passed, for 7 days. Our own choice: a week is a check-in.
- big: one open deal is more than 40 % of what its team needs in the quarter it closes in: of the quotas, or where there
  are none, its weighted amount of the weighted pipeline and what was won. Our own choice: two such deals would be most
  of a quarter.
- pace: a quota or goal is 14 days behind an even pace. Our own choice: less is noise in any month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

QUIET, OVERDUE, STUCK, SLIPPED, NO_STEP, BIG, PACE = RULES = (
    "quiet",
    "overdue",
    "stuck",
    "slipped",
    "no_step",
    "big",
    "pace",
)
DEFAULTS = {QUIET: 14, OVERDUE: 1, STUCK: 30, SLIPPED: 2, NO_STEP: 7, BIG: 40, PACE: 14}
"""Days; for `slipped` times, for `big` percent."""
WORDS = {
    QUIET: ("quiet", "activity", "no activity", "inactive", "silent", "没动静", "无跟进", "不活跃", "静默"),
    OVERDUE: ("overdue", "close date", "date", "past due", "逾期", "过期", "超期"),
    STUCK: ("stuck", "stage", "stalled", "卡住", "停滞", "阶段"),
    SLIPPED: ("slipped", "slips", "slip", "moved", "延期", "推迟"),
    NO_STEP: ("no next step", "next step", "no step", "step", "下一步", "没有下一步", "无下一步"),
    BIG: ("big deal", "big", "single", "concentration", "大单", "集中"),
    PACE: ("pace", "behind", "quota", "goal", "进度", "落后", "指标", "目标"),
}
"""What people call the rules."""

AGAIN_AFTER = timedelta(days=7)
"""When an unchanged risk that nobody acted on is told once more."""
ASLEEP_AFTER = 90
"""Days without activity after which a deal is not told of one by one: such deals are cleared out, not saved."""
ENOUGH_STAYS = 20
"""From how many stays in a stage on its median is believed."""
TIMES_MEDIAN = 2
SHORTEST_STAY = 7
"""Days: nothing is stuck earlier, however fast the others are."""
ENOUGH_DEALS = 5
"""From how many deals on a quarter can depend too much on one of them."""
DAYS_LEFT = 14
"""How long a deal is thought to take from here when its workspace has too little history to say."""
NEARLY_DUE = 14
"""Days before the close date from which on it is worth saying."""
WATCHED, ENOUGH_NOTICES, LEAST_ACTED_PERCENT = timedelta(days=60), 20, 10
"""A rule that was told so often in this time, and acted on less often than that, is better off."""

_WEIGHTS = {QUIET: 2, OVERDUE: 3, STUCK: 1, SLIPPED: 2, NO_STEP: 1, BIG: 1, PACE: 2}


@dataclass(frozen=True, slots=True)
class Limit:
    """From when on a rule holds for a team. `minimum` is in minor units of the team's currency."""

    most: int
    """Days, times or percent; see `DEFAULTS`."""
    enabled: bool = True
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What an open deal is judged by; days are those of its team."""

    opened_on: date
    stage_id: int
    stage_since: date
    active_on: date
    closes_on: date | None = None
    slips: int = 0
    next_step: str = ""
    next_step_on: date | None = None
    value: int | None = None
    """Minor units of the team's currency; None when nobody knows."""
    is_comparable: bool = True
    """False for an amount in a currency without a rate: no minimum holds it back."""
    share: int = 0
    """Percent of what its team needs in the quarter that it closes in."""
    quarter: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is a risk. `figure` are the days, times or percent that are more than `limit`."""

    rule: str
    figure: int
    limit: int
    facts: str
    """What makes it this risk and no other: while it is the same, an answer to it holds."""

    @property
    def urgency(self) -> int:
        """In hundredths: the weight of the rule, up to three times as much the further it is past its limit.

        A step that is missing is no more so after a month.
        """
        beyond = 100 * (self.figure - self.limit) // max(self.limit, 1) if self.rule != NO_STEP else 0
        return _WEIGHTS[self.rule] * (100 + min(200, max(0, beyond)))


@dataclass(frozen=True, slots=True)
class Told:
    """The last time that this very risk, of the same facts, was told to the same owner."""

    on: date
    is_settled: bool
    """Whether somebody acted on it since."""


def judge(deal: Facts, limits: Mapping[str, Limit], stays: Mapping[int, int], today: date) -> list[Reason]:
    """Every reason why the deal is a risk, the most urgent first. `stays`: how many days in a stage are too many."""
    found = []
    for rule, limit in limits.items():
        if not limit.enabled or rule == PACE or not _is_large_enough(deal, limit):
            continue
        figure, most, facts = _measure(deal, rule, limit, stays, today)
        if figure >= most:
            found.append(Reason(rule, figure, most, facts))
    return sorted(found, key=lambda reason: -reason.urgency)


def _measure(deal: Facts, rule: str, limit: Limit, stays: Mapping[int, int], today: date) -> tuple[int, int, str]:
    """How far the rule is, from where on it holds, and what it goes by."""
    nothing = (-1, limit.most, "")
    if rule == QUIET:
        return (today - deal.active_on).days, limit.most, deal.active_on.isoformat()
    if rule == OVERDUE:
        late = deal.closes_on is not None and ((today - deal.closes_on).days, limit.most, deal.closes_on.isoformat())
        return late or nothing
    if rule == STUCK:
        most = stays.get(deal.stage_id, limit.most)
        return (today - deal.stage_since).days, most, f"{deal.stage_id} {deal.stage_since}"
    if rule == SLIPPED:
        return deal.slips, limit.most, str(deal.slips)
    if rule == BIG:
        # more than the limit, not as much
        return deal.share, limit.most + 1, f"{deal.quarter} {deal.value}"
    if deal.next_step and (deal.next_step_on is None or deal.next_step_on >= today):
        return nothing
    since = deal.next_step_on if deal.next_step and deal.next_step_on is not None else deal.opened_on
    return (today - since).days, limit.most, f"{deal.stage_id} {deal.next_step_on or ''}".strip()


def _is_large_enough(deal: Facts, limit: Limit) -> bool:
    if not limit.minimum or not deal.is_comparable:
        return True
    return deal.value is not None and deal.value >= limit.minimum


def urgency(reasons: Sequence[Reason], closes_on: date | None, today: date) -> int:
    """How urgent a deal is: all its reasons together, and more when it is about to close."""
    total = sum(reason.urgency for reason in reasons)
    return total + 200 if closes_on is not None and 0 <= (closes_on - today).days <= NEARLY_DUE else total


def priority(value: int | None, urgent: int) -> tuple[int, int]:
    """The larger, the sooner a deal is told: amount times urgency; without an amount urgency alone."""
    return (value or 0) * urgent, urgent


def is_news(told: Told | None, today: date) -> bool:
    """Whether a risk is to be told: it never was, or it was left alone for a week."""
    return told is None or (not told.is_settled and today - told.on >= AGAIN_AFTER)


def is_settled(told: Told | None) -> bool:
    """Whether it was told and acted on."""
    return told is not None and told.is_settled


def is_of_the_act(reason: Reason, told: Told | None, acted_on: date, today: date) -> bool:
    """Whether a reason came with what somebody did about the deal after they were `told` of it, or was there already.

    Who gives a deal a new date need not hear the next morning that it slipped, nor who moves it that there is no next
    step: that waits until a week after they were told.
    """
    if told is None or not told.is_settled or today - told.on >= AGAIN_AFTER:
        return False
    if reason.rule in (SLIPPED, BIG):
        return True
    return today - timedelta(days=reason.figure - reason.limit) <= acted_on


def too_long(median_days: int, stays: int) -> int | None:
    """How many days in a stage are too many by a workspace's own history; None when there is not enough of it."""
    return max(SHORTEST_STAY, TIMES_MEDIAN * median_days) if stays >= ENOUGH_STAYS else None


def days_behind(won: int, target: int, starts_on: date, ends_on: date, today: date) -> int:
    """How many days ago an even pace would have had what was won until today. `ends_on` is the first day after."""
    if target <= 0:
        return 0
    total, passed = (ends_on - starts_on).days, (today - starts_on).days
    return max(0, passed - total * won // target)


def pace(behind: int, limit: Limit, period_key: str) -> Reason | None:
    """The risk of a quota or goal that is so many days behind; twice as far behind is another risk."""
    if not limit.enabled or behind < limit.most:
        return None
    return Reason(PACE, behind, limit.most, f"{period_key} {behind // max(limit.most, 1)}")


def nobody_acts(told: int, acted: int) -> bool:
    """Whether a rule only makes noise, by how often it was told in the time we watch, and acted on."""
    return told >= ENOUGH_NOTICES and 100 * acted < LEAST_ACTED_PERCENT * told


def likely_step(today: date) -> date:
    """A day to propose for the next step: the next working day."""
    return _workday(today + timedelta(days=1))


def likely_close(today: date, usual_days: int | None) -> date:
    """A close date to propose: a working day, so many days from now as deals usually take, or two weeks."""
    return _workday(today + timedelta(days=max(DAYS_LEFT if usual_days is None else usual_days, SHORTEST_STAY)))


def _workday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
