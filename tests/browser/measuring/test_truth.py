"""Clips whose every angle is known are measured through the screen: by mouse, frames exact."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessments.models import Capture, Frame, Measurement, Step
from tests.browser.measuring.conftest import STEPS
from tests.browser.runner_clips import (
    BIT_APART,
    BIT_WIDE,
    HEIGHT,
    NUMBER_BITS,
    WIDTH,
    as_mov,
    slowed,
    turned,
    uneven,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
SLOW = {"fps": 240, "step_s": 0.05}  # so many frames a second are a long film, but for short steps
WAYS = {
    "240 played at 30": lambda clips: slowed(clips(**SLOW), 30),
    "WebM": lambda clips: clips(steps=4, container="webm"),
    "MOV": lambda clips: as_mov(clips()),
}
CLICK_DEG = Decimal("0.35")  # of a mean of eight steps, each point within a pixel of the truth
ONE_CLICK_DEG = 0.7  # of one step
EVERY_FIFTH_FRAME = """
async ([wide, high, spots]) => {
  const { openFrames } = await import('/static/js/measuring/frames.js')
  const source = await openFrames(document.getElementById('probe').files[0])
  const context = new OffscreenCanvas(wide, high).getContext('2d', { willReadFrequently: true })
  const wrong = []
  for (let number = 0; number < source.count; number += 5) {
    context.drawImage(await source.frame(number), 0, 0)
    const drawn = spots.reduce((sum, [x, y], bit) =>
      sum + (context.getImageData(x, y, 1, 1).data[0] < 100 ? 2 ** bit : 0), 0)
    if (drawn !== number) wrong.push([number, drawn])
  }
  source.close()
  return [source.count, source.isExact, wrong]
}
"""
LEG = ("stance", "swing", "hip", "knee", "ankle")
VECTORS = Path(__file__).parents[2] / "assessments/biomechanics_vectors.json"
COMPUTE = """
async vectors => {
  const { cameraRoll } = await import('/static/js/measuring/geometry.js')
  const { valuesOf } = await import('/static/js/measuring/values.js')
  const METRICS = {
    cpd: 'cpd', 'cpd+roll': 'cpd', fppa: 'fppa_run', trunk_lean: 'trunk_lean_ipsi',
    knee_flexion: 'knee_flexion_ic',
  }
  const NAMES = {
    stance_pt: 'stance_pelvis', swing_pt: 'swing_pelvis', stance_asis: 'stance_pelvis',
    swing_asis: 'swing_pelvis', pelvis: 'hip',
  }
  return vectors.map(({ fn, inp }) => {
    if (fn === 'camera_roll') return cameraRoll(inp.p1, inp.p2)
    const points = {}
    for (const [name, at] of Object.entries(inp)) {
      if (Array.isArray(at)) points[NAMES[name] ?? name] = at
      else if (name.endsWith('_x')) points[name.slice(0, -2)] = [at, 0]
    }
    if (inp.pelvis_mid) points.stance_pelvis = points.swing_pelvis = inp.pelvis_mid
    const seen = {
      view: inp.view ?? (inp.dir === 1 ? 'lateral_R' : 'lateral_L'), leg: inp.stance ?? inp.side,
      mirrored: inp.mirrored ?? false, cmPerPx: inp.cm_per_px, inclinePct: inp.incline_pct ?? 0,
    }
    const [found] = valuesOf([METRICS[fn] ?? fn], points, seen, { roll: inp.roll ?? 0 })
    return found.value
  })
}
"""
IN_THE_BROWSER = {
    *("cpd", "cpd+roll", "camera_roll", "fppa", "femoral_adduction", "hip_adduction"),
    *("trunk_lean", "rearfoot_to_vertical", "rearfoot_to_shank", "foot_placement_cm"),
    *("tibial_inclination", "foot_strike_angle", "knee_flexion", "forward_trunk_lean"),
}


@pytest.mark.parametrize("kind", [{"fps": 30}, {"fps": 60}, SLOW], ids=["30", "60", "240"])
def test_clicked_steps_give_the_true_drop_and_knee_on_exact_frames(
    open_screen, clips, assessment, kind
):
    clip = clips(**kind)
    screen = open_screen()
    screen.open(clip.path)
    screen.declare(view="posterior")
    screen.choose_set("Pelvis and leg, from behind")

    read = []
    for number in range(len(clip.steps)):
        screen.place(clip, number, names=LEG)
        read.append(screen.frame_on_canvas())
    screen.expect_saved()

    assert read == [clip.midstance(number) for number in range(len(clip.steps))]
    assert [step.frame_number for step in Step.objects.order_by("frame_number")] == read
    assert {step.time_s for step in Step.objects.all()} == {
        round(Decimal(frame) / clip.fps, 4) for frame in read
    }
    for metric, truth in (("cpd", "pelvic_drop_deg"), ("fppa_run", "knee_deg")):
        for side in "LR":
            true = [getattr(step, truth) for step in clip.steps if step.leg == side]
            row = Measurement.objects.get(metric=metric, side=side, state="fresh")
            assert row.n_steps == 8
            assert abs(row.mean - Decimal(sum(true)) / 8) < CLICK_DEG
    assert Frame.objects.count() == 4  # the first two of each leg


@pytest.mark.parametrize("way", WAYS)
def test_a_film_in_another_file_gives_the_same_angles_at_the_same_times(
    open_screen, clips, assessment, way
):
    clip = WAYS[way](clips)
    screen = open_screen()
    screen.open(clip.path)
    screen.declare(view="posterior", capture_fps=clip.fps)

    for number in range(4):
        screen.place(clip, number)
        assert screen.frame_on_canvas() == clip.midstance(number)
    screen.expect_saved()

    stored = [
        (step.frame_number, step.time_s, float(step.values.get().value))
        for step in Step.objects.order_by("frame_number")
    ]
    assert stored == [
        (frame, round(Decimal(frame) / clip.fps, 4), pytest.approx(drop, abs=ONE_CLICK_DEG))
        for frame, drop in (
            (clip.midstance(number), STEPS[number].pelvic_drop_deg) for number in range(4)
        )
    ]


def test_every_frame_bears_its_own_number_at_every_rate(open_screen, clips):
    screen = open_screen()
    films = [clips(), clips(fps=60), clips(**SLOW), slowed(clips(**SLOW), 30), uneven(clips())]
    screen.page.evaluate(
        "document.body.append(Object.assign(document.createElement('input'),"
        " {type: 'file', id: 'probe'}))"
    )
    corners = [
        (round(60 + bit * BIT_APART + BIT_WIDE / 2), round(60 + BIT_WIDE / 2))
        for bit in range(NUMBER_BITS)
    ]

    found = []
    for film in films:
        screen.page.locator("#probe").set_input_files(film.path)
        found.append(screen.page.evaluate(EVERY_FIFTH_FRAME, [WIDTH, HEIGHT, corners]))

    assert found == [[film.frames, True, []] for film in films]


def test_a_rate_that_is_said_later_moves_the_steps_that_are_there(open_screen, clips):
    clip = slowed(clips(**SLOW), 30)
    screen = open_screen()
    screen.open(clip.path)
    screen.declare(view="posterior", capture_fps=30)
    screen.place(clip, 1)
    screen.expect_saved()
    before = Step.objects.get().time_s

    screen.page.locator("[data-act=change]").click()
    screen.page.get_by_label("Filmed at, frames a second").fill("240")
    screen.page.get_by_role("button", name="Done", exact=True).click()
    screen.expect_saved()

    assert (before, Step.objects.get().time_s) == (Decimal("0.6000"), Decimal("0.0750"))


def test_a_turned_clip_is_shown_upright_and_an_uneven_one_keeps_its_frames(open_screen, clips):
    clip = clips()
    for film in (turned(clip), uneven(clip)):
        screen = open_screen()
        screen.open(film.path)
        screen.declare(view="posterior")
        read = []
        for number in (0, 7, 15):
            screen.place(film, number)
            read.append(screen.frame_on_canvas())
        screen.expect_saved()

        assert read == [film.midstance(number) for number in (0, 7, 15)]
        last = Step.objects.filter(capture__clip_mark=Capture.objects.latest("pk").clip_mark)
        drops = sorted(float(step.values.get().value) for step in last)
        assert drops == pytest.approx(
            sorted(STEPS[number].pelvic_drop_deg for number in (0, 7, 15)), abs=0.7
        )

    expect(screen.page.locator("#clip-facts")).to_contain_text("uneven frame rate")


def test_the_browser_computes_what_the_vectors_say(open_screen):
    screen = open_screen()
    vectors = json.loads(VECTORS.read_text())
    covered = [vector for vector in vectors if vector["fn"] in IN_THE_BROWSER]

    computed = screen.page.evaluate(COMPUTE, covered)

    assert len(covered) == 32
    for vector, value in zip(covered, computed, strict=True):
        expected = vector["expect"]
        assert value == (None if expected is None else pytest.approx(expected, abs=0.01)), vector
