"""Steps in time: cadence, step length, contact and the pelvis's rise. Pure."""


def cadence_spm(*, contacts: int, first_frame: int, last_frame: int, fps: float) -> float:
    """Return the step rate in steps of both feet a minute, from contacts counted on frames.

    `fps` is the capture's rate, whatever rate the clip plays at. Raises ValueError for fewer than
    two contacts, frames out of order, or a rate that is not positive. Code `cadence_spm`.
    """
    if contacts < 2:
        raise ValueError("A step rate needs two contacts or more.")
    if last_frame <= first_frame or fps <= 0:
        raise ValueError("The last contact comes after the first one, at some frame rate.")
    return 60 * (contacts - 1) * fps / (last_frame - first_frame)


def timed_cadence_spm(moments_s: list[float]) -> float:
    """Return the step rate from the moments of steps, tapped or filmed, in seconds.

    Raises ValueError for fewer than two, or moments that are not one after another. Code
    `cadence_spm`.
    """
    if len(moments_s) < 2 or sorted(set(moments_s)) != moments_s:
        raise ValueError("A step rate needs two moments or more, one after another.")
    return 60 * (len(moments_s) - 1) / (moments_s[-1] - moments_s[0])


def step_length_m(*, speed_kmh: float, cadence_spm: float) -> float:
    """Return a step's length in metres, from belt speed and step rate. Code `step_length_m`."""
    if cadence_spm <= 0:
        raise ValueError("A step length needs a step rate.")
    return speed_kmh / 3.6 * 60 / cadence_spm


def contact_time_ms(*, initial_contact_s: float, toe_off_s: float) -> float:
    """Return how long the foot is on the ground, in ms, from two moments in seconds.

    Raises ValueError when they are swapped. Code `contact_time_ms`.
    """
    if toe_off_s <= initial_contact_s:
        raise ValueError("Toe-off comes after initial contact.")
    return (toe_off_s - initial_contact_s) * 1000


def vertical_oscillation_cm(*, lowest_y: float, highest_y: float, cm_per_px: float) -> float:
    """Return the pelvis's rise in one step, in cm; y grows downwards, so the lowest is larger.

    Raises ValueError when they are swapped. Code `vertical_oscillation_cm`.
    """
    if lowest_y < highest_y:
        raise ValueError("The lowest point lies below the highest.")
    return (lowest_y - highest_y) * cm_per_px
