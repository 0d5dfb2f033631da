"""By when somebody outside has an answer: at the end of a working day."""

from __future__ import annotations

from datetime import datetime, time, tzinfo

from sales import periods, working_days
from sales.working_days import DaysOff

END_OF_DAY = time(17, 0)


def answer_by(now: datetime, days: int, zone: tzinfo | str, days_off: DaysOff) -> datetime:
    """The UTC moment at which the `days`-th working day after today ends, by the calendar and clocks of a zone.

    Whoever asks on a Friday, or at the weekend, has one day until Monday evening.
    """
    day = periods.local_date(now, zone)
    for _ in range(max(days, 1)):
        day = working_days.after(day, days_off)
    return periods.at_local(day, END_OF_DAY, zone)
