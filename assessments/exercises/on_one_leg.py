"""Steps, squats, lunges and hops on one leg: evidence base 5. Pure."""

from datetime import date

from assessments.exercises.doses import Dose
from assessments.exercises.exercise import Aim, Emg, Equipment, Exercise, Laterality, Mark
from assessments.exercises.standing import SQUAT_AND_REACH

WRITTEN_ON = date(2026, 11, 30)
LOWER_STEP = ("Knee-cap pain: use a lower step.",)

PELVIC_DROP = Exercise(
    code="E08",
    slug="hip-hike-on-a-step",
    name="Pelvic drop / hip hike on a step",
    summary="Stand on the edge of a step and lower and lift the free side of your pelvis.",
    level=3,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing on the edge of a step",
    equipment=(Equipment.STEP,),
    steps=(
        "Stand sideways on a step, one foot near its edge, the other free beside it.",
        "Keep the standing knee straight and let the free side of your pelvis sink.",
        "Lift that side with the hip you stand on, until it is a little above level.",
    ),
    cues=(
        "Keep the stance knee straight",
        "Lower and lift the free side only with your hip",
    ),
    cautions=(
        "Avoid a deep drop if you have lateral hip (gluteal tendon) pain: load with the hip "
        "adducted, leg towards the middle, compresses the tendon.",
    ),
    dose=Dose(sets=3, least=10, most=15),
    dose_source="ours",
    emg=(
        Emg(
            text="57 %",
            source="Bolgla-05",
            mark=Mark.SECOND_HAND,
            least_percent=57,
            most_percent=57,
        ),
        Emg(
            text="58 %",
            source="Boren-11",
            mark=Mark.SECOND_HAND,
            least_percent=58,
            most_percent=58,
        ),
    ),
    easier=("E22", "E07"),
    harder=("E18",),
    is_single_limb=True,
    sources=("Bolgla-05", "Boren-11", "GT-pedia"),
    written_on=WRITTEN_ON,
)

LATERAL_STEP_UP = Exercise(
    code="E15",
    slug="lateral-step-up",
    name="Lateral step-up",
    summary="Stand beside a step and push yourself up onto it sideways with one leg.",
    level=3,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing beside a step 10–20 cm high, one foot on it",
    equipment=(Equipment.STEP,),
    steps=(
        "Stand beside the step and put the near foot flat on it.",
        "Push up with that leg until its knee is straight; the other foot hangs free.",
        "Go down slowly until the free foot touches the floor.",
    ),
    cues=("Keep your knee over your toes", "Keep your pelvis level"),
    cautions=LOWER_STEP,
    dose=Dose(sets=3, least=8, most=12),
    dose_source="ACSM-09",
    emg=(
        Emg(
            text="43–59 %",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=43,
            most_percent=59,
        ),
        Emg(
            text="61 ± 20 %",
            source="MacAskill-14",
            mark=Mark.VERIFIED,
            least_percent=61,
            most_percent=61,
        ),
    ),
    harder=("E18",),
    is_single_limb=True,
    sources=("IJSPT-EMG", "MacAskill-14", "ACSM-09"),
    written_on=WRITTEN_ON,
)

FORWARD_STEP_UP = Exercise(
    code="E16",
    slug="forward-step-up",
    name="Forward step-up",
    summary="Step up onto a step in front of you, and down again, with the same leg at work.",
    level=3,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing in front of a step, one foot on it",
    equipment=(Equipment.STEP,),
    steps=(
        "Stand in front of the step and put one foot flat on it.",
        "Push up with that leg and stand tall on it.",
        "Go down slowly, with the other foot first.",
    ),
    cues=("Drive through your heel",),
    cautions=LOWER_STEP,
    dose=Dose(sets=3, least=8, most=12),
    dose_source="ACSM-09",
    emg=(
        Emg(
            text="63 ± 18 %",
            source="MacAskill-14",
            mark=Mark.VERIFIED,
            least_percent=63,
            most_percent=63,
        ),
    ),
    harder=("E18",),
    is_single_limb=True,
    sources=("MacAskill-14", "ACSM-09"),
    written_on=WRITTEN_ON,
)

LATERAL_STEP_DOWN = Exercise(
    code="E17",
    slug="lateral-step-down",
    name="Lateral step-down / squat to box",
    summary="Stand on a step and lower the other heel slowly to the floor beside it.",
    level=3,
    aim=Aim.CONTROL,
    laterality=Laterality.EACH,
    position="Standing on a step or in front of a box, facing a mirror",
    equipment=(Equipment.STEP, Equipment.MIRROR),
    steps=(
        "Stand sideways on the step with one foot, in front of a mirror.",
        "Bend that knee slowly, until the heel of the free foot touches the floor beside the step.",
        "Push back up without pushing off from the floor.",
        "With a box instead: sit back slowly on one leg until you touch it, and stand up again.",
    ),
    cues=("In the mirror: kneecap straight ahead", "Hips level"),
    cautions=LOWER_STEP,
    dose=Dose(sets=3, least=8, most=10),
    dose_words="slow",
    dose_source="ours",
    easier=("E22",),
    harder=("E18", "E03"),
    is_single_limb=True,
    written_on=WRITTEN_ON,
)

SINGLE_LEG_SQUAT = Exercise(
    code="E18",
    slug="single-leg-squat",
    name="Single-leg squat",
    summary="Stand on one leg and bend the knee as far as you can control it.",
    level=4,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing on one leg",
    optional_equipment=(Equipment.MIRROR, Equipment.CHAIR),
    steps=(
        "Stand on one leg, the other foot off the floor.",
        "Sit back and bend the knee, as far as it stays in line with your foot.",
        "Push up again until you stand tall.",
    ),
    cues=LATERAL_STEP_DOWN.cues,
    cautions=SQUAT_AND_REACH.cautions,
    dose=Dose(sets=3, least=8, most=10),
    dose_source="ours",
    emg=(
        Emg(
            text="about 83 %",
            source="Boren-11",
            mark=Mark.SECOND_HAND,
            least_percent=83,
            most_percent=83,
        ),
        Emg(
            text="second highest of 12 exercises",
            source="Distefano-09",
            mark=Mark.SECOND_HAND,
        ),
        Emg(
            text="64 %",
            source="Distefano-09",
            mark=Mark.UNVERIFIED,
            least_percent=64,
            most_percent=64,
        ),
    ),
    easier=("E17", "E08", "E15", "E16"),
    harder=("E23",),
    is_single_limb=True,
    sources=("Boren-11", "Distefano-09"),
    written_on=WRITTEN_ON,
)

SINGLE_LEG_DEADLIFT = Exercise(
    code="E19",
    slug="single-leg-deadlift",
    name="Single-leg deadlift",
    summary="Stand on one leg and tip forward from the hip, the other leg long behind you.",
    level=4,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing on one leg",
    optional_equipment=(Equipment.WEIGHT,),
    steps=(
        "Stand on one leg, its knee a little bent.",
        "Hinge forward at the hip with a long back, while the free leg rises behind you.",
        "Stop when your pelvis would turn, and come up again with the hip.",
    ),
    cues=("Hinge at the hip", "Keep your pelvis square"),
    cautions=("Back pain: go through a shorter range.",),
    dose=Dose(sets=3, least=8, most=10),
    dose_source="ours",
    emg=(
        Emg(
            text="56–59 %",
            source="",
            mark=Mark.UNVERIFIED,
            least_percent=56,
            most_percent=59,
        ),
    ),
    easier=("E10",),
    is_single_limb=True,
    written_on=WRITTEN_ON,
)

LUNGE = Exercise(
    code="E20",
    slug="lunge",
    name="Lunge",
    summary="Take a long step forward, sink down, and push back to where you stood.",
    level=3,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing",
    steps=(
        "Stand with your feet hip-width apart.",
        "Take a long step forward and sink down until both knees are bent.",
        "Push off with the front foot and step back to where you stood.",
    ),
    cues=("Upright trunk", "The knee tracks the foot"),
    cautions=("Knee-cap pain: make it a reverse lunge, stepping back instead of forward.",),
    dose=Dose(sets=3, least=8, most=10),
    dose_source="ours",
    emg=(
        Emg(
            text="48 ± 21 % in a transverse lunge, turning to the side",
            source="Distefano-09",
            mark=Mark.VERIFIED,
            least_percent=48,
            most_percent=48,
        ),
    ),
    sources=("Distefano-09",),
    written_on=WRITTEN_ON,
)

SIDEWAYS_HOP = Exercise(
    code="E23",
    slug="sideways-hop-and-hold",
    name="Sideways hop and hold",
    summary="Hop sideways from one leg, land on the other quietly, and hold.",
    level=5,
    aim=Aim.CONTROL,
    laterality=Laterality.EACH,
    position="Standing on one leg, free floor beside you",
    steps=(
        "Stand on one leg with the knee a little bent.",
        "Hop sideways and land on the other leg, softly, with a bent knee.",
        "Hold still for 2 s, then hop back.",
    ),
    cues=("Quiet landing", "Hold for 2 s", "Keep your knee over your foot"),
    cautions=("Not with bone, tendon or joint pain; only after E18 is well done.",),
    dose=Dose(sets=3, least=6, most=8),
    dose_source="ours",
    emg=(
        Emg(
            text="48 ± 25 % in a sideways hop",
            source="Distefano-09",
            mark=Mark.VERIFIED,
            least_percent=48,
            most_percent=48,
        ),
    ),
    easier=("E18",),
    needs="E18, well done, comes first.",
    is_single_limb=True,
    sources=("Distefano-09",),
    written_on=WRITTEN_ON,
)

ON_ONE_LEG = (
    *(PELVIC_DROP, LATERAL_STEP_UP, FORWARD_STEP_UP, LATERAL_STEP_DOWN),
    *(SINGLE_LEG_SQUAT, SINGLE_LEG_DEADLIFT, LUNGE, SIDEWAYS_HOP),
)
