"""Spellings that must meet, and spellings that must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.gazetteer.names import exact_key, exact_keys, folded, loose_key, loose_keys

# One place in two spellings: Iraq, Syria, Lebanon, Yemen, Libya.
# fmt: off
MEET = [
    ("Muqdadiyah", "Miqdadiya"), ("Miqdadiya", "Al-Miqdadiyah"), ("Karma", "Karmah"), ("Karmah", "Garma"),
    ("Kirkuk", "Karkuk"), ("Kerkûk", "Kirkook"), ("Baiji", "Baji"), ("Bayji", "Beiji"), ("Khanaqin", "Khanaqeen"),
    ("Xanaqîn", "Khanaqin"), ("Sulaymaniyah", "Suleimaniya"), ("Sulaimaniyah", "Al-Sulaymaniya"),
    ("Hawija", "Al-Hawijah"), ("Hawija", "Huwayjah"), ("Haweeja", "Hawija"), ("Fallujah", "Al-Faluja"),
    ("Habbaniyah", "Habania"), ("Mahmudiyah", "Al-Mahmoudiya"), ("Iskandariyah", "Al-Iskandariya"),
    ("Qayyarah", "Gayara"), ("Qayyara", "Al-Qaiyara"), ("Jalawla", "Jalula"), ("Jalaula", "Jalawlaa"),
    ("Dhuluiyah", "Duluiya"), ("Adhamiyah", "Al-Azamiya"), ("Kadhimiyah", "Kazimiya"), ("Kadhimiyah", "Kadimiya"),
    ("Dhi Qar", "Thi Qar"), ("Dhi Qar", "Zi Qar"), ("Yathrib", "Yatrib"), ("Baghdad", "Bagdad"),
    ("Shirqat", "Sharqat"), ("Quwayr", "Gwer"), ("Abu Ghraib", "Abu Ghurayb"), ("Tuz Khurmatu", "Tuz Khormatu"),
    ("Tuz Khurmatu", "Tuz Xurmatu"), ("Diyala", "Diala"), ("Rawanduz", "Rowanduz"), ("Zakho", "Zaxo"),
    ("Shingal", "Şingal"), ("Tal Afar", "Tall 'Afar"), ("Salah al-Din", "Salahuddin"), ("Umm Qasr", "Um Qasr"),
    ("Zubayr", "Al-Zubair"), ("Numaniyah", "An-Nu'maniya"), ("Suwayrah", "As-Suwaira"), ("Saqlawiyah", "Saglawiya"),
    ("Rashidiyah", "Al-Rashidiya"), ("Hasakah", "Al-Hassakeh"), ("Hasaka", "Heseke"),
    ("Deir ez-Zor", "Dayr az-Zawr"), ("Deir Ezzor", "Deir al-Zour"), ("Saraqib", "Saraqeb"),
    ("Tell Abyad", "Tal Abiad"), ("Mayadin", "Al-Mayadeen"), ("Suwayda", "Sweida"),
    ("Jisr al-Shughur", "Jisr al-Choghour"), ("Khan Shaykhun", "Khan Sheikhoun"),
    ("Ma'arrat al-Numan", "Maaret an-Nu'man"), ("Manbij", "Membij"), ("Qusayr", "Al-Qseir"), ("Tartus", "Tartous"),
    ("Salamiyah", "Salamieh"), ("Ghouta", "Al-Ghuta"), ("Judaydah", "Jdeideh"), ("Huraytan", "Hreitan"),
    ("Ras al-Ayn", "Ra's al-'Ain"), ("Jubayl", "Jbeil"), ("Nabatiyeh", "An-Nabatiyya"), ("Bint Jbayl", "Bint Jbeil"),
    ("Marjayoun", "Marj'ayun"), ("Hudaydah", "Al-Hodeidah"), ("Marib", "Ma'rib"), ("Mareb", "Ma'rib"),
    ("Zinjibar", "Zinjubar"), ("Shabwah", "Shabwa"), ("Dhamar", "Thamar"), ("Misrata", "Misuratah"),
    ("Zuwarah", "Zwara"), ("Gharyan", "Gharian"), ("Benghazi", "Banghazi"), ("Murzuq", "Marzuk"),
    ("Ajdabiya", "Ajdabia"), ("Tobruk", "Tubruq"), ("Yusufiyah", "Al-Yousufiya"),
]

# Two places, or a place and another word.
APART = [
    ("Rashad", "Rashid"), ("Rashadiyah", "Rashidiyah"), ("Homs", "Hama"), ("Karma", "Karama"), ("Karma", "Karim"),
    ("Karbala", "Karma"), ("Kirkuk", "Karak"), ("Khalis", "Balis"), ("Baiji", "Badush"), ("Mosul", "Masyaf"),
    ("Mansur", "Mansuriyah"), ("Mansura", "Mansuriyah"), ("Mansuri", "Mansura"), ("Mansur", "Mansura"),
    ("Qadisiyah", "Qadisi"), ("Hadid", "Haditha"), ("Hadid", "Hudaydah"), ("Salman", "Sulayman"),
    ("Nasir", "Nusayr"), ("Nasiriyah", "Nasir"), ("Nasiriyah", "Nusayriyah"), ("Basra", "Bosra"),
    ("Hasan", "Husayn"), ("Husayniyah", "Hasaniyah"), ("Mahmud", "Muhammad"), ("Mahmudiyah", "Muhammadiyah"),
    ("Mahmudiyah", "Ahmadiyah"), ("Abbasiyah", "Abbas"), ("Tall Abyad", "Tall Aswad"), ("Tal Afar", "Tall Rifat"),
    ("Tall Kayf", "Tall Kushik"), ("Khan Bani Saad", "Khan Shaykhun"), ("Abu Ghraib", "Abu Gharbi"),
    ("Abu Kamal", "Abu Jamil"), ("Umm Qasr", "Umm Qays"), ("Ramadi", "Ramla"), ("Rumaila", "Ramla"),
    ("Samarra", "Samawah"), ("Samawah", "Shamiyah"), ("Balad", "Balad Ruz"), ("Daquq", "Duhok"), ("Dibis", "Dubays"),
    ("Erbil", "Irbid"), ("Halabja", "Hilla"), ("Zubaydiyah", "Zubayr"), ("Shamiyah", "Shamal"), ("Safwan", "Sufyan"),
    ("Tuz Khurmatu", "Taza Khurmatu"), ("Makhmur", "Makhul"), ("Hamrin", "Hamra"), ("Qusayr", "Qasr"),
    ("Qasr", "Qusur"), ("Saraqib", "Sarmin"), ("Saraqib", "Sarghaya"), ("Mayadin", "Madinah"), ("Raqqa", "Rukban"),
    ("Jabal Sinjar", "Jabal Sanam"), ("Jubayl", "Jabal"), ("Judaydah", "Jadidah"), ("Darayya", "Dumayr"),
    ("Daraa", "Dura"), ("Kafr Nabl", "Kafr Zita"), ("Deir Hafir", "Deir al-Asafir"), ("Ain al-Arab", "Ain Issa"),
    ("Shabwah", "Sabha"), ("Zinjibar", "Zanzur"), ("Murzuq", "Marsa"), ("Zawiya", "Zuwarah"),
    ("Benghazi", "Bani Walid"), ("Derna", "Darnis"), ("Sirte", "Surman"), ("Tobruk", "Tubarqa"),
    ("Hajjah", "Hujayrah"), ("Zabid", "Zaydiyah"), ("Baalbek", "Baabda"), ("Tyre", "Tripoli"), ("Gharyan", "Ghat"),
    ("Basra", "Busayrah"),
]
# fmt: on


def _keys(name: str) -> set[str]:
    return {exact_key(name), *(f"~{key}" for key in loose_keys(name))}


def test_there_are_pairs_enough() -> None:
    assert len(set(MEET)) >= 60
    assert len(set(APART)) >= 60


@pytest.mark.parametrize(("left", "right"), MEET)
def test_spellings_of_one_name_meet(left: str, right: str) -> None:
    assert _keys(left) & _keys(right)
    assert left != right


@pytest.mark.parametrize(("left", "right"), APART)
def test_names_of_two_places_stay_apart(left: str, right: str) -> None:
    assert not _keys(left) & _keys(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Al-Karma", "Karma"),
        ("al Qaim", "Al-Qaim"),
        ("Ba'quba", "Baquba"),
        ("Ba’quba", "Baquba"),
        ("Şengal", "Sengal"),
        ("Deir-ez-Zor", "Deir ez Zor"),
        ("Hît", "HIT"),
        ("Kirikkale", "Kırıkkale"),
        ("Seydisfjordur", "Seyðisfjörður"),
        ("الموصل", "موصل"),
        ("كركوك", "کركوك"),
        ("الحويجة", "حويجه"),
        ("بَعْقُوبَة", "بعقوبة"),
        ("مصطفى", "مصطفی"),
    ],
)
def test_exact_key_forgives_accents_case_and_articles(left: str, right: str) -> None:
    assert exact_key(left) == exact_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Khanaqin", "Khanaqeen"),
        ("Kirkuk", "Kirkook"),
        ("Deir ez-Zor", "Deir Ezzor"),
        ("Deir ez-Zor", "Dayr az-Zawr"),
        ("Hasakah", "Hasaka"),
        ("Saraqib", "Saraqeb"),
        ("Tall Abyad", "Tel Abyad"),
        ("Idlib", "Idlip"),
        ("Mayadin", "Mayadeen"),
    ],
)
def test_loose_key_forgives_transliteration(left: str, right: str) -> None:
    assert loose_key(left) == loose_key(right) is not None


@pytest.mark.parametrize(
    ("left", "right"),
    [("Homs", "Hama"), ("Kirkuk", "Karak"), ("Mosul", "Masyaf"), ("Khalis", "Balis"), ("Baiji", "Badush")],
)
def test_different_places_stay_apart(left: str, right: str) -> None:
    assert exact_key(left) != exact_key(right)
    assert loose_key(left) != loose_key(right) or loose_key(left) is None


@pytest.mark.parametrize("name", ["PKK", "YPG fighters", "krkwk", "SDF"])
def test_letters_without_vowels_have_no_sound(name: str) -> None:
    assert loose_keys(name) == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [("Qaeda", "Gaida"), ("bank", "Banke"), ("visit", "Wasit"), ("price", "Buraykah"), ("dome", "Douma")],
)
def test_words_of_other_languages_are_no_names(left: str, right: str) -> None:
    assert not _keys(left) & _keys(right)


@pytest.mark.parametrize("name", ["Hit", "Ana", "Rawa", "Al-Hay"])
def test_too_short_for_a_loose_key(name: str) -> None:
    assert loose_key(name) is None


@pytest.mark.parametrize("name", ["Qamişlo", "Şingal", "Bêcî", "Dağlıca"])
def test_letters_of_kurdish_and_turkish_are_read_as_english_spells_them(name: str) -> None:
    english = {"Qamişlo": "Qamishlo", "Şingal": "Shingal", "Bêcî": "Beji", "Dağlıca": "Daghlija"}[name]
    assert set(loose_keys(name)) & set(loose_keys(english))


def test_names_in_other_letters_have_no_sound() -> None:
    assert loose_key("كركوك") is None
    assert loose_keys("Ροδόπη") == ()


@given(st.text(max_size=40))
def test_keys_are_stable(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert not text.isascii() or exact_key(text) == exact_key(text.upper())
    assert loose_key(text) is None or loose_key(text) == loose_key(folded(text))
    assert loose_key(text) is None or loose_keys(text)[0] == loose_key(text)


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Zl", "Zp"]), max_size=20), max_size=6))
def test_many_keys_at_once_are_those_of_each(names: list[str]) -> None:
    assert exact_keys(names) == [exact_key(name) for name in names]
