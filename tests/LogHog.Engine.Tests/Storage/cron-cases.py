#!/usr/bin/env python3
"""Writes cron-cases.tsv: schedules, zones, a start, and the moments that follow it, found by looking at every wall clock.

It shares nothing with CronSchedule: it expands the fields into sets, tries every minute of every matching day, and asks
zoneinfo (both folds) which moments a wall clock stands for.
Usage: python3 cron-cases.py > cron-cases.tsv
"""
import datetime as dt
import zoneinfo

UTC = dt.timezone.utc
MINUTE = dt.timedelta(minutes=1)
DAYS = {n: i for i, n in enumerate("SUN MON TUE WED THU FRI SAT".split())}
MONTHS = {n: i + 1 for i, n in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split())}
NAMED = {
    "hourly": "0 * * * *", "daily": "0 0 * * *", "midnight": "0 0 * * *", "weekly": "0 0 * * 1",
    "monthly": "0 0 1 * *", "yearly": "0 0 1 1 *", "annually": "0 0 1 1 *",
}


def field(text, low, high, names, sunday7=False):
    out = set()
    for item in text.split(","):
        span, _, step = item.partition("/")
        number = lambda t: names[t.upper()] if t.upper() in names else int(t)
        if span == "*":
            a, b = low, high
        elif "-" in span:
            a, b = (number(t) for t in span.split("-"))
            if sunday7 and b == 0 and a > 0:
                b = 7
        else:
            a = number(span)
            b = high if step else a
        out |= set(range(a, b + 1, int(step or 1)))
    return {v % 7 for v in out} if sunday7 else out


class Cron:
    def __init__(self, text):
        text = NAMED.get(text.lower().lstrip("@"), text)
        parts = text.split()
        if len(parts) == 4:
            parts.append("*")
        mi, ho, dom, mon, dow = parts
        self.minutes = field(mi, 0, 59, {})
        self.hours = field(ho, 0, 23, {})
        self.dom = field(dom, 1, 31, {})
        self.months = field(mon, 1, 12, MONTHS)
        self.dow = field(dow, 0, 6, DAYS, sunday7=True)
        self.either = dom[0] != "*" and dow[0] != "*"
        self.interval = mi[0] == "*" or ho[0] == "*"

    def day(self, d):
        if d.month not in self.months:
            return False
        a, b = d.day in self.dom, (d.weekday() + 1) % 7 in self.dow
        return (a or b) if self.either else (a and b)

    def walls(self, first_day, days):
        for n in range(days):
            d = first_day + dt.timedelta(days=n)
            if self.day(d):
                for h in range(24):
                    for m in range(60):
                        if h in self.hours and m in self.minutes:
                            yield dt.datetime(d.year, d.month, d.day, h, m)


def moments(wall, zone, interval):
    """Every UTC moment at which the zone's clock shows this wall time; a gap gives its end for fixed times."""
    found = []
    for fold in (0, 1):
        u = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if u.astimezone(zone).replace(tzinfo=None, fold=0) == wall and u not in found:
            found.append(u)
    found.sort()
    if found:
        return found if interval else found[:1]
    if interval:
        return []
    u = (wall - dt.timedelta(hours=26)).replace(tzinfo=zone).astimezone(UTC)
    while u.astimezone(zone).replace(tzinfo=None) < wall:
        u += MINUTE
    return [u]


def following(cron, zone, start, count):
    day = start.astimezone(zone).date() - dt.timedelta(days=2)
    found = set()
    wall_end = None
    for wall in cron.walls(day, 366 * 41):
        if wall_end and wall > wall_end:
            break
        found |= {u for u in moments(wall, zone, cron.interval) if u > start}
        if len(found) >= count + 1 and wall_end is None:
            wall_end = wall + dt.timedelta(days=2)
    return sorted(found)[:count]


def utc(*a):
    return dt.datetime(*a, tzinfo=UTC)


CHANGES = {  # a little before both clock changes, and odd places
    "Europe/Berlin": [utc(2026, 3, 28, 22, 10), utc(2026, 3, 29, 0, 59), utc(2026, 10, 24, 21, 50), utc(2026, 10, 25, 0, 20),
                      utc(2026, 10, 25, 1, 10)],
    "America/New_York": [utc(2026, 3, 8, 4, 30), utc(2026, 3, 8, 6, 59), utc(2026, 11, 1, 3, 10), utc(2026, 11, 1, 5, 40),
                         utc(2026, 11, 1, 6, 30)],
    "Australia/Lord_Howe": [utc(2026, 10, 3, 13, 0), utc(2026, 10, 3, 15, 29), utc(2026, 4, 4, 12, 0), utc(2026, 4, 4, 14, 40),
                            utc(2026, 4, 4, 15, 10)],
}
AT_CHANGES = [
    "hourly", "daily", "30 2 * * *", "0 2 * * *", "15 2 * * *", "0 3 * * *", "0,30 1,2 * * *", "15 1 * * *", "45 1 * * *",
    "*/15 * * * *", "*/20 2 * * *", "5 */2 * * *", "*/30 1-3 * * *", "0 0-23 * * *", "10,50 * * * *", "59 1,2 * * SUN",
]
ODD = [
    ("Atlantic/Azores", utc(2026, 3, 28, 20, 0), ["0 0 * * *", "30 0 * * *", "*/30 * * * *"]),      # gap at midnight
    ("America/Sao_Paulo", utc(2018, 11, 3, 20, 0), ["daily", "30 0 * * *", "hourly"]),              # gap at midnight
    ("America/Sao_Paulo", utc(2018, 2, 17, 20, 0), ["daily", "30 23 * * *", "hourly"]),             # overlap at midnight
    ("Pacific/Apia", utc(2011, 12, 28, 20, 0), ["daily", "0 12 * * *", "0 */6 * * *"]),             # a day that was not
    ("Asia/Kathmandu", utc(2026, 5, 5, 5, 5), ["hourly", "daily", "20 4 * * *"]),
    ("Africa/Casablanca", utc(2026, 2, 14, 20, 0), ["daily", "30 2 * * *", "hourly"]),
]
FORMS = """
* * * * *|*/7 * * * *|0-10/5 * * * *|5/20 * * * *|1,2,58-59 * * * *|0 */5 * * *|0 8-18/2 * * *|0 22/1 * * *|30 6,18 * * *
0 0 * * 0|0 0 * * 7|0 0 * * SUN|0 0 * * sun|0 0 * * MON-FRI|0 0 * * FRI-SUN|0 0 * * 5-7|0 0 * * 1,3,5|0 0 * * */2|0 0 * * TUE/2
0 0 1 * *|0 0 31 * *|0 0 30 * *|0 0 29 * *|0 0 28-31 * *|0 0 */10 * *|0 0 15/5 * *|0 0 1-7 * *|0 0 1,15,31 * *
0 0 29 2 *|0 0 29 FEB *|0 0 29 2 MON|0 0 29 2 */2|0 0 31 1,3 *|0 0 30 4,6,9,11 *|0 0 1 JAN *|0 0 1 jan,JUL *|0 0 1 */3 *
0 0 1 6-8 *|0 0 1 11/1 *|0 0 1 FEB-OCT/4 *|0 0 13 * FRI|0 0 13 * 5|0 0 */13 * FRI|0 0 13 * */5|0 0 1 * MON|15 14 1 * *
0 22 * * 1-5|23 0-20/2 * * *|5 4 * * sun|0 0,12 1 */2 *|0 4 8-14 * *|59 23 31 12 *|0 0 31 12 *|0 0 30 2 SUN|0 0 31 2 1-5
hourly|daily|midnight|weekly|monthly|yearly|annually|@hourly|@daily|@midnight|@weekly|@monthly|@yearly|@annually|Daily
*/15 * * *|0 0 1 *|30 3 * JAN|*/59 * * * *|0 */23 * * *|0 0 */31 * *|0 0 1 */12 *|0 0 * * */7|00 05 07 08 *|0 0 L * *
""".strip().replace("\n", "|").split("|")
STARTS = [("UTC", utc(2023, 12, 31, 23, 58)), ("Europe/Berlin", utc(2024, 2, 27, 12, 0)), ("America/New_York", utc(2099, 12, 30, 3, 0))]

rows = []
for name, starts in CHANGES.items():
    for start in starts:
        for text in AT_CHANGES:
            rows.append((text, name, start))
for name, start, texts in ODD:
    rows += [(text, name, start) for text in texts]
for text in FORMS:
    if "L" in text.split():
        continue
    for name, start in STARTS:
        if start.year == 2099 and "29 2" in text and "*/" in text:
            continue  # a search over a century, for no new form
        rows.append((text, name, start))
rows += [("0 0 29 2 *", "UTC", utc(2096, 3, 1, 0, 0)), ("0 0 29 2 */7", "UTC", utc(2096, 2, 29, 0, 0)), ("0 0 29 2 *", "UTC", utc(2000, 2, 29, 0, 0))]

for text, name, start in rows:
    zone = zoneinfo.ZoneInfo(name)
    count = 2 if "29 2" in text or "FEB *" in text else 4
    due = following(Cron(text), zone, start, count)
    print(text, name, start.strftime("%Y-%m-%dT%H:%MZ"), *(u.strftime("%Y-%m-%dT%H:%MZ") for u in due), sep="\t")
