"""Steps in time: cadence, step length, contact and the pelvis's rise."""


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


def tapped_cadence_spm(taps_s: list[float]) -> float:
    """Return the step rate from the moments of taps, one a step, in seconds. Code `cadence_spm`.

    Raises ValueError for fewer than two taps or taps that are not one after another.
    """
    if len(taps_s) < 2 or sorted(set(taps_s)) != taps_s:
        raise ValueError("A step rate needs two taps or more, one after another.")
    return 60 * (len(taps_s) - 1) / (taps_s[-1] - taps_s[0])


def step_length_m(*, speed_kmh: float, cadence_spm: float) -> float:
    """Return a step's length in metres, from belt speed and step rate. Code `step_length_m`."""
    if cadence_spm <= 0:
        raise ValueError("A step length needs a step rate.")
    return speed_kmh / 3.6 * 60 / cadence_spm


def contact_time_ms(*, initial_contact_frame: int, toe_off_frame: int, fps: float) -> float:
    """Return how long the foot is on the ground, in ms, to a frame. Code `contact_time_ms`."""
    if toe_off_frame <= initial_contact_frame or fps <= 0:
        raise ValueError("Toe-off comes after initial contact, at some frame rate.")
    return (toe_off_frame - initial_contact_frame) * 1000 / fps


def vertical_oscillation_cm(*, lowest_y: float, highest_y: float, cm_per_px: float) -> float:
    """Return the pelvis's rise in one step, in cm; y grows downwards, so the lowest is larger.

    Raises ValueError when they are swapped. Code `vertical_oscillation_cm`.
    """
    if lowest_y < highest_y:
        raise ValueError("The lowest point lies below the highest.")
    return (lowest_y - highest_y) * cm_per_px
