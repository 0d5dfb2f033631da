"""Which check-in a person means: the one that waits for them, one that is about to be asked, or one that just ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.requests import Ask, Choice, Request
from sales import periods
from sales import schedules as rhythms
from sales.checkins import Window
from sales.errors import UserError
from storage import checkin_rounds, checkins, holidays, rows, schedules, teams
from storage.checkin_rounds import ANSWERED, CLOSED, EARLY, WAITING, Part, Round
from storage.checkins import CheckIn
from storage.teams import Team
from views.checkins import Asked

_NOTE = re.compile(r"\s+[-–—]+\s+|^[-–—]+\s*|\s*(?:因为|——)\s*")


@dataclass(frozen=True, slots=True)
class Mine:
    """A check-in on one day, as it concerns the person who asks. Before it begins there may be no round yet."""

    checkin: CheckIn
    team: Team
    day: date
    round: Round | None
    part: Part | None

    @property
    def value(self) -> str:
        """What forms carry."""
        return f"{self.checkin.id}:{self.day.isoformat()}"


def of_round(request: Request, round_id: str) -> Mine:
    """The person's part in a round, by the number that a button carries. Raises `UserError`."""
    round_ = rows.find(request.tx, Round, int(round_id)) if round_id.isdigit() else None
    if round_ is None:
        raise UserError("That check-in is no more. `/checkin` shows what waits for you.")
    return of_day(request, round_.checkin_id, round_.day)


def of_form(request: Request) -> Mine:
    """The same by what a form carries. What was typed stays in the form when the check-in has gone meanwhile."""
    checkin_id, _, day = request.value.partition(":")
    if not checkin_id.isdigit():
        raise UserError("That check-in is no more. `/checkin` shows what waits for you.")
    return of_day(request, int(checkin_id), date.fromisoformat(day))


def of_day(request: Request, checkin_id: int, day: date) -> Mine:
    """A check-in on a day, for somebody who takes part in it. Raises `UserError`."""
    checkin = checkins.find(request.tx, checkin_id)
    if checkin is None:
        raise UserError(
            "This check-in was deleted meanwhile. Copy what you need; nothing of it can be stored any more."
        )
    round_ = checkin_rounds.of_day(request.tx, checkin.id, day)
    part = checkin_rounds.part_of(request.tx, round_.id, request.member.id) if round_ is not None else None
    if part is None and not checkins.takes_part(request.tx, checkin, request.member):
        raise UserError("You are not among those whom {checkin} asks.", checkin=checkin.name)
    return Mine(checkin, teams.get(request.tx, checkin.team_id), day, round_, part)


def with_part(request: Request, mine: Mine) -> tuple[Round, Part]:
    """The round and the person's part in it, made where they are not there yet: somebody is early, or new."""
    tx = request.tx
    round_ = mine.round or checkin_rounds.begin(tx, mine.checkin, mine.day, state=EARLY)
    if mine.part is not None:
        return round_, mine.part
    hours = checkins.hours(mine.checkin, checkins.schedule_of(tx, mine.checkin))
    window = checkins.window_of(mine.checkin, mine.team, hours, mine.day, request.member)
    if window.closes_at <= round_.opens_at:
        window = Window(round_.opens_at, round_.closes_at)
    return round_, checkin_rounds.join(tx, round_, request.member, window)


def asked(request: Request, mine: Mine, part: Part) -> Asked:
    """What words about it need."""
    return Asked(mine.checkin, part, checkins.zone_of(request.member, mine.team), request.now)


def is_over(request: Request, mine: Mine) -> bool:
    """Whether the summary is out."""
    return mine.round is not None and (mine.round.state == CLOSED or mine.round.closes_at <= request.now)


def wanted(request: Request, name: str = "", *, answered: bool = False) -> Mine:
    """The check-in that a typed line is about. Asks where several are; raises `UserError` where there is none.

    What waits comes first, then what is asked later today, then what ended lately; with `answered` what the person
    has answered.
    """
    if "checkin" in request.known:
        return of_day(request, request.known["checkin"], date.fromisoformat(request.known["day"]))
    found = _named(_answered(request) if answered else _open(request) or _lately(request), name)
    if not found:
        raise _nothing(request, name, answered=answered)
    if len(found) == 1:
        return of_day(request, found[0][1], found[0][2])
    choices = [Choice(label, {"checkin": checkin_id, "day": day.isoformat()}) for label, checkin_id, day in found[:5]]
    raise Ask(request.t("Which one?"), choices)


def line(request: Request) -> tuple[str, str]:
    """A check-in's name and a note, from `standup - in transit`."""
    name, note = [*_NOTE.split(request.line.strip(), maxsplit=1), ""][:2]
    return name.strip(), note.strip()


def is_known(request: Request, name: str) -> bool:
    """Whether there is a check-in of such a name, waiting or not."""
    return any(name.casefold() in checkin.name.casefold() for checkin in checkins.every(request.tx))


_Found = tuple[str, int, date]
"""Name, id, day."""


def _open(request: Request) -> list[_Found]:
    """What waits for an answer now, or will today."""
    parts = checkin_rounds.recent_parts(request.tx, request.member.id, request.now)
    now, today = request.now, request.today
    waiting = [
        (part.checkin_name, part.checkin_id, part.day)
        for part in sorted(parts, key=lambda part: part.closes_at)
        if part.state == WAITING and part.closes_at > now and (part.asks_at <= now or part.day <= today)
    ]
    met = {(part.checkin_id, part.day) for part in parts}
    return [*waiting, *(each for each in _today(request) if each[1:] not in met)]


def _today(request: Request) -> list[_Found]:
    """What will be asked later today, or has begun without the person."""
    found = []
    for checkin in checkins.of_member(request.tx, request.member):
        for round_ in checkin_rounds.latest(request.tx, checkin.id):
            if round_.state != CLOSED and round_.closes_at > request.now and round_.opens_at <= request.now:
                found.append((checkin.name, checkin.id, round_.day))
        basis = schedules.basis(request.tx, checkins.schedule_of(request.tx, checkin))
        due = rhythms.next_due(basis.rule, request.now, holidays.days_off(basis.settings))
        if due is not None and (day := periods.local_date(due.at, basis.zone)) == request.today:
            found.append((checkin.name, checkin.id, day))
    return list(dict.fromkeys(found))


def _lately(request: Request) -> list[_Found]:
    """The last of each check-in, to be answered late or changed."""
    return _latest(request, lambda part: part.asks_at <= request.now)


def _answered(request: Request) -> list[_Found]:
    """The last of each check-in that the person has answered."""
    return _latest(request, lambda part: part.state == ANSWERED)


def _latest(request: Request, is_meant: Callable[[Any], bool]) -> list[_Found]:
    """The last of each check-in that is meant; anonymous ones are neither answered late nor changed."""
    latest: dict[int, _Found] = {}
    for part in checkin_rounds.recent_parts(request.tx, request.member.id, request.now):
        if is_meant(part) and not part.is_anonymous:
            latest.setdefault(part.checkin_id, (part.checkin_name, part.checkin_id, part.day))
    return list(latest.values())


def _named(found: list[_Found], name: str) -> list[_Found]:
    word = name.casefold()
    return [each for each in found if word in each[0].casefold()] if word else found


def _nothing(request: Request, name: str, *, answered: bool) -> UserError:
    if name and not is_known(request, name):
        return UserError("I know no check-in {name}. `/checkin list` shows them.", name=name)
    if answered:
        return UserError("There is nothing of yours to change. `/checkin` opens what waits for you.")
    return UserError("Nothing waits for your answer. `/checkin list` shows what is asked, and when.")
