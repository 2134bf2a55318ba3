"""A situation report as a Word document: real headings, tables and links, charts and a map with words for them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sijill.web.links import outside, report_path
from sijill.web.render import harmless
from sijill.web.situation.facts import Situation
from sijill.web.situation.naming import HIDDEN
from sijill.web.situation.pieces import Line, Piece, Section, Table
from sijill.web.situation.words import period_text, title_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from sijill.web.situation.pictures import Picture

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_A4_CM: Final = (21.0, 29.7)
_MARGIN_CM: Final = 2.2
_BLUE: Final = "17606E"


def document_of(facts: Situation, parts: Sequence[Section], base: str) -> bytes:
    """The report as a .docx file. `base`: where these pages are reached ("https://host/"), for links to them."""
    from docx import Document as new_document

    document = new_document()
    _page(document)
    _about(document, facts)
    document.add_heading(_clean(title_of(facts)), 0)
    _lead(document, facts)
    for part in parts:
        document.add_heading(_clean(part.title), 1)
        for paragraph in part.paragraphs:
            _fill(document.add_paragraph(), paragraph, base)
        for item in part.items:
            _fill(document.add_paragraph(style="List Bullet"), item, base)
        if part.drawing:
            _pictures(document, facts, part.drawing)
        for table in part.tables:
            _table(document, table, base)
        if part.key == "sources":
            _cited(document, facts, base)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _page(document: Document) -> None:
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(_A4_CM[0]), Cm(_A4_CM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].font.name = "Calibri"


def _about(document: Document, facts: Situation) -> None:
    properties = document.core_properties
    properties.title = _clean(f"{title_of(facts)}, {period_text(facts)}")[:250]
    properties.author = "Sijill"
    properties.comments = ""
    properties.language = "en"
    if facts.as_of:
        properties.created = properties.modified = facts.as_of


def _lead(document: Document, facts: Situation) -> None:
    told = document.add_paragraph()
    told.add_run(_clean(period_text(facts))).bold = True
    if facts.as_of:
        told.add_run(f"  ·  As of {facts.as_of:%Y-%m-%d %H:%M} UTC")


def _pictures(document: Document, facts: Situation, drawing: str) -> None:
    """The charts, or the map, that belong to a part."""
    from sijill.web.situation.map_picture import map_picture
    from sijill.web.situation.pictures import places_picture, time_picture, types_picture

    if drawing == "line":
        without = (
            f"; without {facts.line.unplaced:,} whose days are not known so exactly" if facts.line.unplaced else ""
        )
        step = f"Events and killed by {facts.line.step}"
        _picture(document, time_picture(facts.line, facts.days), step + without)
        _picture(document, types_picture(facts.now.types), "Events and killed by type")
        _time_line(document, facts)
    else:
        circles = "A circle's size goes by events; a ring without filling: nobody was killed."
        _picture(document, map_picture(facts.spots), f"Where the events were. {circles}")
        _picture(document, places_picture(facts.spots), "Events and killed by place")


def _picture(document: Document, picture: Picture | None, caption: str) -> None:
    """A picture with its words for those who don't see it, and its caption below."""
    from docx.shared import Cm

    if picture is None:
        return
    held = document.add_paragraph()
    held.paragraph_format.keep_with_next = True
    shape = held.add_run().add_picture(BytesIO(picture.png), Cm(picture.width_cm), Cm(picture.height_cm))
    shape._inline.docPr.set("descr", _clean(picture.alt))
    document.add_paragraph(_clean(caption), style="Caption")


def _time_line(document: Document, facts: Situation) -> None:
    from sijill.web.situation.bars import bar_name

    line = facts.line
    if not line.bars:
        return
    rows: list[Sequence[Line]] = [
        [(Piece(bar_name(line.step, bar.first)),), (Piece(f"{bar.events:,}"),), (Piece(f"{bar.killed:,}"),)]
        for bar in line.bars
    ]
    table = Table(
        f"Events and killed by {line.step}", (line.step.capitalize(), "Events", "Killed"), rows, frozenset((1, 2))
    )
    _table(document, table, "")


def _table(document: Document, table: Table, base: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    caption = document.add_paragraph(_clean(table.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=1, cols=len(table.head), style="Light List Accent 1")
    # A screen reader, and a table over several pages, need to know which row is the head.
    marked = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(marked)
    for cell, name in zip(made.rows[0].cells, table.head, strict=True):
        cell.text = _clean(name)
    for row in table.rows:
        cells = made.add_row().cells
        for number, (cell, words) in enumerate(zip(cells, row, strict=True)):
            _fill(cell.paragraphs[0], words, base)
            if number in table.numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _cited(document: Document, facts: Situation, base: str) -> None:
    for number, head in enumerate(facts.cited, 1):
        told = document.add_paragraph()
        published = f", {head.published}" if head.published else ""
        told.add_run(_clean(f"[{number}] {head.publisher or 'No publisher known'}{published}: "))
        # The publisher's own page, where it has one: it is there for readers who don't reach this register.
        link = outside(head.url) or (None if head.id == HIDDEN else base + report_path(head.id).lstrip("/"))
        if link:
            _link(told, head.title or head.id, link)
        else:
            told.add_run(_clean(head.title or HIDDEN))


def _fill(paragraph: Paragraph, words: Line, base: str) -> None:
    for piece in words:
        if piece.href is None or piece.href.startswith("#") or not base:
            paragraph.add_run(_clean(piece.text)).bold = piece.strong or None
        else:
            _link(paragraph, piece.text, base + piece.href.lstrip("/"))


def _link(paragraph: Paragraph, words: str, address: str) -> None:
    """A link in a paragraph; python-docx reads them, but has no way to add one."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    target = quote(_clean(address), safe=":/?#[]@!$&'()*+,;=%~-._")
    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(_clean(words))
    run.font.underline = True
    run.font.color.rgb = _colour()
    link.append(run._r)
    paragraph._p.append(link)


def _colour() -> Any:  # noqa: ANN401 - a type of python-docx
    from docx.shared import RGBColor

    return RGBColor.from_string(_BLUE)


def _clean(text: str) -> str:
    """Words as a page shows them, without what no XML may hold."""
    return harmless(text)
