from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.intake import mark

LEAD = (
    "Gunmen opened fire on a checkpoint east of the town before dawn on Sunday, and two soldiers were killed "
    "and three wounded in the exchange that followed, a security official said."
)
MORE = (
    "The attackers fled towards the hills, and a force was sent after them; no group has said it was behind the "
    "assault, the third on the road this month, residents and officials told a reporter."
)
LONG = " ".join([LEAD, MORE, LEAD])


def marked(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(text[c.start : c.end], c.kind) for c in mark(text, title)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Soldiers near the front line on Monday. (Photo: Valley Post)", "caption"),
        ("A view over the fields of the district. Photo: Valley Post archive", "caption"),
        ("Photo: smoke above the village (archive)", "caption"),
        ("[Image: women walk along a road. Caption: Survivors walked all day]", "caption"),
        ("Troops ride through the town after it was taken. File photo dated May 4, 2017", "caption"),
        ("FILE - Policemen guard the court in the capital", "caption"),
        ("This photo provided by the ministry shows damaged vehicles after a blast", "caption"),
        ("Villagers carry the body of a man killed in an attack in Kharab, Aleppo, Jan. 21, 2014", "caption"),
        ("An aerial view of a burnt camp", "caption"),
        ("[ + ] Enlarge photo: Candles outside the house", "caption"),
        ("Image copyright Agency", "caption"),
        ("Image source, Agency Images", "caption"),
        ("Image caption The minister arrives at the hall", "caption"),
        ("AFP/Getty Images", "caption"),
        ("Photo/Agency", "caption"),
        ("Smoke over the houses of the old town. REUTERS/A. Writer", "caption"),
        ("People stand at the gate of the hospital (Reuters)", "caption"),
        ("VIDEO", "player"),
        ("2 min read", "player"),
        ("1,234 views", "player"),
        ("Please enable JavaScript to see it", "player"),
        ("Listen (02:13)", "player"),
        ("[ Listen to this article ]", "player"),
        ("Photo gallery (14) >>", "player"),
        ("[Share] [Tweet] [Print]", "share"),
        ("Share on Facebook | Share on Telegram", "share"),
        ("Share this article", "share"),
        ("A- A+", "share"),
        ("Like this: Loading...", "share"),
        ("Kindly share this story:", "share"),
        ("Already a subscriber? Log in", "subscribe"),
        ("Send us your tips on the case", "subscribe"),
        ("news@valley.example", "subscribe"),
        ("Follow us on Telegram", "subscribe"),
        ("Subscribe to our newsletter for exclusive updates", "subscribe"),
        ("Get the latest news in your inbox", "subscribe"),
        ("Support us: one coffee a month", "subscribe"),
        ("Read more: Farmers hope for a better season", "related"),
        ("Read Also: Saffron harvest begins", "related"),
        ("RELATED: Date exports hit a ten-year high", "related"),
        ("» Recipe: truffles with lamb", "related"),
        ("Advertisement", "advert"),
        ("Fly Away Advertisment", "advert"),
        ("ADVERTISEMENT - scroll to continue", "advert"),
        ("Story continues below", "advert"),
        ("[ad_2]", "advert"),
        ("googletag.cmd.push(function() { show(); });", "advert"),
        ("© 2000 - 2022 Valley Post", "copyright"),
        ("Copyright © 2024 Valley Post. All Rights Reserved.", "copyright"),
        ("The post Two killed appeared first on Valley Post.", "copyright"),
        ("Tags: army | checkpoint | north", "tags"),
        ("#army #north", "tags"),
        ("Source link", "source link"),
        ("Click here to read it in full", "source link"),
        ("Back to top", "source link"),
        ("Next article", "source link"),
        ("Show more", "source link"),
        ("Posted in Security, North", "tags"),
        ("Editor: A. Reader", "credit"),
        ("Enditem", "end"),
        ("/End", "end"),
        ("Home / News / Security", "menu"),
        ("Donate | About us | Contact", "subscribe"),
        ("About us | Contact | Privacy policy", "menu"),
        ("We use cookies to improve your visit.", "cookies"),
        ("By clicking accept you agree to our privacy policy", "cookies"),
        ("(Reporting by A. Writer; editing by B. Reader)", "credit"),
        ("Reporting by A. Writer", "credit"),
        ("Editor's note: This article has been updated with a new toll.", "editorial note"),
        ("The views expressed here are the author's own.", "editorial note"),
        ("###", "end"),
        ("- End -", "end"),
        ("* * *", "rule"),
        ("Your email address will not be published. Required fields are marked *", "comments"),
    ],
)
def test_furniture_between_paragraphs_is_marked_and_nothing_else(line: str, kind: str) -> None:
    assert marked(f"{LEAD}\n\n{line}\n\n{MORE}") == [(line, kind)]


@pytest.mark.parametrize(
    "line",
    [
        "CAPITAL (Valley Post) -",
        "By A. Writer",
        "14 May 2024",
        "Published: 14 May 2024",
        "Source: Valley Post",
        "Army retakes bridge; two soldiers hurt",
        "Comments by the minister caused anger in the north.",
        "Reporting by rights groups shows that abuses went on.",
        "More than 20 killed: police",
        "Read the warrant, the officer told him.",
        "A photo posted by the group showed three captives.",
        "He shared the video with his brother in the capital.",
        "Image is everything, the general said.",
        "Related charges were brought against two men on Monday.",
        "The soldiers were killed in the town on Jan. 21, 2014",
        "Share of the dead: civilians 12, soldiers 3.",
        "Editor's note: By our count 14 organisers have been shot dead since autumn.",
        "Follow-up raids killed two more fighters.",
        "Subscribers to the channel were arrested.",
        "Topics of the talks were a truce and prisoners.",
        "1 May – Market town. Bomb under a minibus. 1 civilian killed.",
        "Market town | car bomb | 12 killed | Monday",
        "Image of the war: how a photograph of a boy changed a nation",
        "Editors of three newspapers were arrested.",
        "Next week, the force will leave.",
        "The market may not be rebuilt this year.",
        "Photos showed burnt cars in the street.",
        "Contact with the convoy was lost on Monday.",
        "Print workers marched in the capital.",
        "Post 14 was overrun by the militants.",
        "Like many, he fled on foot.",
        "Help us, the villagers shouted.",
        "Tags on the bodies bore the names of the dead.",
        "Views of the two sides differ.",
        "Published in the capital, the decree bans rallies.",
        "Discussions between the two sides went on.",
        "Tell us what you saw, the judge asked.",
    ],
)
def test_what_only_sounds_like_furniture_is_left(line: str) -> None:
    assert marked(f"{LEAD}\n\n{line}\n\n{MORE}") == []


def test_sentences_broken_over_lines_are_judged_by_no_piece() -> None:
    broken = [
        "The minister spoke to the families of the dead, and showed them each a",
        "photo: of the five who had died in the blast, only two could be seen on it.",
        "ALSO READ",
        "Thirteen soldiers on leave were on board the bus when it was hit by a",
        "car bomb near the gate",
        "Old market gets a new roof",
    ]
    assert [line for line, _ in marked("\n".join([LEAD, *broken]))] == ["ALSO READ"]


def test_a_long_paragraph_is_never_furniture_by_a_phrase() -> None:
    text = f"{LEAD}\n\nPhoto: {LONG} (Photo: Valley Post)\n\n{MORE}"
    assert marked(text) == []


COMMENTS = [
    "Comments",
    "Every comment is read before it appears here. We welcome views that keep to the subject of the "
    "story and carry the talk further. We also welcome criticism of our work.",
    "To be approved for publication, your comments must meet our rules.",
    "Be kind to each other and stay with the matter at hand.",
    "Post a comment",
]


def test_the_comment_block_goes_to_the_end() -> None:
    text = "\n".join([LEAD, MORE, LONG, *COMMENTS])
    assert marked(text) == [(line, "comments") for line in COMMENTS]


def test_an_article_below_a_comment_count_stays() -> None:
    text = f"{LEAD}\n0 Comments\n{MORE}\n{LEAD} Again.\n{MORE} Again."
    assert marked(text) == [("0 Comments", "comments")]


def test_a_long_paragraph_in_the_comment_block_stays() -> None:
    body = "\n".join(f"{i} {LONG}" for i in range(6))
    text = f"{body}\nLeave a Reply\n{LONG}\nShort remark"
    assert marked(text) == [("Leave a Reply", "comments"), ("Short remark", "comments")]


def test_a_list_of_other_stories_ends_where_prose_goes_on() -> None:
    items = ["Keep reading", "- Old market gets a new roof", "- First snow in years", "- Dates are cheap"]
    text = "\n".join([LEAD, *items, MORE])
    assert marked(text) == [(item, "related") for item in items]


@pytest.mark.parametrize(
    ("items", "next_line"),
    [
        (["- Old market gets a new roof"], "Army retakes bridge, says ministry"),
        (["Old market gets a new roof"], "The dead were soldiers."),
        (["Old market gets a new roof"], "CAPITAL CITY"),
        (["Old market gets a new roof"], "By A. Writer"),
        (["Old market gets a new roof"], "14 May 2024"),
    ],
)
def test_what_follows_a_list_of_other_stories_stays(items: list[str], next_line: str) -> None:
    text = "\n".join([LEAD, "Read more", *items, next_line, MORE])
    assert [line for line, _ in marked(text)] == ["Read more", *items]


def test_a_short_sentence_behind_the_last_furniture_stays() -> None:
    text = "\n".join([LEAD, "Read more: Old market gets a new roof", "The dead were two soldiers."])
    assert [kind for _, kind in marked(text)] == ["related"]


def test_a_list_of_other_stories_ends_at_a_heading_of_the_report() -> None:
    text = "\n".join(["ALSO READ", "City to host chess final", "Highlights", "Attack hits patrol in the north", LEAD])
    assert [line for line, _ in marked(text)] == ["ALSO READ", "City to host chess final"]


@pytest.mark.parametrize("heading", ["Related articles", "Recent articles", "MORE FROM THE VALLEY POST", "Top stories"])
def test_other_stories_with_teasers_go_to_the_end(heading: str) -> None:
    rest = [heading, "Bakery revives a bread", "The bread was last baked here in the days of the bakers' grandmothers."]
    assert marked("\n".join([LONG, LONG + " Again.", *rest])) == [(line, "related") for line in rest]


def test_archives_without_final_stops_keep_their_paragraphs_below_a_heading() -> None:
    body = [
        LEAD.rstrip("."),
        MORE.rstrip("."),
        "Read more",
        "The army sent a second force to the hills on Monday evening",
    ]
    assert marked("\n".join(body)) == [("Read more", "related")]


def test_the_tail_behind_furniture_is_furniture_but_for_sources_and_dates() -> None:
    text = "\n".join(
        [LEAD, "Press office", "Tags: army, north", "WORLD City opens its barriers", "Source: Valley Post", "May 2024"]
    )
    assert marked(text) == [("Tags: army, north", "tags"), ("WORLD City opens its barriers", "tail")]


def test_the_same_line_twice_in_a_row_is_marked_once() -> None:
    assert marked(f"{LEAD}\n\n{LEAD}\n{MORE}") == [(LEAD, "repeat")]
    assert mark(f"{LEAD}\n\n{LEAD}")[0].start == len(LEAD) + 2
    assert marked(f"{LEAD}\n{MORE}\n{LEAD}") == []


def test_the_title_is_no_furniture() -> None:
    title = "Watch: Army retakes bridge"
    assert marked(f"{title}\n{LEAD}", title) == []
    assert marked(f"{title}\n{LEAD}") == [(title, "caption")]


def test_no_report_is_furniture_whole() -> None:
    brief = "Two soldiers were killed in an attack near the bridge on Sunday. (Photo: Valley Post)"
    assert marked(brief) == []
    assert marked(f"{brief}\nShare this article") == [("Share this article", "share")]


def test_spans_are_whole_lines_whatever_the_line_break() -> None:
    text = f"{LEAD}\r\n\tAdvertisement \r\n{MORE}\u2028Back to top\r{LEAD}"
    assert marked(text) == [("\tAdvertisement ", "advert"), ("Back to top", "source link")]


LINES = st.sampled_from(
    [
        LEAD,
        MORE,
        LONG,
        "Comments",
        "Related articles",
        "ALSO READ",
        "Advertisement",
        "- a b",
        "",
        "  ",
        "Tags: x",
        "No. 5",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=20).map("\n".join)))
def test_spans_are_sorted_disjoint_whole_lines(text: str) -> None:
    end = -1
    for clutter in mark(text):
        assert end < clutter.start < clutter.end <= len(text)
        end = clutter.end
        assert text[clutter.start : clutter.end].strip()
        assert clutter.start == 0 or text[clutter.start - 1] in "\n\r\u2028\u2029"
        assert end == len(text) or text[end] in "\n\r\u2028\u2029"
    assert mark(text) == mark(text)


@pytest.mark.parametrize(
    "text",
    [
        "-mail" * 300,
        "(" * 1400,
        "Photo " * 39,
        "a, " * 500,
        "share " * 19 + "x",
        "[" * 700 + "photo",
        "»" * 1400,
        "# " * 700,
    ],
)
def test_no_line_takes_long(text: str) -> None:
    began = time.perf_counter()
    mark(f"{LEAD}\n{text}\n{MORE}")
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("line", ["Comments", "Related articles", "Read more", "Photo: x", "a", "\r"])
def test_time_grows_with_the_length_of_a_text_only(line: str) -> None:
    began = time.process_time()
    mark("\n".join([line] * 20_000))
    assert time.process_time() - began < 3


def test_a_line_that_is_mostly_blank_is_judged_by_its_words() -> None:
    line = " " * 5_000 + "Advertisement"
    assert marked(f"{LEAD}\n{line}\n{MORE}") == [(line, "advert")]
