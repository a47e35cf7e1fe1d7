"""report.html in a real browser: opens, sorts, filters, and every number lands on what it counts.

Usage: page.py FRAMELENS (the binary). CHROMIUM names the browser.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEXICON = 'id = "force"\nversion = "1.0.0"\n[en]\nentries = ["attack", "attacked", "occup*"]\n'
HOSTILE = [
    {
        "id": '"><img src=x onerror=window.broken=1>',
        "source": "</script><script>window.broken=2</script>",
        "language": "en",
        "date": "2020-01-02",
        "title": "<b>Bold</b> --><style>*{display:none}</style>",
        "url": "javascript:window.broken=3",
        "text": "They attacked </script><svg onload=window.broken=4> the hill. It was an attack on <b>Bo</b>.",
    },
    {
        "id": "__proto__",
        "source": "constructor",
        "language": "en",
        "date": "2020-01-03",
        "title": "{{7*7}} ${alert(1)} &lt;i&gt;",
        "url": "https://a.example/?q=<b>&x='\"",
        "text": "An attack was made on all. They occupied it.",
    },
]


def report(binary, folder, name, paths, *more):
    out = folder / name
    command = [binary, "compare", *paths, "--quiet", "--out", str(out), *more]
    subprocess.run(command, check=True, cwd=folder)
    return out / "report.html"


def large(folder):
    """More sentences than fit."""
    words = "over the river and along the road that leads from the old town to the bridge near the mill " * 6
    with (folder / "large.jsonl").open("w") as file:
        for i in range(1500):
            text = "".join(f"Number {i} of {j} {words} they attacked the place. " for j in range(8))
            file.write(json.dumps({"id": str(i), "source": f"s{i % 5}", "language": "en", "text": text}) + "\n")


class Seen:
    """What a page does that it must not: messages, faults, requests."""

    def __init__(self, page, path):
        self.faults = []
        own = path.as_uri()
        page.on("console", lambda m: self.faults.append(f"console {m.type}: {m.text}"))
        page.on("pageerror", lambda e: self.faults.append(f"error: {e}"))
        page.on("request", lambda r: r.url == own or self.faults.append(f"request: {r.url}"))


@contextlib.contextmanager
def opened(browser, path, **settings):
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
    page = context.new_page()
    page.set_default_timeout(20_000)
    seen = Seen(page, path)
    page.goto(path.as_uri())
    yield page
    assert not seen.faults, seen.faults
    context.close()


def table(page, label):
    page.get_by_role("group", name="Table", exact=True).get_by_role("button", name=label, exact=True).click()


def all_rows(page):
    while page.locator("#more-rows").is_visible():
        page.locator("#more-rows").click()


def column(page, label):
    heads = [text.strip() for text in page.locator("thead th").all_inner_texts()]
    place = [head.rstrip("↕↑↓\u00a0 ") for head in heads].index(label)
    return page.locator(f"tbody td:nth-child({place + 1})")


def sorts(page):
    table(page, "Frames")
    all_rows(page)
    head = page.get_by_role("columnheader", name="Mentions", exact=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    numbers = [int(text.replace(",", "")) for text in column(page, "Mentions").all_inner_texts()]
    assert len(numbers) > 50 and numbers == sorted(numbers, reverse=True), numbers[:9]
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert "smallest first" in page.locator("#table-status").inner_text()


def filters(page):
    page.select_option("#choose-event", label="Four-day war, April 2016")
    page.select_option("#choose-source", label="Khazri Ledger")
    page.select_option("#choose-frame", label="Aggression")
    for label in ["Frames", "Roles", "Narratives", "Voices"]:
        table(page, label)
        rows = page.locator("tbody tr")
        assert rows.count() > 0, label
        for words in [column(page, "Event"), column(page, "Source"), column(page, "Frame")]:
            assert len(set(words.all_inner_texts())) == 1, label
    page.click("#clear")
    table(page, "Frames")
    page.fill("#choose-text", "khazri occup")
    assert set(column(page, "Frame").all_inner_texts()) == {"Occupation"}
    page.fill("#choose-text", "nothing at all")
    assert "No row" in page.locator("#table-status").inner_text()
    page.click("#clear")


def shown(page):
    """Items of the open list, all of them, and its status."""
    while page.locator("#more-sentences").is_visible():
        page.locator("#more-sentences").click()
    sentences = page.locator("#sentences-list li").count()
    articles = page.locator("#sentences-list section").count()
    return sentences, articles, page.locator("#sentences-status").inner_text()


def opens_sentences(page):
    """Some cells of every table, by the mouse."""
    tabs = page.get_by_role("group", name="Table", exact=True).get_by_role("button")
    for label in tabs.all_inner_texts():
        table(page, label)
        for name in ["Mentions", "Times", "Articles", "Unsaid", "Mentions in B", "Quoted", "Asserted"]:
            heads = [t.rstrip("↕↑↓\u00a0 ").strip() for t in page.locator("thead th").all_inner_texts()]
            if name not in heads or label == "Words":
                continue
            cells = column(page, name).locator("button.open")
            for place in {0, cells.count() // 2} if cells.count() else ():
                cell = cells.nth(place)
                number = int(cell.inner_text().replace(",", ""))
                cell.click()
                sentences, articles, status = shown(page)
                found = articles if name == "Articles" else sentences
                assert found == number, (label, name, place, number, found, status)
                assert status.startswith(f"{number:,} "), status
                if name != "Articles":
                    assert page.locator("#sentences-list mark").count() == number
                page.keyboard.press("Escape")
    # A mark of a chart and a number of the summary lead to the same.
    cell = page.locator("figure rect[data-frame]").first
    words = cell.locator("title").text_content()
    cell.click()
    assert f"{shown(page)[0]} mention" in words, words
    page.click("#close")
    number = page.locator("#summary button.open").first
    words = number.inner_text()
    number.click()
    assert words.startswith(f"{shown(page)[0]} "), words
    page.click("#close")


def marks_agree(page):
    """Every mark of every chart opens as many items as its words say."""
    marks = page.evaluate(
        """() => [...document.querySelectorAll('figure rect[data-event]')].map((mark) => {
          mark.dispatchEvent(new MouseEvent('click', { bubbles: true }));
          const found = Number(document.getElementById('sentences').dataset.shown);
          document.getElementById('sentences').close();
          const words = mark.querySelector('title').textContent;
          const numbers = [...words.matchAll(/([\\d,]+) (?:mention|time|document|own|quoted|reported)/g)];
          const of = numbers.map((n) => Number(n[1].replace(/,/g, '')));
          return { words, found, of, both: mark.dataset.other !== undefined, voice: mark.dataset.voice !== undefined };
        })"""
    )
    assert len(marks) > 50
    for mark in marks:
        said = sum(mark["of"][:3]) if mark["voice"] else sum(mark["of"][:2]) if mark["both"] else mark["of"][0]
        assert mark["found"] == said, mark


def by_keyboard(page):
    """From the top of the page to the sentences of a number and back, without a mouse."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.focus("#choose-event")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('td') && document.activeElement.className") == "open":
            break
    number = page.evaluate("document.activeElement.textContent")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name.startswith(f"Mentions {number}: ") and "Open the sentences" in name, name
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "sentences-title"
    assert shown(page)[0] == int(number)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == number, "focus comes back"


def fits_a_phone(browser, path):
    for width in [320, 375]:
        with opened(browser, path, viewport={"width": width, "height": 700}) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.locator("td button.open").first.click()
            assert page.evaluate("document.getElementById('sentences').scrollWidth") <= width


def contrast(page, selector):
    """Contrast ratio (WCAG 2) of the first such element with what lies behind it."""
    return page.evaluate(
        """(selector) => {
          const part = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
          const light = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number); return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b); };
          const element = document.querySelector(selector);
          let ground = element;
          while (ground.parentElement && /(, 0\\)|transparent)/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
          const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(ground).backgroundColor)].sort();
          return (b + 0.05) / (a + 0.05);
        }""",
        selector,
    )


def legible(browser, path):
    for scheme in ["light", "dark"]:
        with opened(browser, path, color_scheme=scheme) as page:
            page.locator("td button.open").first.click()
            for selector in ["p.scope", "td button.open", "mark", "dl.told dt", "p.note", "th button", "main p"]:
                assert contrast(page, selector) >= 4.5, (scheme, selector, contrast(page, selector))


def hostile_stays_text(browser, path):
    with opened(browser, path) as page:
        assert page.evaluate("window.broken") is None
        assert page.locator("img, svg[onload], b").count() == 0
        table(page, "Articles")
        titles = column(page, "Title").all_inner_texts()
        assert titles == [HOSTILE[0]["title"], HOSTILE[1]["title"]], titles
        links = page.locator("tbody a")
        assert links.count() == 1 and links.get_attribute("rel") == "noreferrer noopener"
        assert page.evaluate("document.querySelector('tbody a').href").startswith("https://a.example/")
        page.locator("#read").click()
        sentences, articles, _ = shown(page)
        assert (sentences, articles) == (4, 2)
        text = page.locator("#sentences-list").inner_text()
        assert "</script><svg onload=window.broken=4>" in text and HOSTILE[0]["title"] in text
        page.keyboard.press("Escape")
        page.select_option("#choose-source", label=HOSTILE[0]["source"])
        table(page, "Frames")
        assert set(column(page, "Source").all_inner_texts()) == {HOSTILE[0]["source"]}
        assert page.evaluate("window.broken") is None


def sampling_is_said(browser, path):
    assert path.stat().st_size <= 5_000_000
    with opened(browser, path) as page:
        assert "does not hold everything" in page.locator("#left-out").inner_text()
        cell = column(page, "Mentions").locator("button.open").first
        number = int(cell.inner_text().replace(",", ""))
        cell.click()
        found = int(page.locator("#sentences").get_attribute("data-shown"))
        status = page.locator("#sentences-status").inner_text()
        assert 0 < found < number and status.startswith(f"Showing {found:,} of {number:,} mentions"), status


def main(binary):
    binary = str(pathlib.Path(binary).resolve())
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = pathlib.Path(name)
        (folder / "lex").mkdir()
        (folder / "lex" / "force.toml").write_text(LEXICON)
        (folder / "hostile.jsonl").write_text("".join(json.dumps(line) + "\n" for line in HOSTILE))
        large(folder)
        seeds = report(binary, folder, "seeds", [str(ROOT / "seeds")], "--charts", "svg")
        hostile = report(binary, folder, "hostile", ["hostile.jsonl"], "--lexicons", "lex", "--charts", "svg")
        sampled = report(binary, folder, "sampled", ["large.jsonl"], "--lexicons", "lex", "--charts", "none")
        # Root has no sandbox.
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        for check in [sorts, filters, opens_sentences, marks_agree, by_keyboard]:
            with opened(browser, seeds) as page:
                check(page)
            print(f"ok  {check.__name__}")
        checks = [(fits_a_phone, seeds), (legible, seeds), (hostile_stays_text, hostile), (sampling_is_said, sampled)]
        for check, path in checks:
            check(browser, path)
            print(f"ok  {check.__name__}")
        browser.close()


main(sys.argv[1])
