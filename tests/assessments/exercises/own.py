"""An exercise of the clinic's own, with dull values."""

FIELDS = {
    "name": "Heel raise",
    "summary": "Rise onto your toes and come down slowly.",
    "level": 2,
    "aim": "strength",
    "laterality": "both",
    "position": "Standing near a wall",
    "equipment": ["wall"],
    "steps": ["Stand tall.", "Rise onto your toes.", "Come down slowly."],
    "cues": ["Slow down"],
    "cautions": ["Achilles pain: fewer."],
    "sets": 3,
    "least": 12,
    "most": 15,
    "counted": "repetitions",
}
