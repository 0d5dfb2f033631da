"""Time zones by the names people use for them: a city in English or Chinese, or the IANA name."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_ALIASES = {
    "Africa/Cairo": "开罗",
    "America/Chicago": "dallas houston austin 芝加哥 达拉斯 休斯顿",
    "America/Los_Angeles": "san_francisco seattle san_diego silicon_valley pacific 洛杉矶 旧金山 西雅图 硅谷",
    "America/New_York": "boston washington miami atlanta philadelphia eastern 纽约 波士顿 华盛顿",
    "America/Mexico_City": "墨西哥城",
    "America/Sao_Paulo": "圣保罗",
    "America/Toronto": "ottawa montreal 多伦多 蒙特利尔",
    "America/Vancouver": "温哥华",
    "Asia/Bangkok": "曼谷",
    "Asia/Dubai": "abu_dhabi 迪拜 阿布扎比",
    "Asia/Ho_Chi_Minh": "hanoi 胡志明 胡志明市 河内",
    "Asia/Hong_Kong": "香港",
    "Asia/Jakarta": "雅加达",
    "Asia/Kolkata": "mumbai delhi new_delhi bangalore bengaluru chennai hyderabad india 孟买 新德里 班加罗尔",
    "Asia/Kuala_Lumpur": "吉隆坡",
    "Asia/Manila": "马尼拉",
    "Asia/Seoul": "首尔",
    "Asia/Shanghai": (
        "beijing shenzhen guangzhou hangzhou chengdu nanjing wuhan suzhou xian tianjin qingdao china "
        "上海 北京 深圳 广州 杭州 成都 南京 武汉 苏州 西安 天津 青岛 重庆 长沙 厦门 中国 北京时间"
    ),
    "Asia/Singapore": "新加坡",
    "Asia/Taipei": "台北",
    "Asia/Tokyo": "osaka japan 东京 大阪 日本",
    "Australia/Melbourne": "墨尔本",
    "Australia/Sydney": "canberra 悉尼",
    "Europe/Amsterdam": "rotterdam netherlands 阿姆斯特丹",
    "Europe/Berlin": "munich hamburg frankfurt cologne stuttgart dusseldorf germany cet 柏林 慕尼黑 汉堡 法兰克福",
    "Europe/Brussels": "布鲁塞尔",
    "Europe/Dublin": "都柏林",
    "Europe/Istanbul": "ankara 伊斯坦布尔",
    "Europe/London": "manchester birmingham edinburgh glasgow uk england 伦敦 曼彻斯特",
    "Europe/Madrid": "barcelona valencia spain 马德里 巴塞罗那",
    "Europe/Moscow": "莫斯科",
    "Europe/Paris": "lyon marseille toulouse france 巴黎",
    "Europe/Prague": "布拉格",
    "Europe/Rome": "milan naples turin italy 罗马 米兰",
    "Europe/Stockholm": "gothenburg 斯德哥尔摩",
    "Europe/Vienna": "salzburg austria 维也纳",
    "Europe/Warsaw": "krakow gdansk poland 华沙",
    "Europe/Zurich": "geneva basel bern switzerland 苏黎世 日内瓦",
    "UTC": "gmt 世界时",
}
"""What people also say, by zone; spaces in a name are underscores."""
_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def find(text: str, limit: int = 100) -> list[str]:
    """Zones that the words may mean, the likeliest first: exact names, beginnings, then names that contain them."""
    key = _key(text)
    if not key:
        return []
    exact = [zone for name, zone in _names() if name == key]
    if exact:
        return list(dict.fromkeys(exact))[:limit]
    begun = [zone for name, zone in _names() if name.startswith(key)]
    within = [zone for name, zone in _names() if key in name]
    return list(dict.fromkeys([*begun, *within]))[:limit]


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Every name with its zone: whole, by its city alone, and by what people also say."""
    zones = sorted(name for name in available_timezones() if name.split("/")[0] in _CONTINENTS)
    named = [(_key(zone), zone) for zone in zones]
    named += [(_key(zone.rsplit("/", 1)[1]), zone) for zone in zones]
    said = [(_key(name), zone) for zone, names in _ALIASES.items() for name in names.split()]
    return (*said, ("utc", "UTC"), *named)


def _key(text: str) -> str:
    return "_".join(text.casefold().replace("_", " ").split())
