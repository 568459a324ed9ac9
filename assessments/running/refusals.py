"""Why a file of a watch is not read. Each text may be read by a patient. Pure."""

from assessments.exceptions import AssessmentError


class WatchFileRefused(AssessmentError):
    """The file holds no run that can be read."""


class NoWatchFile(WatchFileRefused):
    message = "This is no FIT, GPX or TCX file with a recorded run, so nothing was read from it."


class WatchFilePacked(WatchFileRefused):
    message = "This is a packed file. Unpack it, then choose the FIT, GPX or TCX file in it."


class WatchFileBroken(WatchFileRefused):
    message = (
        "This file is damaged, or stops before its end. Copy it from your watch or its app again."
    )


class WatchFileUnsafe(WatchFileRefused):
    message = (
        "This file has parts that no watch writes, so it was not read. Export the run from your "
        "watch’s app again."
    )


class WatchFileTooLarge(WatchFileRefused):
    def __init__(self, most_bytes: int):
        super().__init__(
            f"This file is larger than {most_bytes // 1_000_000} MB, so it was not read. A watch’s "
            "file of one run is smaller."
        )


class WatchFileOfMany(WatchFileRefused):
    message = "This file holds more recordings than a watch’s. Export the run alone from its app."


class NoRunInFile(WatchFileRefused):
    def __init__(self, sports: list[str]):
        super().__init__(f"There is no run in this file: it holds {', '.join(sports)}.")
