"""The report in a real browser: nothing fails, nothing is fetched, everything works by keyboard, and pixels show what they should."""

import io
import os
import pathlib
import shutil
import tempfile
import time
import unittest

from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import sync_playwright

from . import reports

VIEWER = "#comparison-1 [data-viewer]"
# What WCAG 2.2 AA demands, and what the axe authors hold to be good practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="remnant-browser-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.samples = reports.of_samples(cls.folder)
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        program = shutil.which("chromium") or shutil.which("google-chrome")
        # As root, as in containers, Chromium has no sandbox; the pages are ours.
        cls.browser = cls.playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--font-render-hinting=none"])
        cls.addClassCleanup(cls.browser.close)

    def open(self, path, report=None, **options):
        """A page from the disk. Whatever it complains of or asks a network for fails the test."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        self.addCleanup(context.close)
        page = context.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(f"{path}: {message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{path}: {error}"))
        page.on("requestfailed", lambda request: complaints.append(f"{path}: cannot load {request.url}"))
        page.on("request", lambda request: request.url.startswith("file://") or complaints.append(f"{path}: {request.url}"))
        self.addCleanup(lambda: self.assertEqual(complaints, []))
        page.goto(pathlib.Path(report or self.samples, path).as_uri())
        return page

    def show_everything(self, page):
        """Opens what is folded and waits for every picture: lazy ones are loaded when they come into view."""
        page.evaluate("""async () => {
            for (const part of document.querySelectorAll("details")) part.open = true;
            for (const image of document.images) { image.loading = "eager"; await image.decode(); }
        }""")

    def stage(self, page):
        """What the frame's pane shows, as pixels."""
        return Image.open(io.BytesIO(page.locator(f"{VIEWER} .of-frame [data-stack]").screenshot())).convert("RGB")

    def focused_viewer(self, **options):
        page = self.open("clips/0001.html", **options)
        self.show_everything(page)
        page.locator(f"{VIEWER} [data-scroll]").last.focus()
        page.keyboard.press("m")  # Marks would stand in both pictures.
        return page

    def assert_alike(self, a, b, limit=2.0):
        self.assertLess(difference(a, b), limit)

    def assert_different(self, a, b, least=6.0):
        self.assertGreater(difference(a, b), least)

    def test_no_page_complains_or_fetches(self):
        pages = sorted(path.relative_to(self.samples).as_posix() for path in pathlib.Path(self.samples).rglob("*.html"))
        self.assertEqual(len(pages), 3 + 2 + len(reports.HOSTILE))
        for path in pages:
            page = self.open(path)
            self.show_everything(page)
            self.assertIn("Remnant", page.title())
            self.assertEqual(page.locator("h1").count(), 1)
            page.context.close()

    def test_injected_code_does_not_run(self):
        page = self.browser.new_page()
        self.addCleanup(page.close)
        page.goto(pathlib.Path(self.samples, "index.html").as_uri())
        refused = []
        page.on("console", lambda message: refused.append(message.text))
        page.evaluate("""() => {
            const attempts = [
                () => {
                    const script = document.createElement("script");
                    script.append(document.createTextNode("document.title = 'taken'"));
                    document.body.append(script);
                },
                () => { document.body.setAttribute("onclick", "document.title = 'taken'"); document.body.click(); },
                () => { document.body.innerHTML += "<img src=x onerror=document.title='taken'>"; },
                () => { document.body.append(Object.assign(document.createElement("img"), {src: "https://example.org/a.png"})); },
            ];
            for (const attempt of attempts) { try { attempt(); } catch { /* refused */ } }
        }""")
        page.wait_for_timeout(100)
        self.assertNotEqual(page.title(), "taken")
        self.assertTrue(any("img-src" in text for text in refused), refused)
        self.assertTrue(any("script" in text for text in refused), refused)

    def test_hostile_names_are_text(self):
        page = self.open("index.html")
        names = page.locator("[data-clips] td.name a").all_inner_texts()
        for name in reports.HOSTILE:
            self.assertIn(name, names)
        for link in page.locator("[data-clips] tbody tr").all():
            link.hover()
        self.assertEqual(page.title(), "Match report · Remnant")

    def test_accessibility(self):
        for path in ["index.html", "clips/0001.html", "inputs.html", "method.html"]:
            for scheme in ["light", "dark"] if path != "inputs.html" else ["light"]:
                page = self.open(path, color_scheme=scheme)
                self.show_everything(page)
                found = Axe().run(page, options=RULES)
                self.assertEqual(found.violations_count, 0, f"{path}, {scheme}: {found.generate_report()}")
                page.context.close()

    def test_clips_are_filtered_and_sorted_by_keyboard(self):
        page = self.open("index.html")
        page.keyboard.press("/")
        page.keyboard.type("gone")
        self.assertEqual(page.locator("[data-clips] tbody tr:visible td.name a").all_inner_texts(), ["gone"])
        self.assertEqual(page.locator("[data-count]").inner_text(), f"1 of {2 + len(reports.HOSTILE)} clips")
        page.keyboard.press("Control+A")
        page.keyboard.press("Backspace")
        head = page.locator('th[data-sort="number"]')
        head.locator("button").focus()
        page.keyboard.press("Enter")
        self.assertEqual(head.get_attribute("aria-sort"), "descending")
        numbers = page.locator("[data-clips] tbody tr").evaluate_all("rows => rows.map(row => Number(row.dataset.number))")
        self.assertEqual(numbers, sorted(numbers, reverse=True))

    def test_thumbnails_are_blurred_until_asked_for(self):
        page = self.open("index.html")
        blur = "document.querySelector('.thumbnail') && getComputedStyle(document.querySelector('.thumbnail')).filter"
        self.assertIn("blur", page.evaluate(blur))
        page.locator("[data-reveal]").focus()
        page.keyboard.press("Space")
        page.wait_for_timeout(300)
        self.assertEqual(page.evaluate(blur), "none")

    def test_missing_originals_are_said(self):
        page = self.open(f"clips/{2 + len(reports.HOSTILE):04}.html")
        self.assertIn("gone/001.jpg was not found", page.locator("#comparison-1 .notice").inner_text())
        self.assertEqual(page.locator(VIEWER).count(), 0)

    def test_swipe(self):
        page = self.focused_viewer()
        page.keyboard.press("2")
        divider = page.locator(f"{VIEWER} [data-divider]")
        divider.focus()
        page.keyboard.press("Home")
        frame = self.stage(page)
        page.keyboard.press("End")
        reference = self.stage(page)
        self.assert_different(frame, reference)
        # By one click, as a drag must not be the only way.
        box = page.locator(f"{VIEWER} .of-frame [data-stack]").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + 20)
        self.assertEqual(divider.input_value(), "25")
        mixed = self.stage(page)
        width, height = mixed.size
        left, right = (0, 60, int(width * 0.22), height - 60), (int(width * 0.3), 60, width, height - 60)
        self.assert_alike(mixed.crop(left), reference.crop(left))
        self.assert_alike(mixed.crop(right), frame.crop(right))
        page.keyboard.press("]")
        self.assertEqual(divider.input_value(), "30")

    def test_opacity(self):
        page = self.focused_viewer()
        page.keyboard.press("3")
        page.locator(f"{VIEWER} [data-opacity]").focus()
        page.keyboard.press("Home")
        frame = self.stage(page)
        page.keyboard.press("End")
        reference = self.stage(page)
        for _ in range(10):
            page.keyboard.press("ArrowLeft")
        self.assert_different(frame, reference)
        self.assert_alike(self.stage(page), Image.blend(frame, reference, 0.5))

    def test_flicker_waits_to_be_started_and_never_exceeds_its_pace(self):
        page = self.focused_viewer()
        page.keyboard.press("4")
        frame = self.stage(page)
        page.wait_for_timeout(700)
        self.assert_alike(frame, self.stage(page), 0.1)
        page.keyboard.press("x")
        self.assertEqual(page.locator(f"{VIEWER} [data-showing]").inner_text(), "Showing the reference")
        self.assert_different(frame, self.stage(page))
        page.evaluate("""viewer => {
            window.changes = [];
            new MutationObserver(() => window.changes.push(performance.now()))
                .observe(document.querySelector(viewer), {attributes: true, attributeFilter: ["data-shows"]});
        }""", VIEWER)
        page.locator(f"{VIEWER} [data-pace]").select_option("500")
        page.locator(f"{VIEWER} [data-run]").focus()
        page.keyboard.press("Space")
        page.wait_for_timeout(2300)
        page.keyboard.press("Escape")
        changes = page.evaluate("window.changes")
        self.assertGreaterEqual(len(changes), 2)
        # Two changes are one flash; three flashes a second are the limit.
        self.assertGreater(min(b - a for a, b in zip(changes, changes[1:])), 1000 / 6)
        page.wait_for_timeout(700)
        self.assertEqual(len(page.evaluate("window.changes")), len(changes))

    def test_flicker_respects_reduced_motion(self):
        page = self.focused_viewer(reduced_motion="reduce")
        page.keyboard.press("4")
        self.assertTrue(page.locator(f"{VIEWER} [data-run]").is_disabled())
        page.keyboard.press("x")
        self.assertEqual(page.locator(f"{VIEWER} [data-showing]").inner_text(), "Showing the reference")

    def test_marks_zoom_and_locked_panes(self):
        page = self.focused_viewer()
        self.assertFalse(page.locator(f"{VIEWER} .of-frame .mark").first.is_visible())
        page.keyboard.press("m")
        self.assertTrue(page.locator(f"{VIEWER} .of-frame .mark").first.is_visible())
        panes = page.locator(f"{VIEWER} [data-scroll]")
        for _ in range(4):
            page.keyboard.press("+")
        self.assertEqual(page.locator(f"{VIEWER} [data-zoom]").input_value(), "3")
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
        places = panes.evaluate_all("panes => panes.map(pane => [pane.scrollLeft, pane.scrollTop])")
        self.assertGreater(places[0][0], 0)
        self.assertEqual(places[0], places[1])

    def test_focus_is_visible_and_reaches_every_control(self):
        page = self.open("clips/0001.html")
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("""() => {
                const element = document.activeElement;
                const shown = element.matches('.modes input') ? element.nextElementSibling : element;
                const style = getComputedStyle(shown);
                if (element !== document.body && style.outlineStyle === "none") throw new Error("no outline: " + element.outerHTML);
                return Object.keys(element.dataset)[0] || element.tagName;
            }"""))
        self.assertLessEqual({"scroll", "zoom", "marks", "A", "SUMMARY", "INPUT"}, reached)

    def test_narrow_pages_do_not_scroll_sideways(self):
        for path in ["index.html", "clips/0001.html", "inputs.html", "method.html"]:
            page = self.open(path)
            page.set_viewport_size({"width": 320, "height": 700})
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 320, path)
            page.context.close()

    def test_print_shows_both_pictures(self):
        page = self.open("clips/0001.html")
        page.emulate_media(media="print")
        self.assertFalse(page.locator(f"{VIEWER} [data-controls]").is_visible())
        self.assertTrue(page.locator(f"{VIEWER} .of-reference").is_visible())
        self.assertTrue(page.locator(f"{VIEWER} .of-frame").is_visible())

    def test_a_thousand_clips_and_frames_stay_usable(self):
        report = reports.of_a_thousand(self.folder)
        self.assertLess(os.path.getsize(os.path.join(report, "index.html")), 4 << 20)
        for path, limit in [("index.html", 40_000), ("clips/1000.html", 40_000), ("inputs.html", 40_000)]:
            start = time.monotonic()
            page = self.open(path, report)
            self.assertLess(page.evaluate("document.getElementsByTagName('*').length"), limit, path)
            # Not a measurement: a page that takes this long cannot be worked with, on any machine.
            self.assertLess(time.monotonic() - start, 15, path)
            page.context.close()
        page = self.open("index.html", report)
        page.locator("[data-filter]").fill("clip-0999")
        self.assertEqual(page.locator("[data-clips] tbody tr:visible").count(), 1)
        page.locator("[data-filter]").fill("")
        page.locator('th[data-sort="odds"] button').click()
        odds = page.locator("[data-clips] tbody tr").evaluate_all("rows => rows.map(row => row.dataset.odds)")
        values = [float(value) for value in odds if value]
        self.assertEqual(values, sorted(values, reverse=True))
        self.assertEqual(odds[len(values):], [""] * (1000 - len(values)))


def difference(a, b):
    """The mean absolute difference of two pictures' samples, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(a, b)).mean) / 3


if __name__ == "__main__":
    unittest.main()
