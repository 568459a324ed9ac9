"""Exercises lying, on an elbow or on hands and knees: evidence base 5. Pure."""

from datetime import date

from assessments.exercises.doses import Dose
from assessments.exercises.exercise import Aim, Emg, Equipment, Exercise, Laterality, Mark

WRITTEN_ON = date(2026, 11, 30)
MAT = (Equipment.MAT,)

BANDED_BRIDGE = Exercise(
    code="E02",
    slug="banded-bridge",
    name="Banded bridge with abduction",
    summary="Lie on your back, lift your hips high, and press your knees out against a band.",
    level=2,
    aim=Aim.STRENGTH,
    laterality=Laterality.BOTH,
    position="Lying face up, knees bent, feet hip-width apart, the band above your knees",
    equipment=(Equipment.BAND,),
    optional_equipment=MAT,
    steps=(
        "Lie face up with your knees bent, feet hip-width apart, the band above your knees.",
        "Leave your shoulders on the floor and lift your hips high.",
        "Press your legs outward against the band while you lift.",
        "Go down slowly and let the knees come back to hip width.",
    ),
    cues=(
        "Let your shoulders stay down",
        "Press your knees out all the way",
        "Keep your ribs down",
    ),
    cautions=(
        "Back pain on arching: lift to a lower height.",
        "Late pregnancy: avoid lying face up (supine) for long.",
    ),
    dose=Dose(sets=1, sets_most=3, least=10, most=20),
    dose_source="seed",
    emg=(
        Emg(
            text="28 % in a bridge on both legs",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=28,
            most_percent=28,
        ),
        Emg(
            text="pressing the legs outward raised the work of the gluteus medius and maximus in "
            "people with back pain",
            source="Kim-22",
            mark=Mark.VERIFIED,
        ),
        Emg(
            text="the band raised the work of the gluteus maximus and reduced the tilt of the "
            "pelvis",
            source="Choi-15",
            mark=Mark.VERIFIED,
        ),
    ),
    easier=("E09",),
    harder=("E10",),
    sources=("IJSPT-EMG", "Kim-22", "Choi-15"),
    seed_item=33,
    written_on=WRITTEN_ON,
)

CLAMSHELL = Exercise(
    code="E04",
    slug="clamshell",
    name="Clamshell",
    summary="Lie on your side, knees bent, and open the upper knee like a shell.",
    level=1,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Lying on your side, hips and knees bent",
    optional_equipment=(Equipment.BAND, Equipment.MAT),
    steps=(
        "Lie on your side with hips and knees bent, one leg on the other.",
        "Keep the heels together and lift the upper knee.",
        "Stop before your pelvis rolls back, and lower the knee slowly.",
    ),
    cues=("Heels together", "Keep your pelvis still", "Move through a small range"),
    cautions=("Front-hip pinching: bring your knees less far up (less hip flexion).",),
    dose=Dose(sets=2, sets_most=3, least=12, most=15),
    dose_source="ours",
    emg=(
        Emg(
            text="40 ± 38 and 38 ± 29 %, in two ways of doing it",
            source="Distefano-09",
            mark=Mark.VERIFIED,
            least_percent=38,
            most_percent=40,
        ),
        Emg(
            text="38–67 % across studies",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=38,
            most_percent=67,
        ),
        Emg(
            text="77 % in the hardest variant",
            source="Boren-11",
            mark=Mark.SECOND_HAND,
            least_percent=77,
            most_percent=77,
        ),
    ),
    harder=("E07",),
    is_single_limb=True,
    sources=("Distefano-09", "IJSPT-EMG", "Boren-11"),
    written_on=WRITTEN_ON,
)

SIDE_LYING_ABDUCTION = Exercise(
    code="E05",
    slug="side-lying-hip-abduction",
    name="Side-lying hip abduction",
    summary="Lie on your side and lift the upper leg, straight and a little behind you.",
    level=1,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Lying on your side, the upper leg straight",
    optional_equipment=(Equipment.WEIGHT, Equipment.MAT),
    steps=(
        "Lie on your side, the lower knee bent for balance.",
        "Straighten the upper leg, a little behind your body, toes forward.",
        "Roll the top hip a little forward.",
        "Lift the upper leg, pause, and lower it slowly.",
    ),
    cues=(
        "Keep the leg slightly behind your body",
        "Toes forward",
        "Roll the top hip a little forward: more gluteal work than in neutral or rolled backward",
    ),
    cautions=(
        "Lateral hip pain when lying on the side: put a pillow between your knees, or do E07 "
        "instead.",
    ),
    dose=Dose(sets=3, least=8, most=12),
    dose_source="ACSM-09",
    emg=(
        Emg(
            text="81 ± 42 %",
            source="Distefano-09",
            mark=Mark.VERIFIED,
            least_percent=81,
            most_percent=81,
        ),
        Emg(
            text="42–81 % across studies",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=42,
            most_percent=81,
        ),
        Emg(
            text="100 ± 17 % at a load that can be lifted 10 times and no more",
            source="MacAskill-14",
            mark=Mark.VERIFIED,
            least_percent=100,
            most_percent=100,
        ),
        Emg(
            text="more with the top hip rolled a little forward than in neutral or backward",
            source="Baik-21",
            mark=Mark.VERIFIED,
        ),
    ),
    harder=("E07", "E01"),
    is_single_limb=True,
    sources=("Distefano-09", "IJSPT-EMG", "MacAskill-14", "Baik-21", "ACSM-09"),
    written_on=WRITTEN_ON,
)

BRIDGE = Exercise(
    code="E09",
    slug="double-leg-bridge",
    name="Double-leg bridge",
    summary="Lie on your back with bent knees and lift your hips.",
    level=1,
    aim=Aim.STRENGTH,
    laterality=Laterality.BOTH,
    position="Lying face up, knees bent, feet flat",
    optional_equipment=MAT,
    steps=(
        "Lie face up with your knees bent and your feet flat, hip-width apart.",
        "Push through your heels and lift your hips, until shoulders, hips and knees are in line.",
        "Pause, then go down slowly.",
    ),
    cues=("Push through your heels",),
    cautions=BANDED_BRIDGE.cautions,
    dose=Dose(sets=3, least=12, most=15),
    dose_source="ours",
    emg=(
        Emg(
            text="28 %",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=28,
            most_percent=28,
        ),
    ),
    harder=("E02",),
    sources=("IJSPT-EMG",),
    written_on=WRITTEN_ON,
)

SINGLE_LEG_BRIDGE = Exercise(
    code="E10",
    slug="single-leg-bridge",
    name="Single-leg bridge",
    summary="Lie on your back and lift your hips with one leg, the other off the floor.",
    level=3,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Lying face up, the working knee bent to about 135°",
    optional_equipment=MAT,
    steps=(
        "Lie face up, the working knee bent to about 135°, so that the heel is near you.",
        "Straighten the other leg, its thigh beside the working one.",
        "Push through the heel and lift your hips, the pelvis level.",
        "Pause, then go down slowly.",
    ),
    cues=("Keep your pelvis level throughout",),
    cautions=("Hamstring cramp: bend the knee more.",),
    dose=Dose(sets=3, least=8, most=12),
    dose_source="ACSM-09",
    emg=(
        Emg(
            text="47–55 %",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=47,
            most_percent=55,
        ),
        Emg(
            text="a knee bent to 135° favours the gluteal muscles over the hamstrings",
            source="Lehecka-17",
            mark=Mark.VERIFIED,
        ),
    ),
    easier=("E02",),
    harder=("E19",),
    is_single_limb=True,
    sources=("IJSPT-EMG", "Lehecka-17", "ACSM-09"),
    written_on=WRITTEN_ON,
)

FLOOR = (BANDED_BRIDGE, CLAMSHELL, SIDE_LYING_ABDUCTION, BRIDGE, SINGLE_LEG_BRIDGE)
