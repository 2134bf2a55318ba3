"""The benchmark of places: how it reads and counts, and floors under what has been reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy import BENCHMARK
from benchmarks.places import Article, Toponym, articles, found_in_text, given, judged, name_span, tally
from sijill.coding.frames import Chars
from sijill.gazetteer import gazetteer
from sijill.model import Place

NEWS = BENCHMARK / "geo" / "TR-News.xml"
XML = """<articles><article docid="1"><text>Two planes left Orly for Paris, Texas.</text><toponyms>
<toponym><phrase>Paris</phrase><start>26</start><end>31</end><gaztag geonameid="4717560"><name>Paris</name>
<lat>33.66</lat><lon>-95.56</lon><country>United States</country><admin1>Texas</admin1></gaztag></toponym>
<toponym><phrase>Orly</phrase><start>16</start><end>20</end><gaztag geonameid="2989204"><name>Orly</name>
<lat>48.74</lat><lon>2.39</lon><country>France</country></gaztag></toponym>
<toponym><phrase>planes</phrase><start>4</start><end>10</end></toponym>
</toponyms></article></articles>"""
PARIS = Toponym("Paris", 25, 30, (33.66, -95.56), "US", "Texas", "4717560")


def place(latitude: float | None, admin1: str | None = "Texas", place_id: str = "4717560") -> Place:
    return Place(
        name="Paris", country="US", admin1=admin1, latitude=latitude, longitude=latitude and -95.56, place_id=place_id
    )


def test_articles_are_read_in_the_order_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "news.xml"
    file.write_text(XML, encoding="utf-8")
    (article,) = articles(file)
    assert [t.name for t in article.toponyms] == ["Orly", "Paris"]
    assert all(article.text[t.start : t.end] == t.name for t in article.toponyms)
    assert article.toponyms[1] == PARIS
    assert article.toponyms[0].country == "FR"


@pytest.mark.parametrize(
    ("told", "right"),
    [
        (place(33.66), {"country", "admin1", "5 km", "25 km", "161 km", "exact"}),
        (place(33.8), {"country", "admin1", "25 km", "161 km", "exact"}),
        (place(34.8, admin1="Oklahoma", place_id="1"), {"country", "161 km"}),
        (place(None), {"country", "admin1", "exact"}),
        (None, set()),
    ],
)
def test_what_is_right(told: Place | None, right: set[str]) -> None:
    assert {column for column, hit in judged(PARIS, told).items() if hit} == right


def test_an_unplaced_name_counts_as_wrong() -> None:
    counted = tally([(PARIS, place(33.66)), (PARIS, None)])
    assert counted.share("country") == counted.share("5 km") == "0.500"
    assert counted.share("exact") == "1.000"


def test_names_from_text_are_matched_by_overlap() -> None:
    text = "Turkish planes left Paris for London"
    ankara = Toponym("Turkish", 0, 7, (39.0, 35.0), "TR", None, "298795")
    paris = Toponym("Paris", 20, 25, (48.85, 2.35), "FR", None, "2988507")
    here = Place(name="x", latitude=48.9, longitude=2.3)
    far = Place(name="y", latitude=51.5, longitude=-0.1)
    count = found_in_text(Article(text, (ankara, paris)), [(Chars(20, 25), here), (Chars(30, 36), far)])
    assert (count["gold"], count["told"], count["found"], count["right"]) == (1, 2, 1, 1)


def test_a_name_is_found_nearest_to_the_quote() -> None:
    text = "Rashad was calm. Later, gunmen entered Al-Rashad and\nshot a guard."
    assert name_span(text, "Al Rashad", "gunmen entered Al-Rashad") == Chars(39, 48)
    assert name_span(text, "Rashad", "Rashad was calm") == Chars(0, 6)
    assert name_span(text, "Kirkuk", "Rashad was calm") is None


@pytest.mark.skipif(not NEWS.is_file(), reason="TR-News lies outside this repository and is not here")
def test_floors_on_news() -> None:
    read = articles(NEWS)
    found = gazetteer()
    counted = tally((t, p) for a in read for t, p in zip(a.toponyms, given(found, a), strict=True))
    assert float(counted.share("country")) >= 0.95
    assert float(counted.share("161 km")) >= 0.86
    assert float(counted.share("admin1")) >= 0.88
