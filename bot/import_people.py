"""Who is who in an import: names of another system, people of Slack, and those who are yet to be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from connectors.spreadsheets import ForeignPerson
from storage import members, rows, teams, workspaces
from storage.members import Member
from storage.teams import Team
from storage.transactions import Transaction


@dataclass(slots=True)
class Person:
    """Somebody whom the files name. Without `member_id` they are to be made."""

    name: str
    member_id: int | None = None
    role: str = members.REP
    team: str = ""
    """The name of their team, as far as the file of people says."""
    manages: set[str] = field(default_factory=set)
    """Names of teams."""


@dataclass(slots=True)
class Roster:
    """Everybody by name: whom the workspace knows, and whom the import needs."""

    known: dict[str, list[Member]]
    people: dict[str, Person] = field(default_factory=dict)

    def find(self, name: str) -> Person | None:
        """The person of this name, taken onto the roster if it is a member's; None for a stranger.

        Raises `Ambiguous` when several members are called so.
        """
        person = self.people.get(folded(name))
        if person is not None:
            return person
        called_so = self.known.get(folded(name), [])
        if len(called_so) > 1:
            raise Ambiguous(name)
        return self.admit(name, called_so[0].id) if called_so else None

    def admit(self, name: str, member_id: int | None = None) -> Person:
        """Take a person onto the roster."""
        return self.people.setdefault(folded(name), Person(" ".join(name.split()), member_id))

    @property
    def new(self) -> list[Person]:
        """Those who are to be made, by name."""
        return sorted((p for p in self.people.values() if p.member_id is None), key=lambda person: person.name)

    @property
    def team_names(self) -> list[str]:
        """The teams of the file of people."""
        people = self.people.values()
        return sorted({name for person in people for name in (person.team, *person.manages) if name})


class Ambiguous(Exception):
    """Several members have this name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose deals go where: a member and a team."""

    member_id: int
    team_id: int | None


def roster(tx: Transaction, listed: Iterable[ForeignPerson]) -> Roster:
    """The members of the workspace, and on it everybody whom a file of people lists. Raises `Ambiguous`."""
    known: dict[str, list[Member]] = defaultdict(list)
    for member in members.everybody(tx):
        for name in {folded(member.name), folded(member.full_name)} - {""}:
            known[name].append(member)
    made = Roster(known)
    listed = list(listed)
    names = _team_names(listed)
    for entry in listed:
        person = made.find(entry.name) or made.admit(entry.name)
        person.team = names[entry.office, entry.manager]
        if entry.manager:
            manager = made.find(entry.manager) or made.admit(entry.manager)
            manager.role = members.MANAGER
            manager.manages.add(person.team)
    return made


def bring_in(tx: Transaction, roster: Roster, *, currency: str, team_id: int | None = None) -> dict[str, Place]:
    """Make the people and teams that are missing; a place for everybody, by folded name.

    `team_id` is for the people whose team the file does not say; without it they have the one they have, if any.
    """
    made = {name: _team(tx, name, currency) for name in roster.team_names}
    homes = teams.homes(tx)
    places: dict[str, Place] = {}
    for key, person in roster.people.items():
        member = _member(tx, person)
        for name in person.manages:
            teams.add(tx, made[name], member, is_manager=True)
        if person.team:
            teams.add(tx, made[person.team], member)
        own = made[person.team].id if person.team else team_id or homes.get(member.id)
        places[key] = Place(member.id, own)
    return places


def folded(name: str) -> str:
    """A person's name as it is compared."""
    return " ".join(name.split()).casefold()


def _team(tx: Transaction, name: str, currency: str) -> Team:
    settings = workspaces.settings(tx)
    return teams.find_by_name(tx, name) or teams.create(
        tx, name, zone=settings.zone, locale=settings.locale, currency=currency
    )


def _team_names(listed: Iterable[ForeignPerson]) -> dict[tuple[str, str], str]:
    """A team for each office; where several managers share one, one for each of them."""
    managers = defaultdict(set)
    for entry in listed:
        managers[entry.office].add(entry.manager)
    return {
        (office, manager): _team_name(office, manager, is_shared=len(of_office) > 1)
        for office, of_office in managers.items()
        for manager in of_office
    }


def _team_name(office: str, manager: str, *, is_shared: bool) -> str:
    if not office:
        return f"Team {manager}" if manager else ""
    return f"{office} ({manager})" if is_shared and manager else office


def _member(tx: Transaction, person: Person) -> Member:
    if person.member_id is not None:
        return rows.get(tx, Member, person.member_id)
    key = members.IMPORTED + folded(person.name)
    return members.introduce(tx, key, name=person.name, full_name=person.name, role=person.role)
