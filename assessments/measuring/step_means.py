"""From the steps of clips to one value for each side: mean, spread, count and click error. Pure.

Means come from steps that were filmed alike: a measure is taken from the first view of its
`Metric.views` that has any, on one set of landmarks, in one state. Times count the camera's frames
at the rate it took them, whatever rate the clip plays at; where they came unevenly, or were found
by seeking, they are the clip's own times.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from math import sqrt

from assessments.biomechanics.cadence import contact_time_ms, timed_cadence_spm
from assessments.biomechanics.error import spread
from assessments.biomechanics.foot import step_width_cm
from assessments.biomechanics.metrics import CADENCE, CONTACT_TIME, METRICS, STEP_WIDTH
from assessments.biomechanics.points import FrontalView, Point, levelled
from assessments.measuring.point_sets import INITIAL_CONTACT, NO_LANDMARK, TOE_OFF, PointSet
from assessments.measuring.step_values import to_thousandth

CONTACTS_FOR_A_RATE = CADENCE.steps_for_change  # 20, or one frame weighs too much: 2.4
# Between one foot's contact and the other's, from the step rates that a runner can have.
LONGEST_STEP_S = 60 / float(CADENCE.lowest)
SHORTEST_STEP_S = 60 / float(CADENCE.highest)
ROUNDING_S = 0.0001  # to which the clip's times are stored
SOUGHT_FRAME_S = 1 / 30  # how near a seek finds a frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """One measured step: what it says of each measure, by code a value with its click error.

    `landmarks` says which landmark stood for the pelvis or hip in each; `heel_x` is the heel in
    levelled pixels, where it was placed; `time_s` is when in the run the frame was taken, as the
    clip's own times say.
    """

    frame: int
    side: str
    event: str
    values: Mapping[str, tuple[Decimal, Decimal]]
    landmarks: Mapping[str, str]
    heel_x: float | None = None
    time_s: float | None = None


def heel_of(point_set: PointSet, points: Mapping[str, Point], roll_deg: float) -> float | None:
    """Return the heel in levelled pixels, of a set whose heels make a step width."""
    if STEP_WIDTH.code not in point_set.metrics:
        return None
    return levelled(points["heel"], roll_deg).x


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One capture with its steps, in the order in which they were made.

    `fps` is the rate that frames were taken at; `is_exact` says that frames come by number, not by
    seeking.
    """

    state: str
    view: str
    levelled: bool
    mirrored: bool = False
    fps: float | None = None
    cm_per_px: float | None = None
    is_exact: bool = True
    stances: Sequence[Stance]

    @property
    def frame_s(self) -> float:
        """How long one frame lasts: what a moment is good to. Wants `fps`."""
        return 1 / self.fps if self.is_exact else max(SOUGHT_FRAME_S, 1 / self.fps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """What is stored of a measure; `click_sd` is that of one step, or what one frame is worth."""

    metric: str
    side: str
    state: str
    mean: Decimal
    sd: Decimal | None
    n_steps: int
    click_sd: Decimal
    view: str
    landmark_set: str
    levelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    metric: str
    side: str
    clip: Clip
    landmark_set: str
    value: Decimal
    click_sd: Decimal


def means(clips: Sequence[Clip], *, click_sd_px: float) -> list[Mean]:
    """Return one row for each measure, side and state that the clips say something of."""
    found = []
    for clip in clips:
        found += _values_of_steps(clip)
        found += _step_widths(clip, click_sd_px)
        found += _contact_times(clip)
    found.sort(key=lambda each: (each.metric, each.clip.state))
    rows = []
    for _, together in groupby(found, key=lambda each: (each.metric, each.clip.state)):
        rows += _by_side(_filmed_alike(list(together)))
    return rows + _step_rates(clips)


def _values_of_steps(clip):
    """Return the values of the steps; what two sets say of one step counts once, the later."""
    latest = {}
    for stance in clip.stances:
        for metric, (value, click_sd) in stance.values.items():
            latest[metric, stance.frame, stance.side] = _Value(
                metric=metric,
                side=stance.side,
                clip=clip,
                landmark_set=stance.landmarks[metric],
                value=value,
                click_sd=click_sd,
            )
    return list(latest.values())


def _filmed_alike(values):
    """Return the values of the preferred view and landmarks alone; of equals, the most steps."""
    metric = METRICS[values[0].metric]
    together = {}
    for each in values:
        together.setdefault((each.clip.view, each.landmark_set), []).append(each)

    def preference(seen):
        view, landmark_set = seen
        return (
            _place(view, metric.views),
            _place(landmark_set, metric.landmarks),
            -len(together[seen]),
            seen,
        )

    return together[min(together, key=preference)]


def _place(code, preferred):
    return preferred.index(code) if code in preferred else len(preferred)


def _by_side(values):
    metric = METRICS[values[0].metric]
    sides = {}
    for each in values:
        sides.setdefault(each.side if metric.is_of_a_side else "", []).append(each)
    return [_mean(side, sides[side]) for side in sorted(sides)]


def _mean(side, values):
    first = values[0]
    several = spread([float(each.value) for each in values])
    return Mean(
        metric=first.metric,
        side=side,
        state=first.clip.state,
        mean=to_thousandth(several.mean),
        sd=None if several.sd is None else to_thousandth(several.sd),
        n_steps=several.n,
        click_sd=to_thousandth(spread([float(each.click_sd) for each in values]).mean),
        view=first.clip.view,
        landmark_set=first.landmark_set,
        levelled=all(each.clip.levelled for each in values),
    )


# --- Measures of several steps --------------------------------------------------------------------


def _derived(metric, clip, value, click_sd, side=""):
    """Return a value of a measure as a list: empty where no body can show it."""
    rounded = to_thousandth(value)
    if not metric.lowest <= rounded <= metric.highest:
        return []
    return [
        _Value(
            metric=metric.code,
            side=side,
            clip=clip,
            landmark_set=NO_LANDMARK,
            value=rounded,
            click_sd=to_thousandth(click_sd),
        )
    ]


def _moments_s(clip) -> Mapping[int, float]:
    """Return when in the run each frame was taken, by its number, in seconds.

    At an even rate the number and the camera's rate tell it best, for they do not round.
    """
    counted = {stance.frame: stance.frame / clip.fps for stance in clip.stances}
    told = {stance.frame: stance.time_s for stance in clip.stances if stance.time_s is not None}
    if clip.is_exact and _come_evenly(told):
        return counted
    return counted | told


def _come_evenly(told):
    """Say whether times grow with the frames' numbers, at whatever rate they were told."""
    last = max(told, default=0)
    rate = told[last] / last if last else 0.0
    return all(abs(time_s - frame * rate) <= ROUNDING_S for frame, time_s in told.items())


def _step_widths(clip, click_sd_px):
    """Return how far apart the heels of each two consecutive steps landed."""
    if not (clip.cm_per_px and clip.fps):
        return []
    moments = _moments_s(clip)
    landed = sorted(
        (stance for stance in clip.stances if stance.heel_x is not None),
        key=lambda stance: (stance.event, stance.frame),
    )
    found = []
    for one, other in pairwise(landed):
        apart_s = moments[other.frame] - moments[one.frame]
        if one.event != other.event or one.side == other.side or apart_s > LONGEST_STEP_S:
            continue
        heels = {one.side: one.heel_x, other.side: other.heel_x}
        width = step_width_cm(
            heels["R"],
            heels["L"],
            cm_per_px=clip.cm_per_px,
            view=FrontalView(clip.view),
            mirrored=clip.mirrored,
        )
        error = sqrt(2) * click_sd_px * clip.cm_per_px
        found += _derived(STEP_WIDTH, clip, width, error)
    return found


def _contact_times(clip):
    """Return how long each foot stayed on the ground, from its contact to its next toe-off."""
    if not clip.fps:
        return []
    found, moments = [], _moments_s(clip)
    for side in ("L", "R"):
        marks = sorted(
            {
                (stance.frame, stance.event)
                for stance in clip.stances
                if stance.side == side and stance.event in (INITIAL_CONTACT, TOE_OFF)
            }
        )
        for (landed, first), (left, second) in pairwise(marks):
            ends = {"initial_contact_s": moments[landed], "toe_off_s": moments[left]}
            is_contact = (first, second) == (INITIAL_CONTACT, TOE_OFF)
            if is_contact and ends["toe_off_s"] > ends["initial_contact_s"]:
                value = contact_time_ms(**ends)
                found += _derived(CONTACT_TIME, clip, value, 1000 * clip.frame_s, side)
    return found


def _step_rates(clips):
    """Return one step rate a state, from the clip with the longest row of contacts."""
    longest = {}
    for clip in clips:
        contacts = max(_rows_of_contacts(clip), key=len, default=())
        if len(contacts) > len(longest.get(clip.state, (clip, ()))[1]):
            longest[clip.state] = clip, contacts
    return [
        row
        for clip, contacts in longest.values()
        if len(contacts) >= CONTACTS_FOR_A_RATE
        for row in _step_rate(clip, contacts)
    ]


def _step_rate(clip, contacts):
    moments = [moment for moment, _ in contacts]
    value = timed_cadence_spm(moments)
    error = value * clip.frame_s / (moments[-1] - moments[0])
    return [
        Mean(
            metric=CADENCE.code,
            side="",
            state=clip.state,
            mean=each.value,
            sd=None,
            n_steps=len(contacts),
            click_sd=each.click_sd,
            view=clip.view,
            landmark_set=NO_LANDMARK,
            levelled=clip.levelled,
        )
        for each in _derived(CADENCE, clip, value, error)
    ]


def _rows_of_contacts(clip) -> Iterable[list[tuple[float, str]]]:
    """Yield each row of contacts with none left out: moment and side, feet in turn, no long gap.

    One contact that was marked twice, as a contact and with points on it, counts once.
    """
    if not clip.fps:
        return
    row, moments = [], _moments_s(clip)
    landed = [each for each in clip.stances if each.event == INITIAL_CONTACT]
    for moment, side in sorted({(moments[each.frame], each.side) for each in landed}):
        since_s = moment - row[-1][0] if row else 0.0
        if row and side == row[-1][1] and since_s < SHORTEST_STEP_S:
            continue
        if row and (side == row[-1][1] or not 0 < since_s <= LONGEST_STEP_S):
            yield row
            row = []
        row.append((moment, side))
    yield row
