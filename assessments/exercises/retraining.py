"""Learning to run another way: evidence base 5. Pure."""

from datetime import date

from assessments.exercises.exercise import Aim, Equipment, Exercise, Laterality

WRITTEN_ON = date(2026, 11, 30)

STEP_RATE = Exercise(
    code="E24",
    slug="step-rate-retraining",
    name="Step-rate retraining",
    summary="Run at the same speed with slightly quicker steps, to the beat of a metronome.",
    level=5,
    aim=Aim.RETRAINING,
    laterality=Laterality.BOTH,
    position="Running on a treadmill or outdoors",
    equipment=(Equipment.METRONOME,),
    optional_equipment=(Equipment.TREADMILL,),
    steps=(
        "Find your own step rate: how many steps you take in a minute at an easy speed.",
        "Set the metronome to 5 to 10 % more than that.",
        "Keep your speed and let each foot land on a beat.",
        "Check it yourself on later runs.",
    ),
    cues=("“Light, quick steps”", "Keep the same speed"),
    cautions=("Calf or Achilles pain: make a smaller change and build it up.",),
    dose=None,
    dose_words="+5 to +10 % of your own step rate (cadence); a single teaching session, then "
    "self-monitored",
    dose_source="Bramah-19",
    sources=("Bramah-19",),
    written_on=WRITTEN_ON,
)

MIRROR = Exercise(
    code="E25",
    slug="mirror-gait-retraining",
    name="Mirror or video gait retraining",
    summary="Watch yourself run in a mirror and keep your knees apart.",
    level=5,
    aim=Aim.RETRAINING,
    laterality=Laterality.BOTH,
    position="Running on a treadmill, facing a mirror",
    equipment=(Equipment.TREADMILL, Equipment.MIRROR),
    steps=(
        "Run at an easy speed where you see yourself in a mirror, or on a screen.",
        "Watch the space between your knees and where your kneecaps point.",
        "Correct with one of the cues, and feel how it is.",
        "In the last four sessions look less and less, until you run so without the mirror.",
    ),
    cues=(
        "Keep space between your knees, with your kneecaps pointing where the toes point",
        "Gently tighten your buttocks",
        "If your steps cross over: run on two rails (a cue of ours)",
    ),
    cautions=("If your pain rises by more than 2 points, stop the session.",),
    dose=None,
    dose_words="8 sessions; the feedback is faded in the last 4",
    dose_source="Willy-12",
    sources=("Willy-12",),
    written_on=WRITTEN_ON,
)

RETRAINING = (STEP_RATE, MIRROR)
