"""Planks, and the exercise on hands and knees: evidence base 5. Pure."""

from datetime import date

from assessments.exercises.doses import Counted, Dose
from assessments.exercises.exercise import Aim, Emg, Equipment, Exercise, Laterality, Mark

WRITTEN_ON = date(2026, 11, 30)
MAT = (Equipment.MAT,)

SIDE_PLANK = Exercise(
    code="E11",
    slug="side-plank",
    name="Side plank, knees then feet",
    summary="Hold your body straight on one elbow: first on your knees, later on your feet.",
    level=3,
    aim=Aim.ENDURANCE,
    laterality=Laterality.EACH,
    position="Lying on your side, propped on the elbow",
    optional_equipment=MAT,
    steps=(
        "Lie on your side, the elbow under your shoulder, knees bent.",
        "Lift your hips until shoulder, hip and knee are in one line, and hold.",
        "When that is easy, straighten your legs and hold on the side of your foot instead.",
    ),
    cues=("Make a straight line", "Keep the hip high"),
    cautions=("Shoulder pain: stay on your knees, or skip it.",),
    dose=Dose(sets=3, least=15, most=40, counted=Counted.SECONDS),
    dose_source="ours",
    emg=(
        Emg(
            text="74–103 % in the side bridge",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=74,
            most_percent=103,
        ),
    ),
    harder=("E12",),
    sources=("IJSPT-EMG",),
    written_on=WRITTEN_ON,
)

SIDE_PLANK_ABDUCTION = Exercise(
    code="E12",
    slug="side-plank-with-hip-abduction",
    name="Side plank with hip abduction",
    summary="From a side plank on your feet, lift the top leg and lower it again.",
    level=5,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Lying on your side, propped on the elbow, legs straight",
    optional_equipment=MAT,
    steps=(
        "Lift yourself into a side plank on elbow and foot.",
        "Lift the top leg, straight, without rolling forward or back.",
        "Lower it slowly, the hip still high.",
    ),
    cues=("Do not roll",),
    cautions=SIDE_PLANK.cautions,
    dose=Dose(sets=3, least=6, most=10),
    dose_source="ours",
    emg=(
        Emg(
            text="103 % in the bottom leg, 89 % in the top leg",
            source="Boren-11",
            mark=Mark.SECOND_HAND,
            least_percent=89,
            most_percent=103,
        ),
        Emg(text="among the highest", source="Macadam-15", mark=Mark.VERIFIED),
    ),
    easier=("E11",),
    needs="E11, held for 30 s, comes first. This rule is ours.",
    is_single_limb=True,
    sources=("Boren-11", "Macadam-15"),
    written_on=WRITTEN_ON,
)

FRONT_PLANK = Exercise(
    code="E13",
    slug="front-plank-with-hip-extension",
    name="Front plank with hip extension",
    summary="Hold a plank on your elbows and lift one leg at a time.",
    level=4,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Face down (prone), propped on both elbows",
    optional_equipment=MAT,
    steps=(
        "Prop yourself on elbows and toes, the body in one line.",
        "Lift one leg a little, the knee straight, without letting your back arch.",
        "Lower it slowly.",
    ),
    cues=("No arching",),
    cautions=("Low-back pain: do E14 instead.",),
    dose=Dose(sets=3, least=8, most=10),
    dose_source="ours",
    emg=(
        Emg(
            text="75 %",
            source="Boren-11",
            mark=Mark.SECOND_HAND,
            least_percent=75,
            most_percent=75,
        ),
    ),
    easier=("E14",),
    is_single_limb=True,
    sources=("Boren-11",),
    written_on=WRITTEN_ON,
)

BIRD_DOG = Exercise(
    code="E14",
    slug="bird-dog",
    name="Bird-dog (quadruped arm/leg lift)",
    summary="On hands and knees, stretch out one arm and the opposite leg, and hold.",
    level=2,
    aim=Aim.CONTROL,
    laterality=Laterality.EACH,
    position="On hands and knees",
    optional_equipment=MAT,
    steps=(
        "Go on hands and knees, hands under your shoulders, knees under your hips.",
        "Stretch one leg back and the opposite arm forward, no higher than your trunk.",
        "Hold, then come back slowly.",
    ),
    cues=("Keep your pelvis still",),
    cautions=("Wrist pain: prop yourself on your forearms.",),
    dose=Dose(sets=3, least=8, most=10, hold_s=5),
    dose_source="ours",
    emg=(
        Emg(
            text="42 %",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=42,
            most_percent=42,
        ),
    ),
    harder=("E13",),
    is_single_limb=True,
    sources=("IJSPT-EMG",),
    written_on=WRITTEN_ON,
)

PLANKS = (SIDE_PLANK, SIDE_PLANK_ABDUCTION, FRONT_PLANK, BIRD_DOG)
