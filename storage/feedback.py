"""Feedback: what one person wrote about another, and who may read it.

Nobody else ever sees the text: these tables have no history, lists are read without it, and `read` alone gives it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage import members, rows, teams
from storage.columns import Id
from storage.members import Member
from storage.rows import Row
from storage.transactions import Transaction

PERSON, WITH_MANAGER, MANAGER, PUBLIC = "person", "with_manager", "manager", "public"
"""Who reads it: whom it is about; they and their managers; their managers; everybody in the team's channel."""
OPEN, ANSWERED, DECLINED = "open", "answered", "declined"


class Feedback(Row, table=True):
    """What one person wrote about another. Its audience never changes."""

    has_history: ClassVar[bool] = False
    __table_args__ = (
        sa.Index("ix_feedback_giver", "workspace_id", "giver_id", "id"),
        sa.Index("ix_feedback_receiver", "workspace_id", "receiver_id", "id"),
    )

    giver_id: int = Field(foreign_key="member.id", sa_type=Id)
    receiver_id: int = Field(foreign_key="member.id", sa_type=Id)
    audience: str
    text: str
    given_at: datetime
    channel_id: str = ""
    """Where it was praised in public."""


class FeedbackReader(Row, table=True):
    """One person whom the giver was shown as a reader. Who becomes a manager later is none."""

    has_history: ClassVar[bool] = False
    __tablename__ = "feedback_reader"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "feedback_id", "member_id"),
        sa.Index("ix_feedback_reader_member", "workspace_id", "member_id"),
    )

    feedback_id: int = Field(foreign_key="feedback.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    read_at: datetime | None = None


class FeedbackRequest(Row, table=True):
    """Somebody asks a colleague for feedback about themselves; the audience is set by whoever asks."""

    has_history: ClassVar[bool] = False
    __tablename__ = "feedback_request"
    __table_args__ = (
        sa.Index("ix_feedback_request_asker", "workspace_id", "asker_id", "id"),
        sa.Index("ix_feedback_request_asked", "workspace_id", "asked_id", "state"),
    )

    asker_id: int = Field(foreign_key="member.id", sa_type=Id)
    asked_id: int = Field(foreign_key="member.id", sa_type=Id)
    audience: str
    about: str
    asked_at: datetime
    state: str = OPEN


_FEEDBACK, _READERS, _REQUESTS, _MEMBERS = (rows.table(t) for t in (Feedback, FeedbackReader, FeedbackRequest, Member))
_BUT_THE_TEXT = [column for column in _FEEDBACK.c if column.name != "text"]
_ONE = sa.select(*_BUT_THE_TEXT).where(rows.mine(_FEEDBACK), _FEEDBACK.c.id == sa.bindparam("feedback_id"))
_READERS_OF = (
    sa.select(_READERS)
    .where(rows.mine(_READERS), _READERS.c.feedback_id == sa.bindparam("feedback_id"))
    .order_by(_READERS.c.id)
)
_READER = _READERS_OF.where(_READERS.c.member_id == sa.bindparam("member_id"))
_GIVEN = (
    sa.select(*_BUT_THE_TEXT, _MEMBERS.c.name.label("receiver_name"))
    .join(_MEMBERS, _MEMBERS.c.id == _FEEDBACK.c.receiver_id)
    .where(rows.mine(_FEEDBACK), _FEEDBACK.c.giver_id == sa.bindparam("member_id"))
    .order_by(_FEEDBACK.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_GIVER, _ABOUT = _MEMBERS.alias("giver"), _MEMBERS.alias("about")
_RECEIVED = (
    sa.select(
        *_BUT_THE_TEXT,
        _READERS.c.read_at,
        _GIVER.c.name.label("giver_name"),
        _ABOUT.c.name.label("receiver_name"),
    )
    .join(_READERS, (_READERS.c.feedback_id == _FEEDBACK.c.id) & (_READERS.c.member_id == sa.bindparam("member_id")))
    .join(_GIVER, _GIVER.c.id == _FEEDBACK.c.giver_id)
    .join(_ABOUT, _ABOUT.c.id == _FEEDBACK.c.receiver_id)
    .where(rows.mine(_FEEDBACK))
    .order_by(sa.case((_READERS.c.read_at.is_(None), 0), else_=1), _FEEDBACK.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_UNREAD = sa.select(sa.func.count()).where(
    rows.mine(_READERS), _READERS.c.member_id == sa.bindparam("member_id"), _READERS.c.read_at.is_(None)
)
_ASKED_OF = (
    sa.select(_REQUESTS, _MEMBERS.c.name.label("asker_name"))
    .join(_MEMBERS, _MEMBERS.c.id == _REQUESTS.c.asker_id)
    .where(rows.mine(_REQUESTS), _REQUESTS.c.asked_id == sa.bindparam("member_id"), _REQUESTS.c.state == OPEN)
    .order_by(_REQUESTS.c.id)
)


@dataclass(frozen=True, slots=True)
class Audience:
    """One choice of who reads: its name, the people by name, and the channel of public praise."""

    name: str
    readers: tuple[Member, ...] = ()
    channel_id: str = ""

    @property
    def key(self) -> str:
        """Exactly this choice, people included: what the giver is shown, and what is compared when it is sent."""
        return f"{self.name}/{'.'.join(str(reader.id) for reader in self.readers)}/{self.channel_id}"


def audiences(tx: Transaction, receiver: Member, giver: Member) -> list[Audience]:
    """Who can be chosen to read what `giver` writes about `receiver`; choices that nobody would read are left out."""
    managers = _managers(tx, receiver, giver)
    found = [Audience(PERSON, (receiver,))]
    if managers:
        found += [Audience(WITH_MANAGER, (receiver, *managers)), Audience(MANAGER, managers)]
    home = next((team.channel_id for team in teams.of_member(tx, receiver.id) if team.channel_id), "")
    if home and receiver.thanked_in_public:
        found.append(Audience(PUBLIC, channel_id=home))
    return found


def _managers(tx: Transaction, receiver: Member, giver: Member) -> tuple[Member, ...]:
    """Who leads the teams of a person, but for that person and the giver."""
    leading = {
        manager.id: manager
        for team in teams.of_member(tx, receiver.id)
        for manager in teams.managers(tx, team.id)
        if manager.kind == members.INTERNAL and members.is_in_slack(manager)
    }
    return tuple(manager for manager in leading.values() if manager.id not in (receiver.id, giver.id))


def give(tx: Transaction, *, giver: Member, receiver: Member, audience: Audience, text: str) -> Feedback:
    """Write it down with its readers, of whom nobody has read it yet."""
    given = rows.insert(
        tx,
        Feedback,
        giver_id=giver.id,
        receiver_id=receiver.id,
        audience=audience.name,
        text=text,
        given_at=tx.now,
        channel_id=audience.channel_id,
    )
    for reader in audience.readers:
        rows.insert(tx, FeedbackReader, feedback_id=given.id, member_id=reader.id)
    return given


def find(tx: Transaction, feedback_id: int) -> Any:
    """Everything of a feedback but its text; None when there is none, or it was taken back."""
    return rows.first(tx, _ONE, feedback_id=feedback_id)


def readers(tx: Transaction, feedback_id: int) -> list[FeedbackReader]:
    """Who may read it, and since when they have."""
    return rows.every(tx, _READERS_OF, feedback_id=feedback_id)


def reader(tx: Transaction, feedback_id: int, member_id: int) -> FeedbackReader | None:
    """The person as a reader of it, if they are one."""
    return rows.first(tx, _READER, feedback_id=feedback_id, member_id=member_id)


def read(tx: Transaction, feedback_id: int, member: Member) -> Feedback | None:
    """The feedback with its text, for one of its readers or its giver; None for everybody else."""
    if member.kind != members.INTERNAL or not member.is_active:
        return None
    found = rows.find(tx, Feedback, feedback_id)
    if found is None:
        return None
    return found if found.giver_id == member.id or reader(tx, feedback_id, member.id) is not None else None


def read_in_public(tx: Transaction, feedback_id: int) -> Feedback | None:
    """The feedback with its text, for the channel that was named to its giver; None when it was not meant for one."""
    found = rows.find(tx, Feedback, feedback_id)
    return found if found is not None and found.audience == PUBLIC else None


def note_read(tx: Transaction, feedback_id: int, member: Member) -> bool:
    """The person has read it. False when they had before, or are no reader of it."""
    place = reader(tx, feedback_id, member.id)
    if place is None or place.read_at is not None:
        return False
    rows.update(tx, FeedbackReader, place, read_at=tx.now)
    return True


def withdraw(tx: Transaction, feedback_id: int) -> None:
    """Delete it: nothing of the text is kept."""
    for place in readers(tx, feedback_id):
        rows.delete(tx, FeedbackReader, place)
    rows.delete(tx, Feedback, rows.get(tx, Feedback, feedback_id))


def unread(tx: Transaction, member_id: int) -> int:
    """How much waits to be read by a person."""
    return int(rows.first(tx, _UNREAD, member_id=member_id)[0])


def given(tx: Transaction, member_id: int, *, limit: int = 10) -> list[Any]:
    """What a person gave last, the newest first, without the texts, each with `receiver_name`."""
    return rows.every(tx, _GIVEN, member_id=member_id, limit=limit)


def received(tx: Transaction, member_id: int, *, limit: int = 10) -> list[Any]:
    """What a person may read, the unread first, without the texts, each with `giver_name` and `read_at`."""
    return rows.every(tx, _RECEIVED, member_id=member_id, limit=limit)


def ask(tx: Transaction, *, asker: Member, asked: Member, audience: str, about: str) -> FeedbackRequest:
    """Somebody wants to know what a colleague thinks of them."""
    return rows.insert(
        tx, FeedbackRequest, asker_id=asker.id, asked_id=asked.id, audience=audience, about=about, asked_at=tx.now
    )


def request(tx: Transaction, request_id: int) -> FeedbackRequest | None:
    """What somebody asked for."""
    return rows.find(tx, FeedbackRequest, request_id)


def close_request(tx: Transaction, asked_for: FeedbackRequest, state: str) -> None:
    """It was answered or declined."""
    rows.update(tx, FeedbackRequest, asked_for, state=state)


def asked_of(tx: Transaction, member_id: int) -> Sequence[Any]:
    """What a person was asked for and has not answered, the oldest first, each with `asker_name`."""
    return rows.every(tx, _ASKED_OF, member_id=member_id)


def forget(tx: Transaction, member_id: int) -> int:
    """A person is forgotten: what was written about them goes, and what they wrote that nobody has read yet.

    What others have read from them stays theirs, from a former colleague. How many texts were deleted.
    """
    mine, theirs = _FEEDBACK.c.workspace_id == tx.workspace_id, _READERS.c.workspace_id == tx.workspace_id
    has_reader = sa.exists().where(theirs, _READERS.c.feedback_id == _FEEDBACK.c.id)
    is_read = has_reader.where(_READERS.c.read_at.is_not(None))
    is_public = _FEEDBACK.c.audience == PUBLIC
    unread_by_all = (_FEEDBACK.c.giver_id == member_id) & ~is_read & ~is_public
    gone = sa.select(_FEEDBACK.c.id).where(mine, (_FEEDBACK.c.receiver_id == member_id) | unread_by_all)
    going = list(tx.connection.execute(gone).scalars())
    tx.connection.execute(
        sa.delete(_READERS).where(theirs, _READERS.c.feedback_id.in_(going) | (_READERS.c.member_id == member_id))
    )
    # what only they could read is read by nobody now
    alone = sa.delete(_FEEDBACK).where(mine, _FEEDBACK.c.id.in_(going) | (~has_reader & ~is_public))
    count = len(tx.connection.execute(alone.returning(_FEEDBACK.c.id)).all())
    tx.connection.execute(
        sa.delete(_REQUESTS).where(
            _REQUESTS.c.workspace_id == tx.workspace_id,
            (_REQUESTS.c.asker_id == member_id) | (_REQUESTS.c.asked_id == member_id),
        )
    )
    return count
