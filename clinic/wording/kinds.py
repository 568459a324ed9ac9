"""What a kind of message is, and what its words may name. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Group(StrEnum):
    """Whom a kind is for, as its list is headed."""

    PATIENTS = "To patients"
    ACCOUNTS = "About accounts"
    STAFF = "To staff"


@dataclass(frozen=True)
class Placeholder:
    """A name that the words of a kind may hold, and what stands there in a mail."""

    name: str
    about: str
    is_required: bool = False
    is_block: bool = False  # several lines, or a button: it stands alone


@dataclass(frozen=True)
class Sample:
    """Values to try the words with, and whose they are: a real visit's, or made up ("")."""

    values: Mapping[str, object]
    whose: str = ""


EVERYWHERE = (
    Placeholder("clinic", "the clinic’s name"),
    Placeholder("phone", "the clinic’s phone; nothing where there is none"),
    Placeholder("questions", "“Questions? Call us at …”; nothing where there is no phone"),
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of message. `sample` makes values as of an instant, of a real row where it may."""

    code: str
    name: str
    to: str
    when: str
    own: tuple[Placeholder, ...]
    sample: Callable[[datetime, bool], Sample]
    group: Group = Group.PATIENTS

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        return (*self.own, *EVERYWHERE)
