"""The language model as the commands tell of it: which one writes, and what is wrong with it."""

from collections.abc import Callable
from threading import Thread

from kwchat import llm, wiring
from kwchat.answering.generation import texts as generation_texts
from kwchat.answering.generation.models import ChatModel
from kwchat.cli import texts
from kwchat.errors import SettingsError
from kwchat.settings import Settings


def writer_of(settings: Settings, talk: Callable[[str], None]) -> ChatModel | None:
    """Return the language model that writes; one that cannot be made is told about, and quotes are
    what is left."""
    if warning := open_key():
        talk(warning)
    try:
        model = llm.language_model(settings)
    except SettingsError as error:
        talk(f"{error} {texts.DOCTOR_LLM_QUOTES}")
        return None
    if model is not None:
        place = model.address or texts.DOCTOR_LLM_HERE
        talk(texts.SERVE_LLM.format(model=model.name, place=place))
        Thread(target=_probe, args=(model, settings, talk), daemon=True).start()
    return model


def open_key() -> str:
    """Return that everyone may read the key of the language model in `.env`; empty where nobody
    may. Unlike a file for the key alone it is no reason to do without: it holds all settings, and
    is open on most computers where nobody closed it."""
    file = wiring.open_dotenv()
    if file is None:
        return ""
    return generation_texts.KEY_OPEN.format(path=file, setting="KWCHAT_LLM_KEY")


def tried(settings: Settings) -> tuple[bool, str]:
    """Return whether all is well with the language model that writes, if any, and what there is to
    say of it, after asking it for a word."""
    try:
        model = llm.language_model(settings)
    except SettingsError as error:
        return False, str(error)
    if model is None:
        return True, texts.DOCTOR_LLM_NONE
    if wrong := llm.trouble(model, settings):
        return False, f"{wrong} {texts.DOCTOR_LLM_QUOTES}"
    place = model.address or texts.DOCTOR_LLM_HERE
    return True, texts.DOCTOR_LLM_OK.format(model=model.name, place=place)


def _probe(model: ChatModel, settings: Settings, talk: Callable[[str], None]) -> None:
    """Tell what is wrong with a language model, beside all else: it may take long to wake up."""
    if wrong := llm.trouble(model, settings):
        talk(f"{wrong} {texts.DOCTOR_LLM_QUOTES}")
