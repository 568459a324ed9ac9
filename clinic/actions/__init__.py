"""What changes of the practice itself: one function a use case, its own transaction."""

from clinic.actions.identity import save_profile
from clinic.actions.publications import note_shown, publish, set_privacy_contact

__all__ = ["note_shown", "publish", "save_profile", "set_privacy_contact"]
