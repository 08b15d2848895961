"""What a person reads about test sets and how well the answers did."""

TESTSET_FAULT = "{file}, {place}, kolom {column}: {fault}"
TESTSET_ROW = "rij {row}"
TESTSET_ON_SHEET = "werkblad {sheet}, {row}"
TESTSET_MISSING = "hier ontbreekt een waarde."
TESTSET_NO_COLUMN = "deze kolom ontbreekt in de kopregel; daar staat: {there}."
TESTSET_COLUMN_TWICE = "deze kolom staat twee keer in de kopregel; geef er een een andere naam."
TESTSET_NO_HEADINGS = (
    "In {file} staat nergens een rij met de koppen {columns}. Er staat: {found}. Zet de koppen in "
    "een rij boven de vragen; `kwchat eval --template` schrijft een voorbeeld."
)
TESTSET_DUPLICATE = "deze id staat ook al in {place}; geef elke vraag een eigen id."
TESTSET_NO_TEXT = "hier hoort tekst te staan."
TESTSET_NO_LIST = "hier hoort een lijst te staan, tussen [ en ]."
TESTSET_NO_BOOL = "hier hoort true of false te staan."
TESTSET_NO_YES_OR_NO = "hier hoort ja of nee te staan (of waar of onwaar)."
TESTSET_NO_TURN = (
    "een eerdere beurt heeft een rol en tekst: in JSONL role (user of assistant) en content, "
    "in een werkblad een regel die begint met vraag: of antwoord:"
)
TESTSET_NO_EVIDENCE = "een beantwoordbare vraag heeft bewijs of minstens één bron nodig."
TESTSET_NOT_JSON = "{file}, rij {row}: dit is geen JSON-object op één regel."
TESTSET_MORE = "En er zijn nog {count} rijen met een fout."
TESTSET_NOT_UTF8 = "{file} is geen UTF-8; bewaar het bestand als UTF-8 (in Excel: CSV UTF-8)."
TESTSET_UNREADABLE = "De testset {file} is niet te lezen; kijk of het bestand bestaat en heel is."
TESTSET_SUFFIX = "{file} is geen testset; kies een bestand dat eindigt op .jsonl, .csv of .xlsx."
TESTSET_TEMPLATE_SUFFIX = "Een voorbeeld is er als .csv of .xlsx, niet als {suffix}."
TESTSET_SHEET = "Testset"
TESTSET_HELP = "Uitleg"
TESTSET_EMPTY = "In {file} staan geen vragen."
TESTSET_ALL_ANSWERABLE = (
    "In {file} staan geen onbeantwoordbare vragen; zonder is niet te meten of kwchat zwijgt als "
    "het moet. Voeg er een paar toe."
)
TESTSET_ALL_UNANSWERABLE = "In {file} staan geen beantwoordbare vragen; voeg er een paar toe."
EVAL_QUESTION = "Vraag {id} van de testset is niet te stellen: {fault}"
EVAL_NO_METRIC = "Onbekende maat: {name}. Kies uit: {names}."
EVAL_NO_FLOOR = "{wish} is geen maat=waarde met een getal, zoals recall@3=0.97."
EVAL_NO_LINE = "Voor {name} is geen drempel te kiezen; wel voor: {names}."
EVAL_NOT_MEASURED = "{name} is op deze testset niet te meten."
EVAL_TOO_LOW = "{name} is {value} en moet minstens {floor} zijn."
EVAL_TOO_HIGH = "{name} is {value} en mag hoogstens {floor} zijn."
EVAL_NO_RUN = "{file} is geen resultaat van kwchat eval --json; kies een ander bestand."
EVAL_NOTHING_SHARED = "De twee resultaten hebben geen vraag gemeen; er is niets te vergelijken."
EVAL_NOT_WRITTEN = "{file} is niet te schrijven; kijk of de map bestaat en of je er mag schrijven."
EVAL_TITLE = "{name}: {count} vragen"
EVAL_METRIC = "maat"
EVAL_METRIC_COLUMNS = ("waarde", "95%-interval", "vragen")
EVAL_CATEGORIES = "Per categorie"
EVAL_CATEGORY = "categorie"
EVAL_FAILED = "Mislukt: {count} vragen"
EVAL_FAILED_COLUMNS = ("id", "vraag", "wat er misging")
EVAL_CHANGES = "Vergeleken met {name}, op de vragen die beide hebben"
EVAL_CHANGE_COLUMNS = ("eerst", "nu", "verschil", "95%-interval", "vragen", "meer dan toeval")
EVAL_YES = "waarschijnlijk"
EVAL_NO = "niet te zeggen"
EVAL_MOVED = "Vragen die beter of slechter gingen dan in {name}: {better} beter, {worse} slechter"
EVAL_MOVED_COLUMNS = ("id", "vraag", "beter", "slechter")
EVAL_NOT_MOVED = "Geen enkele vraag ging beter of slechter dan in {name}."
EVAL_FAILURES = {
    "wrongly_refused": "ten onrechte geweigerd",
    "not_refused": "beantwoord, terwijl het antwoord niet in de bronnen staat",
    "facts_missed": "niet alle kernfeiten",
    "not_retrieved": "geen goede passage gevonden",
    "wrong_citation": "verwijst alleen naar verkeerde passages",
    "not_cited": "een zin zonder verwijzing",
    "not_verbatim": "een citaat dat zo niet in de bron staat",
    "marks_broken": "een verwijzing die nergens bij hoort",
}
EVAL_EXPLAINED = {
    "recall@1": "Aandeel vragen met een goede passage op plaats 1.",
    "recall@3": "Aandeel vragen met een goede passage bij de eerste 3.",
    "recall@5": "Aandeel vragen met een goede passage bij de eerste 5.",
    "recall@10": "Aandeel vragen met een goede passage bij de eerste 10.",
    "mrr": "Gemiddelde van 1 gedeeld door de plaats van de eerste goede passage.",
    "ndcg@10": "Hoe dicht de volgorde van de eerste 10 bij de beste volgorde ligt.",
    "facts": "Aandeel van alle kernfeiten dat in de antwoorden staat.",
    "visible_facts": "Aandeel van alle kernfeiten dat te zien is zonder iets uit te klappen.",
    "complete": "Aandeel antwoorden met alle kernfeiten.",
    "wrongly_refused": "Aandeel beantwoordbare vragen dat geweigerd is; minder is beter.",
    "rightly_refused": "Aandeel onbeantwoordbare vragen dat geweigerd is.",
    "asserted_wrongly": "Aandeel onbeantwoordbare vragen dat zonder voorbehoud beantwoord is.",
    "reserve": "Aandeel beantwoordbare vragen waarbij alleen staat wat het dichtst in de buurt "
    "komt; minder is beter.",
    "auroc": "Kans dat een beantwoordbare vraag een hogere score krijgt dan een onbeantwoordbare.",
    "first_citation": "Aandeel beantwoordbare vragen waarvan de eerste verwijzing naar een goede "
    "bron gaat; een weigering telt als fout.",
    "citation_precision": "Aandeel verwijzingen naar een passage die het antwoord bevat.",
    "citation_recall": "Aandeel zinnen met een geldige verwijzing.",
    "quotes_verbatim": "Aandeel citaten dat letterlijk zo in de bron staat.",
    "marks_valid": "Aandeel antwoorden waarin elk nummer bij een verwijzing hoort en omgekeerd.",
    "sentences": "Middelste aantal zinnen van een antwoord.",
    "words": "Middelste aantal woorden van een antwoord.",
    "visible_sentences": "Middelste aantal zinnen dat te zien is zonder iets uit te klappen.",
    "visible_words": "Middelste aantal woorden dat te zien is zonder iets uit te klappen.",
    "dutch": "Aandeel antwoorden in het Nederlands.",
    "flesch_douma": "Leesgemak volgens Flesch-Douma: hoger is makkelijker, 60 tot 70 is gewoon.",
    "written_supported": "Aandeel geschreven zinnen dat in de bronnen stond, en bleef staan.",
    "written_dropped": "Aandeel geschreven zinnen dat is weggelaten.",
    "stood_in": "Aandeel vragen aan het taalmodel waarop (ook) citaten werden gegeven.",
    "retrieve_p50": "Zoektijd van de middelste vraag.",
    "retrieve_p95": "Zoektijd die 95 van de 100 vragen niet overschrijden.",
    "answer_p50": "Antwoordtijd van de middelste vraag.",
    "answer_p95": "Antwoordtijd die 95 van de 100 vragen niet overschrijden.",
    "total_p50": "Totale tijd van de middelste vraag.",
    "total_p95": "Totale tijd die 95 van de 100 vragen niet overschrijden.",
}
REPORT_ANSWERED = (
    "Van de {all} vragen die de bronnen beantwoorden, kregen er {answered} een antwoord ({share}); "
    "bij {reserve} daarvan staat erbij dat het alleen in de buurt komt."
)
REPORT_SILENT = (
    "Van de {all} vragen waarop de bronnen geen antwoord geven, kregen er {asserted} toch een "
    "stellig antwoord ({share}); {refused} werden geweigerd."
)
REPORT_FACTS = "van de {all} kernfeiten staan er {found} in de antwoorden ({share})"
REPORT_QUOTES = "van de {all} citaten staan er {verbatim} letterlijk zo in de bron"
REPORT_NEARLY_ALL = "meer dan 99 %"
REPORT_HARDLY_ANY = "minder dan 1 %"
REPORT_TITLE = "Hoe goed antwoordt kwchat?"
REPORT_ABOUT = (
    "Testset {name} met {count} vragen, waarvan {answerable} te beantwoorden uit de bronnen. "
    "Gemeten op {made} met kwchat {version}, antwoorden van: {engines}."
)
REPORT_SETUP = (
    "Index {index}, versie {index_version}: {files} bestanden, {passages} passages. Drempels: "
    "KWCHAT_THRESHOLD {threshold} (daaronder een weigering) en KWCHAT_SURE {sure} (daaronder een "
    "antwoord met voorbehoud)."
)
REPORT_INTERVAL = (
    "Elk interval is een 95%-bootstrapinterval over de vragen (2000 trekkingen): met andere, "
    "vergelijkbare vragen was de waarde waarschijnlijk hierbinnen gebleven. Een interval zonder "
    "breedte betekent alleen dat alle vragen gelijk uitvielen."
)
REPORT_METRICS = "Alle maten"
REPORT_EXPLANATION = "betekenis"
REPORT_PLOTS = "Grafieken"
REPORT_MISSING = "Bewijs dat nergens staat"
REPORT_MISSING_ABOUT = (
    "Deze fragmenten of bronnen uit de testset staan in geen enkele passage van de index. De "
    "vraag kan dan niet goed gaan: verbeter de testset, of kijk of de bron is ingelezen."
)
REPORT_NO_FAILURES = "Geen enkele vraag ging mis."
REPORT_ANSWER = "Antwoord"
REPORT_MISSED = "Gemiste kernfeiten"
REPORT_OR = " of "
REPORT_PASSAGES = "Gevonden passages"
REPORT_NO_PASSAGES = "Geen."
REPORT_RELEVANT = "bevat het antwoord"
REPORT_SCORE = "Score voor beantwoordbaarheid: {score}"
REPORT_HISTORY = "Eerder in het gesprek"
PLOT_RISK_TITLE = "Risico tegen dekking: wie vaker antwoordt, antwoordt vaker ten onrechte"
PLOT_RECALL_TITLE = "Aandeel vragen met een goede passage bij de eerste k"
PLOT_LATENCY_TITLE = "Hoe lang een antwoord duurt"
PLOT_FACTS_TITLE = "Gevonden kernfeiten per categorie"
PLOT_RELIABILITY_TITLE = "Betrouwbaarheid: klopt de geschatte kans dat er een antwoord is?"
PLOT_EXPLAINED = {
    PLOT_RISK_TITLE: (
        "Elk punt van de lijn is een drempel. Links krijgt alleen de vraag een antwoord waar "
        "kwchat het meest van verwacht, rechts elke vraag. De hoogte zegt welk deel van die "
        "antwoorden bij een vraag hoort die de bronnen niet beantwoorden. Een lijn die lang "
        "laag blijft, is goed; de stip is waar deze meting staat."
    ),
    PLOT_RELIABILITY_TITLE: (
        "Elke stip is een groep vragen waarvan kwchat de kans op een antwoord ongeveer gelijk "
        "schatte; een grotere stip telt meer vragen. Op de schuine lijn klopt de schatting; "
        "eronder was kwchat te zeker, erboven te voorzichtig."
    ),
    PLOT_RECALL_TITLE: (
        "Hoe vaak een goede passage gevonden is als je verder kijkt dan de eerste. De band is het "
        "95%-interval."
    ),
    PLOT_LATENCY_TITLE: "Elke staaf is een aantal vragen; wat rechts staat, duurde het langst.",
    PLOT_FACTS_TITLE: (
        "De streep over een staaf is het 95%-interval. Waar die breed is, zijn er te weinig vragen "
        "om categorieën te vergelijken."
    ),
}
PLOT_CHANCE = "geschatte kans op een antwoord"
PLOT_SHARE = "aandeel met een antwoord"
PLOT_PERFECT = "zoals het zou moeten"
PLOT_COVERAGE = "aandeel vragen dat een antwoord krijgt"
PLOT_RISK = "aandeel daarvan ten onrechte"
PLOT_THIS_RUN = "zoals nu ingesteld"
PLOT_CUTOFF = "k, aantal passages"
PLOT_RECALL = "aandeel vragen"
PLOT_MILLISECONDS = "milliseconden per vraag"
PLOT_QUESTIONS = "aantal vragen"
PLOT_MEDIAN = "mediaan"
PLOT_P95 = "95e percentiel"
PLOT_FACTS = "aandeel gevonden kernfeiten"
