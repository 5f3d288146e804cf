"""Browsers and systems in words."""

import pytest
from django.utils.translation import override

from accounts.devices import device_in_words

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox på Windows"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/143.0 Safari/537.36 Edg/143.0", "Edge på Windows"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/143.0.0.0 Safari/537.36", "Chrome på Windows"),
        (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/143.0.0.0 Safari/537.36", "Chrome på ChromeOS"),
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} Chrome/143.0 Safari/537.36 OPR/127.0", "Opera på Linux"),
        (f"{MOZILLA} (Linux; Android 14; K) {WEBKIT} Chrome/143.0.0.0 Mobile Safari/537.36", "Chrome på Android"),
        (
            f"{MOZILLA} (Linux; Android 14; K) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
            "Samsung Internet på Android",
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_7 like Mac OS X) Version/26.0 Mobile Safari/604.1",
            "Safari på iPhone",
        ),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_7 like Mac OS X) CriOS/143.0 Mobile Safari/604.1", "Chrome på iPhone"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "Safari på Mac eller iPad"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Chrome/143.0 Safari/537.36", "Chrome på Mac"),
        (f"{MOZILLA} (Windows NT 6.1; Trident/7.0) like Gecko", "Okänd webbläsare på Windows"),
        ("curl/8.14.1", "Okänd webbläsare (curl/8.14.1)"),
        ("", "Okänd webbläsare"),
    ],
)
def test_device_is_told_in_words(agent: str, words: str) -> None:
    with override("sv"):
        assert device_in_words(agent) == words


def test_device_is_told_in_english_too() -> None:
    with override("en"):
        assert (
            device_in_words(f"{MOZILLA} (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")
            == "Firefox on Linux"
        )
