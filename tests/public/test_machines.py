"""What do crawlers and browsers get when they ask by themselves?"""

from tests.strict_client import StrictClient


def test_browsers_ask_for_an_icon_once(client: StrictClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 204
    assert "max-age" in answer.headers["Cache-Control"]


def test_crawlers_are_kept_out(client: StrictClient) -> None:
    assert "Disallow: /" in client.get("/robots.txt").get_data(as_text=True)
