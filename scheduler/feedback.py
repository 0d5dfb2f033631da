"""Feedback, as it reaches people: that some waits, that it was read, that somebody asks; and praise in the channel.

Rows hold ids; only praise that its giver meant for a channel is ever rendered with its text.
"""

from __future__ import annotations

from scheduler import rendering
from scheduler.rendering import LATER, Kind, Post
from storage import feedback, members, rows, teams, workspaces
from storage.feedback import ANSWERED, DECLINED, OPEN
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from views import feedback as views
from views import feedback_forms
from views.words import translator


def arrived(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Feedback waits to be read; or it did, and its author took it back."""
    ids = message.payload
    reader = members.get(tx, ids["reader_id"])
    if not members.is_in_slack(reader):
        return None
    t, giver = rendering.speak_to(tx, reader), members.get(tx, ids["giver_id"])
    given = feedback.find(tx, ids["feedback_id"])
    place = feedback.reader(tx, ids["feedback_id"], reader.id)
    if given is None or place is None:
        return rendering.post(views.taken_back(t, giver.name)) if message.slack_ts else None
    return rendering.post(
        views.arrived(
            t,
            given,
            giver=giver.name,
            receiver=members.get(tx, given.receiver_id).name,
            is_about_reader=given.receiver_id == reader.id,
            is_read=place.read_at is not None,
        )
    )


def was_read(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The giver's receipt."""
    ids = message.payload
    giver, reader = members.get(tx, ids["giver_id"]), members.get(tx, ids["reader_id"])
    if not members.is_in_slack(giver):
        return None
    receiver = members.get(tx, ids["receiver_id"])
    t = rendering.speak_to(tx, giver)
    return rendering.post(views.was_read(t, reader.name, receiver.name, is_about_reader=reader.id == receiver.id))


def asked(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Somebody asks for feedback about themselves."""
    wanted = feedback.request(tx, message.payload["request_id"])
    asked_person = rows.find(tx, Member, wanted.asked_id) if wanted is not None else None
    if wanted is None or asked_person is None or not members.is_in_slack(asked_person):
        return None
    if wanted.state != OPEN and not message.slack_ts:
        return None
    asker = members.get(tx, wanted.asker_id)
    t = rendering.speak_to(tx, asked_person)
    choices = feedback.audiences(tx, asker, asked_person)
    chosen = next((audience for audience in choices if audience.name == wanted.audience), None)
    state = {ANSWERED: t("You have answered."), DECLINED: t("Not this time.")}.get(wanted.state, "")
    readers = feedback_forms.told(t, feedback_forms.ANSWER, chosen) if chosen is not None else ""
    return rendering.post(views.asked(t, wanted.id, asker=asker.name, about=wanted.about, readers=readers, state=state))


def praise(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Praise in the team's channel, or what is left of it."""
    team = teams.of_channel(tx, message.channel)
    t = translator(team.locale if team is not None else workspaces.settings(tx).locale, tx.now.year)
    zone = team.zone if team is not None else workspaces.settings(tx).zone
    given = feedback.read_in_public(tx, message.payload["feedback_id"])
    if given is None:
        corrected = rendering.corrected_at(message, zone)
        return rendering.post(views.praise_taken_back(t, corrected)) if message.slack_ts else None
    giver, receiver = members.get(tx, given.giver_id), members.get(tx, given.receiver_id)
    return rendering.post(views.praise(t, given, giver=giver.name, receiver=receiver))


KINDS = {
    "feedback": Kind(arrived, resend_unknown=True, unasked=LATER),
    "feedback_asked": Kind(asked, resend_unknown=True, unasked=LATER),
    "feedback_read": Kind(was_read, resend_unknown=True),
    "praise": Kind(praise, resend_unknown=False),
}
