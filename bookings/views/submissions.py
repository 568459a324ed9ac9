"""What tells the same form sent twice from a second one."""

import json
from uuid import UUID, uuid5


def submission_of(subject, details: dict) -> UUID:
    """Return the same token for the same form sent twice, and another for anything else."""
    sent = [subject, *(str(details[name]) for name in sorted(details) if name != "submission")]
    return uuid5(details["submission"], json.dumps(sent))
