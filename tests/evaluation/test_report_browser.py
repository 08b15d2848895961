"""The report in a real Chromium: whole on A4 and on a phone."""

from datetime import date
from pathlib import Path

import pytest
from evaluated import CHUNKS, COSTS, PAYER, SUBSIDY, SUPPORT, quoting, refusal, run
from playwright.sync_api import Browser

from kwchat.evaluation import report
from kwchat.evaluation.page import as_html
from kwchat.evaluation.report import Earlier, Setup

pytestmark = pytest.mark.browser

SETUP = Setup(index="index", version="0a1b2c", files=2, passages=5, threshold=0.25, sure=0.5)
A4 = 680  # pixels between margins of 15 mm
OUTSIDE = """width => [...document.querySelectorAll("table, th, td, img, p, summary")]
    .filter(element => element.checkVisibility() && !element.closest("thead"))
    .filter(element => element.getBoundingClientRect().right > width)
    .map(element => element.outerHTML.slice(0, 80))"""


@pytest.fixture
def html(tmp_path: Path) -> str:
    """A report with every table there is."""
    testset = tmp_path / "vragen.jsonl"
    testset.write_text("vragen")
    before = run({PAYER.question: refusal(SUBSIDY)})
    scores = {r.question.id: {**r.scores, **r.seconds} for r in before.results}
    summary = report.summarise(
        run({COSTS.question: quoting(SUPPORT)}),
        testset,
        chunks=CHUNKS,
        setup=SETUP,
        made=date(2026, 11, 26),
        earlier=Earlier("eerder.json", scores),
    )
    return as_html(summary)


@pytest.mark.parametrize(("width", "media"), [(A4, "print"), (390, "screen"), (320, "screen")])
def test_every_table_is_whole(browser: Browser, html: str, width: int, media: str) -> None:
    """Nothing sticks out to the right; on a phone each figure has the name of its column."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(media="print" if media == "print" else "screen")
    page.set_content(html)

    assert page.locator("table").count() == 4
    assert page.evaluate(OUTSIDE, width) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    named = page.locator("td").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert ("vraag" in named) is (media == "screen")
    page.close()
