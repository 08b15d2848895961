"""Values of cells as Excel shows them in the Netherlands: 12-5-2026, 3,5, 20%, € 12,50, WAAR.

A cell keeps a value and a format (ECMA-376, part 1, 18.8.31); the text on the screen follows from
both. Formats that only colour or align change nothing here.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from kwchat.language.dates import MONTHS
from kwchat.reading import texts

_SECTION = re.compile(r'(?:[^;"\\]|"[^"]*"|\\.)+|(?<=;)(?=;|$)')
_PART = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|([#0?.,]+)|(.)')
_DATE_PART = re.compile(
    r'"([^"]*)"|\\(.)|\[\$[^\]]*\]|(\[?h+\]?|\[?s+\]?|\[m+\]|d+|m+|y+|AM/PM|A/P)|(.)',
    re.IGNORECASE,
)
_PARTS = 4  # of a format: for numbers above, below and of zero, and for texts
_GENERAL_DIGITS = 11  # Excel shows no more in a cell of format General
_SHORT_DATES = frozenset({"mm-dd-yy", "m/d/yyyy", "m/d/yy", "General", "@"})
_SHORT_DATE, _DATE_TIME, _SHORT_TIME = "d-m-yyyy", "d-m-yyyy h:mm", "h:mm"


def shown(value: object, form: str) -> str:
    """Return a value of a cell as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return texts.SHEET_TRUE if value else texts.SHEET_FALSE
    if isinstance(value, (int, float)):
        return _number(Decimal(repr(value)), form)
    if isinstance(value, timedelta):
        hours, seconds = divmod(round(value.total_seconds()), 3600)
        return f"{hours}:{seconds // 60:02}"
    if isinstance(value, (datetime, date, time)):
        return _moment(value, form)
    return _worded(str(value), form)


def _worded(text: str, form: str) -> str:
    """Return a text by the fourth part of a format, which is that of texts: nothing for `;;;`."""
    sections = _sections(form)
    if len(sections) < _PARTS or "general" in sections[-1].lower():
        return text
    parts = _PART.finditer(sections[-1])
    return "".join(
        text if part[5] == "@" else part[1] or part[2] or part[5] or "" for part in parts
    )


def _sections(form: str) -> list[str]:
    return form.split(";") if '"' not in form else _SECTION.findall(form)


def _moment(value: datetime | date | time, form: str) -> str:
    moment = datetime.combine(date(1900, 1, 1), value) if isinstance(value, time) else value
    if form.partition(";")[0] in _SHORT_DATES:
        clock = isinstance(value, time)
        whole = not isinstance(moment, datetime) or not (moment.hour or moment.minute)
        form = _SHORT_TIME if clock else _SHORT_DATE if whole else _DATE_TIME
    parts = list(_DATE_PART.finditer(form.partition(";")[0].removeprefix("[$-F800]")))
    text, before = "", ""
    for place, part in enumerate(parts):
        code = (part[3] or "").lower()
        if code:
            after = next((later[3].lower() for later in parts[place + 1 :] if later[3]), "")
            minutes = code.startswith("m") and (before.startswith("h") or after.startswith("s"))
            text += _dated(moment, f"minute{len(code)}" if minutes else code, form)
            before = code
        else:
            text += part[1] or part[2] or part[4] or ""
    return text.strip()


def _dated(moment: datetime | date, code: str, form: str) -> str:
    clock = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    half = "am/pm" in form.lower()
    hour = (clock.hour - 1) % 12 + 1 if half else clock.hour
    written = {
        "d": f"{clock.day}",
        "dd": f"{clock.day:02}",
        "ddd": texts.SHEET_DAYS[clock.weekday()][:2],
        "dddd": texts.SHEET_DAYS[clock.weekday()],
        "m": f"{clock.month}",
        "mm": f"{clock.month:02}",
        "mmm": MONTHS[clock.month - 1][:3],
        "mmmm": MONTHS[clock.month - 1],
        "yy": f"{clock.year % 100:02}",
        "h": f"{hour}",
        "hh": f"{hour:02}",
        "minute1": f"{clock.minute}",
        "minute2": f"{clock.minute:02}",
        "s": f"{clock.second}",
        "ss": f"{clock.second:02}",
        "am/pm": "AM" if clock.hour < 12 else "PM",
        "yyyy": f"{clock.year}",
    }
    return written.get(code.strip("[]"), f"{clock.year}" if code.startswith("y") else "")


def _number(value: Decimal, form: str) -> str:
    sections = _sections(form)
    if form in {"General", "@", ""} or not sections:
        return _general(value)
    negative = value < 0
    section = sections[0]
    if negative and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    parts = list(_PART.finditer(section))
    digits = "".join(part[4] or "" for part in parts)
    if "e+" in section.lower():
        return _scientific(value)
    if "/" in section and "?" in section:
        return _fraction(value)
    if not re.search("[0#?]", digits):
        literal = "".join(part[1] or part[2] or part[3] or part[5] or "" for part in parts)
        return _general(value) if "general" in section.lower() else literal.strip()
    percent = section.count("%")
    number = _digits(abs(value) * 100**percent, digits)
    text, written = "", False
    for part in parts:
        if part[4]:
            text += "" if written else number
            written = True
        else:
            text += part[1] or part[2] or part[3] or (part[5] or "")
    sign = "-" if value < 0 and re.search("[1-9]", number) else ""
    return f"{sign}{' '.join(text.split())}"


def _digits(value: Decimal, form: str) -> str:
    """Return a number with the decimals and the groups of a format such as #,##0.00."""
    whole, _, decimals = form.partition(".")
    scaled = value / Decimal(1000) ** (len(form) - len(form.rstrip(",")))
    places = len(re.findall("[0#?]", decimals))
    rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}" if "," in whole.rstrip(",") else f"{rounded:.{places}f}"
    units, _, rest = text.translate(str.maketrans(",.", ".,")).partition(",")
    optional = len(decimals) - len(decimals.rstrip("#?"))
    kept = rest[: len(rest) - optional] + rest[len(rest) - optional :].rstrip("0")
    return f"{units.zfill(whole.count('0'))}{f',{kept}' if kept else ''}"


def _general(value: Decimal) -> str:
    """Return a number with as many digits as it has, at most those that fit a cell."""
    if value and not Decimal("1e-9") < abs(value) < Decimal("1e11"):
        return _scientific(value) if value != value.to_integral() else f"{value:.0f}"
    whole = len(str(abs(int(value))))
    rounded = round(value, max(_GENERAL_DIGITS - whole - 1, 0))
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _scientific(value: Decimal) -> str:
    digits, _, power = f"{value:.2E}".partition("E")
    return f"{digits.replace('.', ',')}E{int(power):+03}"


def _fraction(value: Decimal) -> str:
    whole = int(value)
    part = abs(Fraction(value) - whole).limit_denominator(100)
    if not part:
        return str(whole)
    return f"{whole} {part}" if whole else f"{'-' if value < 0 else ''}{part}"
