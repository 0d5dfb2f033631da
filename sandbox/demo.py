"""The people and channels of the demo: a sales team in Berlin, London and Shanghai, and three partner companies that
must not see what is not theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sandbox.records import Channel, Enterprise, Team, User
from sandbox.workspace import DEFAULT_SCOPES, Command, Shortcut, Workspace

HOME = Team("T0BELL", "Bellringer Demo", "bellringer-demo")
BETACO = Team("T0BETA", "BetaCo", "betaco")
GAMMACO = Team("T0GAMMA", "GammaCo", "gammaco", Enterprise("E0GAMMA", "Gamma Group", "gamma-group"))
DELTACO = Team("T0DELTA", "DeltaCo", "deltaco")
PARTNERS = (BETACO, GAMMACO, DELTACO)
OTHER = Team("T0OTHR", "Another Customer", "another-customer")

PEOPLE = (
    User("U0AMY", "amy", "Amy Lindgren", HOME.id, "rep", "Account Executive", "Europe/Berlin", "en-GB",
         avatar_color="#4a7fb5"),
    User("U0BEN", "ben", "Ben Carter", HOME.id, "rep", "Account Executive", "Europe/London", "en-GB",
         avatar_color="#c1693c"),
    User("U0MEI", "mei", "梅 (Mei Lin)", HOME.id, "manager", "销售经理", "Asia/Shanghai", "zh-CN",
         avatar_color="#7a5ba8"),
    User("U0LI", "li", "李娜 (Li Na)", HOME.id, "rep", "客户经理", "Asia/Shanghai", "zh-CN", avatar_color="#b0486b"),
    User("U0ADA", "ada", "Ada Okafor", HOME.id, "admin", "Operations", "Europe/Berlin", "en-GB", is_admin=True,
         avatar_color="#2f7d5d"),
    User("U0GUS", "gus", "Gus Romero", HOME.id, "guest", "Contractor", "Europe/Madrid", "es-ES", is_restricted=True,
         avatar_color="#8a7a2f"),
    User("U0PAT", "pat", "Pat Novak", BETACO.id, "partner", "Sales", None, None, avatar_color="#3a8a93"),
    User("U0BEA", "bea", "Bea Winter", BETACO.id, "partner", "Presales", None, None, avatar_color="#2d6f9e"),
    User("W0QUINN", "quinn", "Quinn Ross", GAMMACO.id, "partner", "Sales", None, None, avatar_color="#a34f4f"),
    User("U0DEE", "dee", "Dee Hansen", DELTACO.id, "partner", "Distribution", None, None, avatar_color="#6b7f3a"),
)  # fmt: skip

EVERYBODY = ("amy", "ben", "mei", "li", "ada")
CHANNELS = (
    (Channel("C0GENERAL", "general", topic="Everybody"), (*EVERYBODY, "gus", "bellringer")),
    (Channel("C0FIELD", "field", topic="Field sales"), (*EVERYBODY, "bellringer")),
    (Channel("C0EAST", "east", topic="华东"), ("li", "mei", "bellringer")),
    (Channel("C0WINS", "wins", topic="What was won"), (*EVERYBODY, "bellringer")),
    (Channel("C0BETACO", "ext-betaco", topic="With BetaCo", shared_with=[BETACO.id]),
     ("amy", "mei", "ada", "pat", "bea", "bellringer")),
    (Channel("C0GAMMACO", "ext-gammaco", topic="With GammaCo", shared_with=[GAMMACO.id], host=GAMMACO.id),
     ("amy", "mei", "ada", "quinn", "bellringer")),
    (Channel("C0DISTRI", "ext-distri", topic="All who sell with us", shared_with=[BETACO.id, GAMMACO.id, DELTACO.id]),
     ("amy", "mei", "ada", "pat", "quinn", "dee", "bellringer")),
    (Channel("C0PARTNER", "partner-desk", is_private=True, topic="Partners: what they ask and register"),
     ("amy", "mei", "ada", "bellringer")),
    (Channel("C0RANDOM", "random", topic="Not work"), (*EVERYBODY, "gus")),
    (Channel("C0DESK", "deal-desk", is_private=True, topic="Prices and terms"), ("mei", "ada", "bellringer")),
)  # fmt: skip

COMMANDS = (
    Command("/deal", "Deals: won, lost, new, move, list", "won Acme 12k"),
    Command("/goal", "Goals and progress", "set 20 new customers by june"),
    Command("/checkin", "Today's check-in", "[skip | snooze 1h | edit]"),
    Command("/feedback", "Feedback for a colleague", "@ben"),
    Command("/leaderboard", "Who is ahead", "[team] [last month]"),
    Command("/kudos", "Thank somebody", "@ben great demo"),
    Command("/partner", "Partners and their deals", "BetaCo"),
    Command("/risk", "Risks and plans", "BetaCo silent 3 weeks"),
    Command("/ask", "Ask another department", "legal contract Acme by fri"),
    Command("/sales", "Everything else", "help"),
)
SHORTCUTS = (
    Shortcut("log_deal_update", "Log as deal update", "message"),
    Shortcut("make_request", "Turn into request", "message"),
    Shortcut("save_intel", "Save as intel", "message"),
    Shortcut("save_case", "Save as case", "message"),
    Shortcut("kudos_message", "Give kudos", "message"),
)


def workspace(
    clock: Callable[[], datetime],
    *,
    scopes: Iterable[str] = DEFAULT_SCOPES,
    bot_token: str = "xoxb-sandbox",
    app_token: str = "xapp-sandbox",
    strict_pace: bool = False,
) -> Workspace:
    """The demo workspace: six people of ours, four of three partner companies, ten channels, nothing said yet."""
    built = Workspace(
        clock, team=HOME, scopes=scopes, bot_token=bot_token, app_token=app_token, strict_pace=strict_pace
    )
    built.teams |= {team.id: team for team in PARTNERS}
    _populate(built, PEOPLE, CHANNELS)
    return built


def other_workspace(clock: Callable[[], datetime], *, bot_token: str = "xoxb-other") -> Workspace:
    """Another customer of the same bot: Zoe, alone in #field. Served beside the first, told apart by its tokens."""
    built = Workspace(clock, team=OTHER, bot_token=bot_token, app_token="xapp-other")
    zoe = User("U0ZOE", "zoe", "Zoe Adler", OTHER.id, "admin", "Head of Sales", "America/New_York", is_admin=True)
    _populate(built, (zoe,), ((Channel("C0OTHERFIELD", "field"), ("zoe", "bellringer")),))
    return built


def _populate(built: Workspace, people: Iterable[User], channels: Iterable[tuple[Channel, tuple[str, ...]]]) -> None:
    """Copies of the people and channels, so that two workspaces never share one."""
    for user in people:
        built.add_user(replace(user))
    for channel, members in channels:
        ids = [built.user_called(handle).id for handle in members]
        built.add_channel(
            replace(channel, members=ids, shared_with=list(channel.shared_with), previous_names=[], pins={}, invited=[])
        )
    built.app.commands = list(COMMANDS)
    built.app.shortcuts = list(SHORTCUTS)
