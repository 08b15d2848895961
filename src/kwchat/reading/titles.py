"""Titles, authors and dates in a file's own metadata: what is the file's, not a program's."""

import re

from kwchat.reading.layout import clean

_NEW = r"(?:(?:nieuwe?|new)\s+)?(?:microsoft\s+)?"
_PROGRAM = (
    r"(?:word|excel|powerpoint|publisher|visio|office|libreoffice|openoffice(?:\.org)?|acrobat)"
)
_PAPER = (
    r"(?:document|werkmap|workbook|book|map|presentatie|presentation|pr[aä]sentation|publicatie"
    r"|publication|tabel|spreadsheet|afbeelding|image|scan|dia|slide|blad|sheet|layout|pagina|page"
    r"|bestand|file|rapport|report|form|formulier)"
)
_PROGRAM_TITLE = re.compile(
    r"\(.*\)"  # (anonymous), (unspecified)
    r"|(?:untitled|un-?named|naamloos|naamloze|geen titel|zonder titel|no title|sans titre)"
    rf"(?:[\s_-]*{_PAPER}?[\s_-]*\d*)"
    rf"|{_NEW}{_PROGRAM}?[\s-]*{_PAPER}?(?:\s?\(?\d{{0,4}}\)?)"  # Document1, PowerPoint-presentatie
    r"|présentation powerpoint"
    rf"|microsoft (?:office )?{_PROGRAM}\s*-.*"  # Microsoft Word - Schoolplan.doc
    r"|(?:gescand|scanned)\b.*|(?:scan|skm|img|dsc|doc|mfp)[_-]?[a-z]?\d.*"  # what scanners write
    r"|title|titel|template|sjabloon|test|about:blank|full page (?:photo|fax)|cutepdf.*|print"
    r"|[a-z]:\\.*|file:.*|[\d\s._-]+"
    r"|\S.*\.(?:docx?m?|dotx?|xlsx?|html?|indd|md|odt|ods|odp|pdf|pptx?|pub|rtf|tex|txt|dvi|qxd)",
    re.IGNORECASE,
)
_PROGRAM_AUTHOR = re.compile(
    r"\(.*\)|un-?named|python-docx|python-pptx|openpyxl|apache poi|pandoc|canva|google docs?"
    rf"|(?:microsoft\s+)?{_PROGRAM}?[\s-]*(?:gebruiker|user)\s?\d*|windows[\s-](?:gebruiker|user)"
    rf"|(?:microsoft|{_PROGRAM})(?: corporation)?"
    r"|(?:anoniem|anonymous|unknown|onbekende?|unspecified)(?: auteur| author| user)?"
    r"|(?:auteur|author|naam|name|admin(?:istrator)?|beheerder|eigenaar|owner|default|standaard"
    r"|gast|guest|root|student|leerling|docent|school|scanner|test|.*customer)"
    r"|(?:hp|dell|lenovo|acer|asus|toshiba)(?: inc\.?)?|[a-z]{0,3}\d{3,}|[\W\d_]+",
    re.IGNORECASE,
)


# When the templates were saved that python-docx and python-pptx begin with.
_TEMPLATE_DATE = re.compile(r"2013-12-23T23:15|2013-01-27T09:1[45]")


def title(*candidates: str | None) -> str | None:
    """Return the first title that somebody wrote; None when nobody did."""
    return _written(_PROGRAM_TITLE, candidates)


def author(*candidates: str | None) -> str | None:
    """Return the first author whom somebody wrote down; None when nobody did."""
    return _written(_PROGRAM_AUTHOR, candidates)


def date(text: str | None) -> str | None:
    """Return when a file was written; None where that is the date of a program's template."""
    return None if text is None or _TEMPLATE_DATE.match(text) else text


def _written(filled_in: re.Pattern[str], candidates: tuple[str | None, ...]) -> str | None:
    texts = (clean(text.strip("\"'")) for text in candidates if text)
    return next((text for text in texts if text and not filled_in.fullmatch(text)), None)
