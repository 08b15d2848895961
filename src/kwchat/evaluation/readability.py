"""How hard an answer is to read, and whether it is Dutch: counts, no judgement of content."""

import re
from collections.abc import Sequence

from kwchat.language.vocabulary import words

# The sounds that Dutch writes with several vowels, longest first; a trema begins a new syllable.
_NUCLEUS = re.compile(
    r"eeuw|ieuw|aai|ooi|oei|eeu|ieu|(?<=[st])io(?=n)|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|au|ou"
    r"|[aeiouyàáâäèéêëìíîïòóôöùúûü]"
)
_LANGUAGES = ("nl", "en", "de", "fr")


def syllables(word: str) -> int:
    """Return about how many syllables a Dutch word in lower case has; at least 1.

    Counts the vowel sounds as they are spelt (*eeuw* is one, *coördinator* has five). Loan words
    (*museum*) and digits, which count as one, come out too low.

    >>> [syllables(word) for word in ("school", "coördinator", "professionalisering")]
    [1, 5, 7]
    """
    return max(1, len(_NUCLEUS.findall(word)))


def flesch_douma(sentences: Sequence[str]) -> float | None:
    """Return the reading ease of some sentences, 0 (very hard) to 100 (very easy), sometimes
    beyond; None without a word.

    206.84 − 0.77 × syllables per hundred words − 0.93 × words per sentence: Flesch's formula as
    fitted to Dutch by W.H. Douma, De leesbaarheid van landbouwbladen (Wageningen, 1960). 60 to 70
    is ordinary prose; 30 to 45 is hard.
    """
    spoken = [word for sentence in sentences for word in words(sentence)]
    if not spoken:
        return None
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 206.84 - 77 * per_word - 0.93 * len(spoken) / len(sentences)


def is_dutch(text: str) -> bool:
    """Tell whether the words of a text are commoner in Dutch than in English, German or French.

    The language under which the words together are likeliest wins; compare Cavnar and Trenkle
    (1994), who count letter groups. A tie is Dutch: names and addresses belong to no language.
    """
    from wordfreq import zipf_frequency

    spoken = words(text)
    likelihood = {
        language: sum(zipf_frequency(word, language, wordlist="small") for word in spoken)
        for language in _LANGUAGES
    }
    return likelihood["nl"] == max(likelihood.values())
