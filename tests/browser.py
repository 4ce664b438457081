"""A browser for tests: what a page shows, and what it would submit."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Browser(HTMLParser):
    """Controls as they are submitted (HTML Standard, 4.10.21.4), and the text shown."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    area: str = ""
    select: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attributes}
        self.tags.append(tag)
        if tag == "input" and (own["type"] in ("text", "hidden") or "checked" in own):
            self.pairs.append((own["name"], own["value"]))
        elif tag == "textarea":
            self.area = own["name"]
            self.shown.append("")
        elif tag == "select":
            self.select = own["name"]
        elif tag == "option" and "selected" in own:
            self.pairs.append((self.select, own["value"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.pairs.append((self.area, self.shown.pop().removeprefix("\n")))
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.shown[-1] += data
        else:
            self.shown.append(data)


def opened(source: str) -> Browser:
    browser = Browser()
    browser.feed(source)
    browser.close()
    return browser


def submitted(source: str) -> list[tuple[str, str]]:
    return opened(source).pairs
