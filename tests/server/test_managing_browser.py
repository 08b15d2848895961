"""A manager hands documents in with a mouse, sees what was read of them, and removes them."""

from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import opened_page, ready, served
from playwright.sync_api import Browser, Page, expect
from scripted import ScriptedAssistant

from kwchat import wiring
from kwchat.index.fileread import ReadingHere
from kwchat.index.manifest import NewestManifest, read_manifest
from kwchat.server import texts
from kwchat.server.access import LOOPBACK, Access
from kwchat.server.ingests import Ingests
from kwchat.server.intake import Intake
from kwchat.testing import FakeEncoder

pytestmark = [pytest.mark.server, pytest.mark.browser]
ACCESS = Access(trusted_proxies=LOOPBACK, login_header="X-Remote-User", managers=("sanne",))
LOGGED_IN = {"extra_http_headers": {"X-Remote-User": "sanne"}}
DROP = """([zone, name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    for (const type of ["dragover", "drop"]) {
        const how = { dataTransfer: data, bubbles: true, cancelable: true };
        zone.dispatchEvent(new DragEvent(type, how));
    }
}"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with one document, which is in an index beside it."""
    corpus = tmp_path / "corpus"
    (corpus / "eigen").mkdir(parents=True)
    (corpus / "eigen" / "gids.md").write_text("De gids van de school.")
    wiring.ingest(corpus, index=tmp_path / "index", encoder=FakeEncoder())
    return corpus


@pytest.fixture
def url(corpus: Path) -> Iterator[str]:
    """The address of the page of managers."""
    index = corpus.parent / "index"
    ingests = Ingests(partial(wiring.ingest, corpus, index=index, encoder=FakeEncoder()))
    intake = Intake(corpus, lambda: nullcontext(ReadingHere()))
    manifest = NewestManifest(index, read_manifest(index))
    more = {"ingests": ingests, "intake": intake, "manifest": manifest}
    with ingests.running(), served(ready(ScriptedAssistant()), ACCESS, **more) as url:
        yield f"{url}/beheer/documenten"


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """The page of a manager."""
    with opened_page(browser, url, quiet=409, **LOGGED_IN) as page:
        yield page


def test_the_page_is_accessible(browser: Browser, url: str) -> None:
    """As far as axe can tell, in light and dark; it sets styles, which the policy forbids."""
    with opened_page(browser, url, bypass_csp=True, **LOGGED_IN) as page:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert Axe().run(page).response["violations"] == []


def test_documents_are_dropped_and_ingested(page: Page, corpus: Path) -> None:
    """What was read stands in the list at once, and in the table after the ingest."""
    plan = "De school is op vrijdagmiddag dicht."
    page.evaluate(DROP, [page.locator(".kw-drop").element_handle(), "plan.md", plan])
    expect(page.locator(".kw-handed li")).to_contain_text("plan.md is gelezen en bewaard")
    row = page.locator("#kw-kept tr", has_text="plan.md")
    expect(row).to_contain_text(texts.UPLOAD_NOT_YET)
    assert (corpus / "eigen" / "plan.md").read_text() == plan

    page.get_by_role("button", name=texts.MANAGE_INGEST).click()
    expect(row).to_contain_text("100,0 %", timeout=60_000)
    expect(page.locator(".kw-told")).to_contain_text("1 nieuw")


def test_a_name_that_is_taken_is_asked_about(page: Page, corpus: Path) -> None:
    """In the list, with a button; the old one stays until it is pressed."""
    field = page.get_by_label(texts.MANAGE_DROP)
    field.set_input_files([{"name": "gids.md", "mimeType": "", "buffer": b"Een nieuwe gids."}])
    expect(page.locator(".kw-handed li")).to_contain_text("gids.md staat er al.")
    assert "gids van" in (corpus / "eigen" / "gids.md").read_text()

    page.get_by_role("button", name=texts.MANAGE_REPLACE).click()
    expect(page.locator(".kw-handed li")).to_contain_text("is gelezen en bewaard")
    assert (corpus / "eigen" / "gids.md").read_text() == "Een nieuwe gids."


def test_removing_takes_two_presses(page: Page, corpus: Path) -> None:
    """The first only asks."""
    page.get_by_role("button", name=f"{texts.MANAGE_REMOVE} gids.md").click()
    assert (corpus / "eigen" / "gids.md").exists()

    page.get_by_role("button", name=texts.MANAGE_SURE).click()
    expect(page.locator("#kw-kept")).to_contain_text(texts.MANAGE_NONE)
    assert not (corpus / "eigen" / "gids.md").exists()
