"""By when somebody outside has an answer: at the end of a working day of ours."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from sales import periods
from sales.working_days import LONGEST_BREAK, DaysOff, is_working_day

END_OF_DAY = time(17, 0)


def answer_by(now: datetime, days: int, zone: tzinfo | str, days_off: DaysOff) -> datetime:
    """The UTC moment at which the `days`-th working day after today ends, by the calendar and clocks of a zone.

    Whoever asks on a Friday, or at the weekend, has one day until Monday evening.
    """
    day, left = periods.local_date(now, zone), max(days, 1)
    for _ in range(LONGEST_BREAK + 7 * left):
        day += timedelta(days=1)
        if is_working_day(day, days_off):
            left -= 1
            if not left:
                break
    return periods.at_local(day, END_OF_DAY, zone)
