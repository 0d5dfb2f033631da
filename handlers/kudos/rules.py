"""How a workspace thanks: its values, how many a day, when the week is told; and how loud each person likes it."""

from __future__ import annotations

from handlers import choices
from handlers.requests import Answer, Denied, Reply, Request
from handlers.routes import Routes, listener
from sales import kudos as rules
from sales.errors import UserError
from storage import kudos, members, workspaces
from storage.members import ADMIN, MANAGER
from views import kudos as views

MOST_A_DAY = 50
ADD, REMOVE = ("add", "添加", "加"), ("remove", "delete", "移除", "删除")


@listener()
def change_values(request: Request) -> Answer:
    """`/kudos values` lists them; `values add speed`, `values remove speed`."""
    word, _, rest = request.line.strip().partition(" ")
    values = kudos.values(request.tx)
    if not word:
        return Reply(views.value_list(request.t, values, may_change=request.leads(None)))
    if not request.leads(None):
        raise Denied(MANAGER)
    name = rest.strip().lstrip("#＃")
    if word.casefold() in ADD:
        if not rules.is_value(name):
            raise UserError(
                "A value is one word of up to {most} letters: `/kudos values add speed`.", most=rules.LONGEST_VALUE
            )
        kudos.add_value(request.tx, name)
        return choices.done(request, request.t("#{value} is one of our values.", value=name))
    if word.casefold() in REMOVE:
        found = next((value for value in values if name.casefold() in views.value_words(value)), None)
        if found is None:
            raise UserError("#{value} is none of our values. `/kudos values` lists them.", value=name)
        kudos.remove_value(request.tx, found)
        return choices.done(request, request.t("#{value} is off the list; kudos given for it keep it.", value=name))
    raise UserError("Type `/kudos values add speed` or `/kudos values remove speed`.")


@listener()
def set_allowance(request: Request) -> Answer:
    """`/kudos allowance 8`: how many people one person may thank in a day."""
    if not request.is_admin:
        raise Denied(ADMIN)
    text = request.line.strip()
    if not text.isdecimal() or not 1 <= int(text) <= MOST_A_DAY:
        raise UserError("How many a day, from 1 to {most}? Type `/kudos allowance 8`.", most=MOST_A_DAY)
    workspaces.change_settings(request.tx, kudos_a_day=int(text))
    return choices.done(
        request,
        request.t.plural(
            "Everybody may thank one person a day.", "Everybody may thank {count} people a day.", int(text)
        ),
    )


@listener()
def set_quiet(request: Request) -> Answer:
    """`/kudos quiet on`: whoever thanks me tells me alone."""
    choices.require_text(request, "`/kudos quiet on`")
    quiet = choices.switch(request.line)
    members.change(request.tx, request.member, thanked_in_public=not quiet)
    if quiet:
        return choices.done(request, request.t("You are thanked quietly from now on: no channel hears of it."))
    return choices.done(request, request.t("The channel hears when you are thanked."))


def register(routes: Routes) -> None:
    routes.line("kudos", "values", change_values, "value", "价值观")
    routes.line("kudos", "allowance", set_allowance, "限额", "额度")
    routes.line("kudos", "quiet", set_quiet, "安静", "低调")
