"""Bringing partners in: their channel and panel, whose people are whose, and where we hear of them."""

from __future__ import annotations

from handlers import choices, grammar
from handlers.requests import Answer, Denied, Request
from handlers.routes import Routes, listener
from sales.errors import UserError
from storage import members, outbox, partner_voices, partners, rows, workspaces
from storage.members import MANAGER, Member
from storage.partners import Partner
from views import partner_links as views
from views import partner_panel as panels

NAME_LENGTH = 120


@listener()
def add(request: Request) -> Answer:
    """`/partner add BetaCo #ext-betaco` links the channel to the partner, made when it is new, and posts the panel."""
    require_manager(request)
    name = required(request, "/partner add BetaCo #ext-betaco")
    if len(name) > NAME_LENGTH:
        raise UserError("That is long for a company's name: {length} characters.", length=len(name))
    channel = _channel(request)
    partner = partners.obtain(request.tx, name)
    changes = {"is_active": True, "manager_id": partner.manager_id or request.member.id}
    partner = partners.change(request.tx, partner, **changes, since=partner.since or request.today)
    if not channel:
        text = request.t(
            "*{partner}* is a partner. `/partner add {partner} #channel` links a channel to it.", partner=partner.name
        )
        return choices.done(request, text)
    is_new = all(link.partner_id != partner.id for link in partners.links_in(request.tx, channel))
    partners.link(request.tx, partner, channel)
    partner_voices.begin_checkin(request.tx, partner, request.today)
    if is_new:
        _post_panel(request, channel)
    return choices.done(request, views.linked(request.t, partner.name, channel, has_desk=_has_desk(request)))


@listener()
def unlink(request: Request) -> Answer:
    """`/partner unlink BetaCo #ext-betaco`: the channel is no place of theirs any more."""
    require_manager(request)
    partner = named(request, required(request, "/partner unlink BetaCo #ext-betaco"))
    channel = _channel(request)
    link = next((link for link in partners.links_in(request.tx, channel) if link.partner_id == partner.id), None)
    if link is None:
        raise UserError("That channel is not linked to {partner}.", partner=partner.name)
    partners.unlink(request.tx, link)
    return choices.done(request, views.unlinked(request.t, partner.name, channel))


@listener()
def show_panel(request: Request) -> Answer:
    """`/partner panel`: posts it once more, in this channel."""
    require_manager(request)
    channel = _channel(request) or request.channel_id
    if not partners.links_in(request.tx, channel):
        raise UserError("This channel is no partner's yet. Type `/partner add BetaCo` here.")
    _post_panel(request, channel)
    return choices.done(request, request.t("The panel is on its way, and will be pinned."))


@listener()
def desk(request: Request) -> Answer:
    """`/partner desk` in a channel of ours: what partners register and ask is decided there; `off` for nowhere."""
    require_manager(request)
    if request.line.strip().casefold() in choices.OFF:
        workspaces.change_settings(request.tx, partner_desk_id="")
        return choices.done(request, request.t("Each channel manager now hears of their partners alone."))
    channel = _channel(request) or request.channel_id
    if not channel.startswith(("C", "G")):
        raise UserError("Type `/partner desk` in the channel of ours that is to be the desk.")
    if partners.links_in(request.tx, channel):
        raise UserError("Partners read that channel. The desk is a channel of our own people.")
    workspaces.change_settings(request.tx, partner_desk_id=channel)
    return choices.done(request, views.desk(request.t, channel))


@listener()
def guest(request: Request) -> Answer:
    """`/partner guest BetaCo @gus`: whom a guest of ours works for; `/partner guest off @gus` for nobody any more."""
    require_manager(request)
    if len(request.mentions) != 1:
        raise UserError("Name one guest: `/partner guest BetaCo @gus`.")
    person = request.person(request.mentions[0])
    if person.kind != members.GUEST:
        raise UserError("{name} is no guest of this workspace.", name=person.name)
    name = _words(request)
    if name.casefold() in choices.OFF:
        if not partners.remove_guest(request.tx, person):
            raise UserError("{name} works for no partner.", name=person.name)
        return choices.done(request, request.t("{name} works for no partner any more.", name=person.name))
    partner = named(request, name)
    partners.place_guest(request.tx, person, partner)
    return choices.done(request, views.placed(request.t, person.name, partner.name))


@listener()
def vouch(request: Request) -> Answer:
    """**They are BetaCo's** under the news that somebody unknown asked: `member:partner`."""
    require_manager(request)
    member_id, _, partner_id = request.value.partition(":")
    person, partner = rows.get(request.tx, Member, int(member_id)), partners.get(request.tx, int(partner_id))
    if person.kind == members.INTERNAL:
        raise UserError("{name} is one of us.", name=person.name)
    if person.kind == members.GUEST:
        partners.place_guest(request.tx, person, partner)
    else:
        for slack_team_id in filter(None, (person.home_team_id, person.home_enterprise_id)):
            met = partners.meet_workspace(request.tx, slack_team_id)
            partners.approve_workspace(request.tx, met, partner)
    message = panels.welcome(request.speak_to(person))
    outbox.tell(
        request.tx,
        "partner_note",
        person.slack_user_id,
        dedupe_key=f"vouched:{person.id}:{partner.id}:{request.tx.now.isoformat()}",
        owner_id=request.member.id,
        payload={"text": message.text, "blocks": message.blocks},
    )
    outbox.outdate(request.tx, f"member:{person.id}")
    return choices.done(request, views.placed(request.t, person.name, partner.name))


@listener()
def refuse(request: Request) -> Answer:
    """**Nobody we know** under the same news."""
    require_manager(request)
    person = rows.get(request.tx, Member, int(request.value))
    if person.kind == members.EXTERNAL and person.home_team_id:
        partners.refuse_workspace(request.tx, partners.meet_workspace(request.tx, person.home_team_id))
    outbox.outdate(request.tx, f"member:{person.id}")
    return choices.done(request, views.refused(request.t, person.name))


def named(request: Request, name: str) -> Partner:
    """The one partner that these words mean. Raises `UserError` for none or several."""
    found = partners.starting(request.tx, name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(
            "I know no partner {name}. `/partner list` shows them, `/partner add {name}` makes one.", name=name
        )
    names = request.t.plain(", ").join(partner.name for partner in found[:5])
    raise UserError("Which one: {names}? Type more of the name.", names=names)


def required(request: Request, example: str) -> str:
    """The line without people and channels. Raises `UserError` with the example for an empty one."""
    name = _words(request)
    if not name:
        raise UserError("Which partner? Type `{example}`.", example=example)
    return name


def _words(request: Request) -> str:
    """The line without people and channels."""
    return " ".join(word for word in request.line.split() if not word.startswith("<"))


def _channel(request: Request) -> str:
    named_here = grammar.channels(request.line)
    return named_here[0] if named_here else ""


def require_manager(request: Request) -> None:
    """Raises `Denied` for whoever leads nobody."""
    if not request.leads(None):
        raise Denied(MANAGER)


def _has_desk(request: Request) -> bool:
    return bool(request.settings.partner_desk_id)


def _post_panel(request: Request, channel: str) -> None:
    outbox.post(
        request.tx,
        "partner_panel",
        audience=outbox.PUBLIC,
        dedupe_key=f"partner_panel:{channel}:{request.now.isoformat()}",
        channel=channel,
    )


def register(routes: Routes) -> None:
    routes.line("partner", "add", add, "link", "添加", "关联")
    routes.line("partner", "unlink", unlink, "取消关联")
    routes.line("partner", "panel", show_panel, "面板")
    routes.line("partner", "desk", desk, "工作台")
    routes.line("partner", "guest", guest, "访客")
    for place in range(views.OFFERED):
        routes.action(f"{views.VOUCH}_{place}", vouch)
    routes.action(views.REFUSE, refuse)
