"""Exercises on the feet, without a step: evidence base 5. Pure."""

from datetime import date

from assessments.exercises.doses import Counted, Dose
from assessments.exercises.exercise import Aim, Emg, Equipment, Exercise, Laterality, Mark

WRITTEN_ON = date(2026, 11, 30)

BAND_WALK = Exercise(
    code="E01",
    slug="squat-lateral-band-walk",
    name="Squat lateral band walk",
    summary="Step sideways in a shallow squat, against a band around your ankles.",
    level=2,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing in a shallow squat, the band around both ankles",
    equipment=(Equipment.BAND,),
    steps=(
        "Stand with your feet hip-width apart, the band around your ankles and just tight.",
        "Sit back into a shallow squat and stay in it.",
        "Step sideways with the leading foot, toes forward.",
        "Bring the trailing foot after it slowly, and stop while the band is still tight.",
        "Take all your steps to one side, then as many back to the other.",
    ),
    cues=(
        "Stay low",
        "Toes forward",
        "Let the trailing foot come slowly",
        "Keep your pelvis level",
        "Keep the band tight",
    ),
    cautions=(
        "Ankle or lateral knee ligament injury: wear the band above your knees.",
        "Knee-cap pain: make a smaller squat.",
    ),
    dose=Dose(sets=1, sets_most=3, least=10, most=10, counted=Counted.STEPS),
    dose_source="seed",
    emg=(
        Emg(
            text="third highest of the exercises that were compared",
            source="Distefano-09",
            mark=Mark.SECOND_HAND,
        ),
        Emg(
            text="61 %",
            source="Distefano-09",
            mark=Mark.UNVERIFIED,
            least_percent=61,
            most_percent=61,
        ),
        Emg(
            text="more gluteal work, and less of the muscle at the front of the hip, in a squat "
            "than upright; the stance leg works more",
            source="Berry-15",
            mark=Mark.VERIFIED,
        ),
        Emg(
            text="the lower on the leg the band, the more the gluteal muscles work; at the feet, "
            "without more from the muscle at the front of the hip",
            source="Lewis-18",
            mark=Mark.VERIFIED,
        ),
    ),
    easier=("E05",),
    harder=("E21",),
    sources=("Distefano-09", "Berry-15", "Lewis-18"),
    seed_item=32,
    written_on=WRITTEN_ON,
)

SQUAT_AND_REACH = Exercise(
    code="E03",
    slug="squat-with-straight-leg-lift",
    name="Squat with straight-leg lift / reach",
    summary="Squat on one leg while the other, kept straight, reaches forward off the floor.",
    level=4,
    aim=Aim.CONTROL,
    laterality=Laterality.EACH,
    position="Standing, a chair nearby for balance",
    optional_equipment=(Equipment.CHAIR,),
    steps=(
        "Stand tall with your weight on one leg.",
        "Bend that knee slowly, and while you go down lift the other leg off the floor, straight.",
        "Reach with it as far as your balance allows, without forcing.",
        "Come back the same way and stand tall.",
    ),
    cues=(
        "Go down slowly",
        "Keep the stance knee over your middle toes",
        "Keep your pelvis level",
        "Reach only as far as your balance allows",
    ),
    cautions=(
        "Balance problems: hold on to a support.",
        "Acute knee pain: go to half the depth.",
    ),
    dose=Dose(sets=3, least=10, most=10),
    dose_source="seed",
    emg=(
        Emg(
            text="about 83 % in the single-leg squat, the closest that was published",
            source="Boren-11",
            mark=Mark.SECOND_HAND,
            least_percent=83,
            most_percent=83,
        ),
        Emg(
            text="reaching inward in a balance test: above the level of 40–60 %",
            source="SEBT-11",
            mark=Mark.VERIFIED,
        ),
    ),
    easier=("E17",),
    is_single_limb=True,
    sources=("Boren-11", "SEBT-11"),
    seed_item=34,
    written_on=WRITTEN_ON,
)

WALL_PRESS = Exercise(
    code="E06",
    slug="wall-press",
    name="Wall-press isometric abduction",
    summary="Stand on one leg beside a wall and press the bent knee of the other into it.",
    level=3,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing side-on to a wall, the inside knee bent",
    equipment=(Equipment.WALL,),
    steps=(
        "Stand side-on to a wall, close to it.",
        "Bend the knee and the hip of the leg beside the wall, so that you stand on the other.",
        "Press the bent knee sideways into the wall and hold.",
        "Let go, rest, and press again; then turn round for the other side.",
    ),
    cues=("Keep the pelvis level over the stance leg", "Push with your knee, not your trunk"),
    cautions=("Pain of more than 2/10: press with less force.",),
    dose=Dose(sets=5, least=10, most=20, counted=Counted.SECONDS),
    dose_source="ours",
    emg=(
        Emg(
            text="76 % is quoted",
            source="RunPhysio",
            mark=Mark.SECOND_HAND,
            least_percent=76,
            most_percent=76,
        ),
    ),
    easier=("E07",),
    is_single_limb=True,
    sources=("RunPhysio",),
    written_on=WRITTEN_ON,
)

BAND_ABDUCTION = Exercise(
    code="E07",
    slug="standing-hip-abduction",
    name="Standing hip abduction, band",
    summary="Hold on to a chair and move one leg out to the side against a band.",
    level=2,
    aim=Aim.STRENGTH,
    laterality=Laterality.EACH,
    position="Standing, the band at your ankles, a hand on a support",
    equipment=(Equipment.BAND, Equipment.CHAIR),
    steps=(
        "Stand tall beside a chair and hold on to it, the band around both ankles.",
        "Put your weight on the leg beside the chair.",
        "Move the other leg straight out to the side, as far as your trunk stays upright.",
        "Let it come back slowly.",
    ),
    cues=("Keep your trunk upright", "Move your leg, not your back"),
    dose=Dose(sets=3, least=10, most=12),
    dose_source="ours",
    emg=(
        Emg(
            text="33 % without load",
            source="IJSPT-EMG",
            mark=Mark.VERIFIED,
            least_percent=33,
            most_percent=33,
        ),
        Emg(
            text="with the band at the ankle, among the highest",
            source="Macadam-15",
            mark=Mark.VERIFIED,
        ),
    ),
    easier=("E05", "E04"),
    harder=("E06", "E08"),
    is_single_limb=True,
    sources=("IJSPT-EMG", "Macadam-15"),
    written_on=WRITTEN_ON,
)

MONSTER_WALK = Exercise(
    code="E21",
    slug="monster-walk",
    name="Monster walk, band at forefoot",
    summary="Walk in wide diagonal steps, low, with a band around your forefeet.",
    level=3,
    aim=Aim.STRENGTH,
    laterality=Laterality.BOTH,
    position="Standing in a shallow squat, the band around both forefeet",
    equipment=(Equipment.BAND,),
    steps=(
        "Stand with your feet hip-width apart, the band around your forefeet and just tight.",
        "Sit back into a shallow squat and stay in it.",
        "Step diagonally forward and out with one foot, then with the other.",
        "Go back the same way, step by step.",
    ),
    cues=("Stay low and wide",),
    cautions=BAND_WALK.cautions,
    dose=Dose(sets=2, sets_most=3, least=10, most=10, counted=Counted.STEPS),
    dose_words="each way",
    dose_source="ours",
    emg=BAND_WALK.emg,
    easier=("E01",),
    sources=BAND_WALK.sources,
    written_on=WRITTEN_ON,
)

PELVIC_HOLD = Exercise(
    code="E22",
    slug="single-leg-stance-pelvic-hold",
    name="Single-leg stance pelvic hold",
    summary="Stand on one leg, lift the other side of the pelvis a little, and hold it there.",
    level=2,
    aim=Aim.CONTROL,
    laterality=Laterality.EACH,
    position="Standing in front of a mirror",
    equipment=(Equipment.MIRROR,),
    steps=(
        "Stand tall in front of a mirror, hands on the rim of your pelvis.",
        "Lift one foot off the floor, the knee bent behind you.",
        "Lift that side of your pelvis a little above level and hold.",
        "Put the foot down, rest, and change sides when the set is done.",
    ),
    cues=("Lift the free side of your pelvis", "Keep your trunk still"),
    cautions=("If your balance is unsure, hold on to a support.",),
    dose=Dose(sets=3, least=30, most=30, counted=Counted.SECONDS),
    dose_source="ours",
    harder=("E08", "E17"),
    is_single_limb=True,
    written_on=WRITTEN_ON,
)

STANDING = (BAND_WALK, SQUAT_AND_REACH, WALL_PRESS, BAND_ABDUCTION, MONSTER_WALK, PELVIC_HOLD)
