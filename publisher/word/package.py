"""The parts of a Word file around its text, and the ZIP archive: the same bytes for the same parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
RELATIVE = "https://site.invalid/"  # a name that leads nowhere, and never will (RFC 2606)
_PARTS = ("styles", "numbering", "settings", "footnotes")
_FORMATS = ("decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman")
_BULLETS = "•◦▪"
LEVELS = 9
STEP = 360  # twentieths of a point by which each level of a list or a quotation is set in


def text(words: str) -> str:
    """Return words as they stand in an XML element."""
    return escape(_NOT_XML.sub("\ufffd", words))


def attribute(value: str) -> str:
    """Return a value in quotation marks, as it stands in a start tag."""
    return quoteattr(_NOT_XML.sub("\ufffd", value))


def address(href: str) -> str:
    """Return an address as Word takes it.

    Programs rewrite relative addresses when they save a file, so one is written as part of another.
    """
    if not _ABSOLUTE.match(href):
        return RELATIVE + quote(href, safe="")
    return quote(href, safe="%/:=&?~#+!$,;'@()*[]-._")


class Numbering:
    """The lists of a file: each numbered list of a text counts for itself."""

    def __init__(self) -> None:
        self.numbers: list[tuple[int, int, int]] = []  # abstract number, level, first number

    def bullets(self) -> int:
        """Return the number that all lists without numbers share."""
        return 1

    def add(self, form: str, level: int, start: int) -> int:
        """Return the number of a new list."""
        self.numbers.append((1 + _FORMATS.index(form), level, start))
        return 1 + len(self.numbers)

    def xml(self) -> str:
        """Return the part that describes the lists."""
        out = [f'<w:numbering xmlns:w="{WORD}">', _abstract(0, "bullet")]
        out += [_abstract(n, form) for n, form in enumerate(_FORMATS, 1)]
        out.append('<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
        for number, (abstract, level, start) in enumerate(self.numbers, 2):
            out.append(
                f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
                "</w:num>"
            )
        return "".join([*out, "</w:numbering>"])


def _abstract(number: int, form: str) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="'
        + (_BULLETS[level % 3] if form == "bullet" else f"%{level + 1}.")
        + f'"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{STEP * (level + 1)}" '
        f'w:hanging="{STEP}"/></w:pPr></w:lvl>'
        for level in range(LEVELS)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
    )


def _style(kind: str, name: str, title: str, paragraph: str = "", run: str = "") -> str:
    based = '<w:basedOn w:val="Normal"/>' if kind == "paragraph" and name != "Normal" else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{name}"><w:name w:val="{title}"/>{based}'
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


_MONO = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
_SPACING = '<w:spacing w:after="120"/>'


def styles(language: str) -> str:
    """Return the part that says how each kind of paragraph and word looks."""
    headings = "".join(
        _style("paragraph", f"Heading{level}", f"heading {level}",
               f'<w:keepNext/><w:spacing w:before="{320 - 40 * level}" w:after="100"/>'
               f'<w:outlineLvl w:val="{level - 1}"/>',
               f'<w:b/><w:sz w:val="{36 - 3 * level}"/>')
        for level in range(1, 7)
    )  # fmt: skip
    return (
        f'<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/>'
        f"<w:lang w:val={attribute(language)}/></w:rPr></w:rPrDefault></w:docDefaults>"
        + _style("paragraph", "Normal", "Normal", _SPACING)
        + headings
        + _style("paragraph", "ListParagraph", "List Paragraph")
        + _style("paragraph", "Quote", "Quote", "", "<w:i/>")
        + _style("paragraph", "Code", "Code", '<w:spacing w:after="0"/>', _MONO)
        + _style("paragraph", "Term", "Term", "<w:keepNext/>", "<w:b/>")
        + _style("paragraph", "Definition", "Definition", f'<w:ind w:left="{STEP}"/>')
        + _style("paragraph", "TableHeading", "Table Heading", "", "<w:b/>")
        + _style("paragraph", "Rule", "Rule",
                 '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>')
        + _style("paragraph", "FootnoteText", "footnote text", "", '<w:sz w:val="20"/>')
        + _style("character", "FootnoteReference", "footnote reference", "",
                 '<w:vertAlign w:val="superscript"/>')
        + _style("character", "Hyperlink", "Hyperlink", "",
                 '<w:color w:val="0563C1"/><w:u w:val="single"/>')
        + _style("character", "InlineCode", "Inline Code", "", _MONO)
        + _style("character", "ImageText", "Image Text", "", '<w:color w:val="595959"/>')
        + "</w:styles>"
    )  # fmt: skip


_SETTINGS = (
    f'<w:settings xmlns:w="{WORD}"><w:trackRevisions/><w:footnotePr><w:footnote w:id="-1"/>'
    '<w:footnote w:id="0"/></w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)


def _footnotes(notes: str) -> str:
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{sign}/></w:r></w:p></w:footnote>'
        for kind, number, sign in (
            ("separator", -1, "separator"),
            ("continuationSeparator", 0, "continuationSeparator"),
        )
    )
    return f'<w:footnotes xmlns:w="{WORD}" xmlns:r="{RELATIONS}">{separators}{notes}</w:footnotes>'


def package(
    body: str, notes: str, numbering: Numbering, links: Mapping[str, str], language: str
) -> bytes:
    """Return a Word file. body, notes: XML inside w:body and w:footnotes. links: ids by address."""
    hyperlinks = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/hyperlink" Target={attribute(address(href))} '
        'TargetMode="External"/>'
        for href, name in links.items()
    )
    own = "".join(
        f'<Relationship Id="{part}" Type="{RELATIONS}/{part}" Target="{part}.xml"/>'
        for part in _PARTS
    )
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{part}+xml"/>'
        for part in _PARTS
    )
    section = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" '
        'w:bottom="1134" w:left="1417" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
            f"{types}</Types>",
            "_rels/.rels": f'{relations}<Relationship Id="document" '
            f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:r="{RELATIONS}"><w:body>'
            f"{body}{section}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"{relations}{own}{hyperlinks}</Relationships>",
            "word/styles.xml": styles(language),
            "word/numbering.xml": numbering.xml(),
            "word/settings.xml": _SETTINGS,
            "word/footnotes.xml": _footnotes(notes),
            "word/_rels/footnotes.xml.rels": f"{relations}{hyperlinks}</Relationships>",
        }
    )


def zipped(parts: Mapping[str, str]) -> bytes:
    """Return an archive of XML parts. Nothing is packed: another zlib would pack it otherwise."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, (_HEAD + xml).encode())
    return stream.getvalue()
