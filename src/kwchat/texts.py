"""What a person reads about settings; every other Dutch word lives in the `texts` of its wing."""

SETTING_UNKNOWN = "Onbekende instelling: {name}. Bedoel je {nearest}?"
SETTING_IMPOSSIBLE = "De instelling {name} moet {allowed} zijn, niet {value!r}."
SETTING_ALLOWED = {
    "colour": "een kleur zoals #0f5257",
    "embed_origins": (
        "een rij adressen zoals https://intranet.school.nl (met komma's ertussen, zonder pad en "
        "zonder *)"
    ),
    "hosts": (
        "een rij namen zoals chat.school.nl (met komma's ertussen, zonder https:// en zonder poort)"
    ),
    "limit_per_day": "een heel getal vanaf 0 (0: geen grens)",
    "limit_per_minute": "een heel getal vanaf 0 (0: geen grens)",
    "login_header": "de naam van een header, zoals X-Remote-User,",
    "metrics_from": "een rij adressen of netwerken zoals 127.0.0.1 of 10.0.0.0/8",
    "feedback": "een bestandsnaam die eindigt op .sqlite, zoals data/feedback.sqlite,",
    "feedback_days": "een heel getal van 1 tot en met 366",
    "log": "off, error, warning of info",
    "port": "een heel getal van 1 tot en met 65535",
    "root_path": "een pad zoals /kwchat of een adres zoals https://school.nl/kwchat",
    "threshold": "een getal van 0 tot en met 1 (met een punt: 0.5)",
    "trusted_proxies": "een rij adressen of netwerken zoals 127.0.0.1 of 10.0.0.0/8",
}
SETTING_LOGIN_ALONE = (
    "KWCHAT_LOGIN_HEADER werkt alleen samen met KWCHAT_TRUSTED_PROXIES: zet daarin het adres van "
    "de proxy die mensen laat inloggen, zoals 127.0.0.1."
)
