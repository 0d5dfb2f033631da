"""Who can read a channel, and what we say there, in words for one of us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.channels import Uses
from views import blocks
from views.blocks import Message
from views.words import Mrkdwn, Translator


@dataclass(frozen=True, slots=True)
class Readers:
    """Who can read a channel. Companies are named as partners are; "" stands for those for whom nobody has vouched."""

    ours: int
    external: Mapping[str, int]
    """How many people of other companies, by company."""
    guests: Mapping[str, int]
    """How many guests of ours, by the company that they work for."""
    unmet: int
    """How many of whom Slack did not say who they are."""
    is_listed: bool
    """Whether Slack told who is in it."""
    is_public: bool
    is_shared: bool
    is_pending: bool
    """Whether another company was invited and has not answered."""
    silent: Sequence[str]
    """Companies that share it, with nobody in it."""
    strangers: int
    """How many companies share it for which nobody has vouched."""

    @property
    def has_outsiders(self) -> bool:
        """Whether what is ours is kept back there."""
        return self.is_shared or self.is_pending or any(name for name in self.guests)


def asked(t: Translator, channel: str) -> Message:
    """It is being found out."""
    return _words([t("I ask Slack who can read {place}; the answer comes as a direct message.", place=_place(channel))])


def closed(t: Translator, channel: str) -> Message:
    """Slack does not tell us of the channel."""
    return _words(
        [t("Slack tells me nothing of {place}. Invite me there with `/invite @Bellringer`.", place=_place(channel))]
    )


def answer(t: Translator, channel: str, readers: Readers, used: Uses) -> Message:
    """Who reads it, who could, what comes there, and whether that goes together."""
    lines = [_present(t, channel, readers), *_possible(t, readers), *_meant(t, used)]
    if used.is_ours and readers.has_outsiders:
        lines.append(
            t("*What is for our own people is meant for it, and others read it: I keep all of that back.*")
            + " "
            + t("Give it another channel: `/sales here` for a team, `/partner desk` for the desk.")
        )
    others = {*readers.external, *readers.guests, *readers.silent}
    for partner in used.partners:
        if others - {partner.name} or readers.strangers or readers.is_pending:
            lines.append(
                t("What is between {partner} and us does not go there: others read it, too.", partner=partner.name)
            )
    return _words(lines)


def _present(t: Translator, channel: str, readers: Readers) -> str:
    if not readers.is_listed:
        return t("Slack does not tell me who is in {place}.", place=_place(channel))
    parts = [t("{count} of ours", count=readers.ours)]
    parts += [
        t("{count} of {company}", count=count, company=company)
        for company, count in sorted(readers.external.items())
        if company
    ]
    parts += [
        t.plural("{count} guest ({company})", "{count} guests ({company})", count, company=company)
        for company, count in sorted(readers.guests.items())
        if company
    ]
    if readers.guests.get(""):
        parts.append(
            t.plural(
                "{count} guest nobody has vouched for", "{count} guests nobody has vouched for", readers.guests[""]
            )
        )
    if readers.external.get(""):
        parts.append(t("{count} nobody has vouched for", count=readers.external[""]))
    if readers.unmet:
        parts.append(t("{count} whom I don't know yet", count=readers.unmet))
    return t("{place} is read by {people}.", place=_place(channel), people=Mrkdwn(t.plain(", ").join(parts)))


def _possible(t: Translator, readers: Readers) -> list[str]:
    lines: list[str] = []
    if readers.is_public:
        lines.append(t("It is public: everybody of ours can find it."))
    if readers.silent:
        names = t.plain(", ").join(readers.silent)
        lines.append(t("{companies} can read it, too; nobody of theirs is in it.", companies=names))
    if readers.strangers:
        lines.append(
            t.plural(
                "One company shares it for which nobody has vouched.",
                "{count} companies share it for which nobody has vouched.",
                readers.strangers,
            )
        )
    if readers.is_pending:
        lines.append(t("Another company was invited, and has not answered."))
    return lines


def _meant(t: Translator, used: Uses) -> list[str]:
    lines: list[str] = []
    if used.team is not None:
        lines.append(t("It is the home of *{team}*: wins, boards, reviews.", team=used.team.name))
    lines += [t("The answers of *{checkin}* are read there.", checkin=checkin.name) for checkin in used.checkins]
    if used.is_desk:
        lines.append(t("It is the partner desk: what partners register and ask is decided there."))
    lines += [t("We talk with *{partner}* there.", partner=partner.name) for partner in used.partners]
    return lines or [t("Nothing comes there by itself.")]


def _place(channel: str) -> Mrkdwn:
    return Mrkdwn(f"<#{channel}>")


def _words(lines: Sequence[str]) -> Message:
    return Message(lines[0], [blocks.section(line) for line in lines])
