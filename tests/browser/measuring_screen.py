"""The measuring screen as a person uses it: a file opened, frames stepped, points clicked."""

from playwright.sync_api import Page, expect

from tests.browser.runner_clips import BIT_APART, BIT_WIDE, HEIGHT, NUMBER_BITS, WIDTH

LAPTOP = {"width": 1366, "height": 768}
TABLET, UPRIGHT = {"width": 1024, "height": 768}, {"width": 768, "height": 1024}
MOST_SAVING_MS = 20_000  # of a queue of many steps, while other tests keep the machine busy
READ_NUMBER = """
spots => {
  const canvas = document.querySelector('#stage canvas');
  const context = canvas.getContext('2d');
  return spots.reduce((number, [x, y, wide, high], bit) => {
    const scale = Math.min(canvas.width / wide, canvas.height / high);
    const left = (canvas.width - wide * scale) / 2 + x * scale;
    const top = (canvas.height - high * scale) / 2 + y * scale;
    const [red] = context.getImageData(Math.round(left), Math.round(top), 1, 1).data;
    return number + (red < 100 ? 2 ** bit : 0);
  }, 0);
}
"""


class Screen:
    """One open page of it. Points are image pixels."""

    def __init__(self, page: Page, size=(WIDTH, HEIGHT)):
        self.page = page
        self.size = size
        self.crosshair = None

    def visit(self, assessment):
        self.page.goto(f"/assessments/{assessment.reference}/measure/")
        expect(self.page.locator("html")).to_have_attribute("data-measuring", "ready")
        return self

    def choose_file(self, path):
        self.page.locator("#file").set_input_files(path)

    def open(self, path):
        self.choose_file(path)
        expect(self.page.locator("#stage-tools")).to_be_visible()

    def declare(self, **choices):
        for name, value in choices.items():
            field = self.page.locator(f"#clip-form [name={name}]")
            if name == "mirrored":
                field.set_checked(value)
            elif name == "capture_fps":
                field.fill(str(value))
            else:
                field.select_option(value)
        self.page.get_by_role("button", name="Start measuring").click()
        expect(self.page.locator("#marking")).to_be_visible()

    def choose_set(self, label):
        self.page.get_by_label("What to mark").select_option(label=label)

    def take_side(self, side):
        self.page.locator(f"[data-side={side}]").click()

    def go_to(self, number):
        field = self.page.locator("#frame-number")
        field.fill(str(number))
        field.press("Enter")
        self.expect_frame(number)

    def expect_frame(self, number):
        stage = self.page.locator("#stage")
        expect(stage).to_have_attribute("aria-label", f"Frame {number} of {self.count}")

    @property
    def count(self):
        return int(self.page.locator("#frame-slider").get_attribute("max")) + 1

    @property
    def scale(self):
        """How many pixels of the window an image pixel takes while the whole frame is shown."""
        box, (wide, high) = self.page.locator("#stage").bounding_box(), self.size
        return min(box["width"] / wide, box["height"] / high)

    def on_screen(self, point):
        """Return where a point of the image lies in the window while the whole frame is shown."""
        box, (wide, high), scale = self.page.locator("#stage").bounding_box(), self.size, self.scale
        left = box["x"] + (box["width"] - wide * scale) / 2
        top = box["y"] + (box["height"] - high * scale) / 2
        return left + point[0] * scale, top + point[1] * scale

    def click_at(self, point):
        self.page.mouse.click(*self.on_screen(point))

    def drag(self, start, end):
        self.page.mouse.move(*self.on_screen(start))
        self.page.mouse.down()
        self.page.mouse.move(*self.on_screen(end), steps=4)
        self.page.mouse.up()

    def tap(self, point):
        self.page.touchscreen.tap(*self.on_screen(point))

    def drag_finger(self, start, *, beside, by):
        """Drag from beside a point; both in pixels of the window."""
        x, y = (at + off for at, off in zip(self.on_screen(start), beside, strict=True))
        touch = self.page.context.new_cdp_session(self.page)
        for kind, along in (("touchStart", 0), ("touchMove", 0.5), ("touchMove", 1)):
            spot = {"x": x + by[0] * along, "y": y + by[1] * along}
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [spot]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def answer_dialog(self, button):
        """Say whose change stays, and wait until it is stored."""
        with self.page.expect_response("**/captures/**"):
            self.page.get_by_role("button", name=button).click()
        self.expect_saved()

    def expect_saved(self):
        state = self.page.locator("#sent-state")
        expect(state).to_have_text("Everything is saved", timeout=MOST_SAVING_MS)

    def expect_unfinished(self, steps=1):
        words = "1 step" if steps == 1 else f"{steps} steps"
        state = self.page.locator("#sent-state")
        expect(state).to_have_text(f"{words} unfinished, not saved", timeout=MOST_SAVING_MS)

    def frame_on_canvas(self):
        """Return the number that the shown frame bears in squares, read off the canvas."""
        return self.page.evaluate(
            READ_NUMBER,
            [
                [60 + bit * BIT_APART + BIT_WIDE / 2, 60 + BIT_WIDE / 2, *self.size]
                for bit in range(NUMBER_BITS)
            ],
        )

    def place(self, clip, number, *, side=None, names=("stance", "swing")):
        """Place the points of one step; `side` is the leg that is said to stand."""
        self.go_to(clip.midstance(number))
        self.take_side(side or clip.steps[number].leg)
        for name in names:
            self.click_at(clip.points(number)[name])

    def rows(self):
        """Return the frames of the steps in the table, left leg first."""
        return [
            int(row.get_attribute("data-frame"))
            for row in self.page.locator(".step-table tbody tr").all()
        ]

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)


def walk_to(screen, point):
    """Bring the crosshair from the middle of the stage, or from where it is, to a point."""
    at = screen.crosshair or [screen.size[0] / 2, screen.size[1] / 2]
    for axis, (back, on) in enumerate((("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown"))):
        away = round(point[axis] - at[axis], 1)
        for size, held in ((50, "Control+"), (10, "Shift+"), (1, ""), (0.1, "Alt+")):
            times = int(round(abs(away) / size, 6))
            screen.press(*[f"{held}{on if away > 0 else back}"] * times)
            away = round(away - times * size * (1 if away > 0 else -1), 1)
    screen.crosshair = list(point)
