"""The papers and pages that public texts rest on, by the keys of evidence base 7. Pure.

Only what was seen for the facts used is here. What stands in [square brackets] could not be
checked.
"""

from dataclasses import dataclass
from enum import StrEnum


class Seen(StrEnum):
    """How much of a source was read for the facts used."""

    AT_SOURCE = "read at the source"
    ABSTRACT = "abstract read"
    SUMMARIES = "summaries read, not the paper itself"
    PARTS = "parts read, in copies"
    SECOND_HAND = "quoted by others, not read"


@dataclass(frozen=True)
class Citation:
    text: str
    seen: Seen
    doi: str = ""


CITATIONS = {
    "ACSM-09": Citation(
        "American College of Sports Medicine. Progression models in resistance training for "
        "healthy adults. Med Sci Sports Exerc 2009.",
        Seen.SUMMARIES,
    ),
    "Baik-21": Citation(
        "Baik SM, Cynn HS, Shim JH, et al. Log-rolling position during side-lying hip abduction. "
        "J Athl Train 2021;56(9):945–951.",
        Seen.AT_SOURCE,
    ),
    "Barton-13": Citation(
        "Barton CJ, Lack S, Malliaras P, Morrissey D. Gluteal muscle activity and patellofemoral "
        "pain syndrome: a systematic review. Br J Sports Med 2013;47(4):207–214.",
        Seen.ABSTRACT,
    ),
    "Berry-15": Citation(
        "Berry JW, Lee TS, Foley HD, Lewis CL. Resisted side stepping: the effect of posture on "
        "hip abductor muscle activation. J Orthop Sports Phys Ther 2015;45(9):675–682.",
        Seen.ABSTRACT,
        "10.2519/jospt.2015.5888",
    ),
    "Bolgla-05": Citation("Bolgla LA, Uhl TL 2005.", Seen.SECOND_HAND),
    "Boren-11": Citation(
        "Boren K, Conrey C, Le Coguic J, Paprocki L, Voight M, Robinson TK. Electromyographic "
        "analysis of gluteus medius and gluteus maximus during rehabilitation exercises. Int J "
        "Sports Phys Ther 2011;6(3):206–223.",
        Seen.SECOND_HAND,
    ),
    "Bramah-18": Citation(
        "Bramah C, Preece SJ, Gill N, Herrington L. Is there a pathological gait associated with "
        "common soft tissue running injuries? Am J Sports Med 2018;46(12):3023–3031.",
        Seen.ABSTRACT,
        "10.1177/0363546518793657",
    ),
    "Bramah-19": Citation(
        "Bramah C, Preece SJ, Gill N, Herrington L. A 10% increase in step rate improves running "
        "kinematics and clinical outcomes in runners with patellofemoral pain at 4 weeks and "
        "3 months. Am J Sports Med 2019;47(14):3406–3413.",
        Seen.ABSTRACT,
        "10.1177/0363546519879693",
    ),
    "Ceyssens-19": Citation(
        "Ceyssens L, Vanelderen R, Barton C, Malliaras P, Dingenen B. Biomechanical risk factors "
        "associated with running-related injuries: a systematic review. Sports Med "
        "2019;49(7):1095–1115.",
        Seen.ABSTRACT,
        "10.1007/s40279-019-01110-z",
    ),
    "Choi-15": Citation(
        "Choi SA, Cynn HS, Yi CH, et al. Isometric hip abduction using a Thera-Band during "
        "bridging. J Electromyogr Kinesiol 2015;25(2):310–315.",
        Seen.ABSTRACT,
        "10.1016/j.jelekin.2014.09.005",
    ),
    "Dingenen-2D3D": Citation(
        "[Dingenen B, et al.] Are two-dimensional measured frontal plane angles related to "
        "three-dimensional measured kinematic profiles during running? "
        "[Phys Ther Sport 2018;29:84–92.]",
        Seen.ABSTRACT,
    ),
    "Dingenen-TRT": Citation(
        "Dingenen B, Barton C, Janssen T, Benoit A, Malliaras P. Test-retest reliability of "
        "two-dimensional video analysis during running. Phys Ther Sport 2018;33:40–47.",
        Seen.ABSTRACT,
        "10.1016/j.ptsp.2018.06.009",
    ),
    "Distefano-09": Citation(
        "Distefano LJ, Blackburn JT, Marshall SW, Padua DA. Gluteal muscle activation during "
        "common therapeutic exercises. [J Orthop Sports Phys Ther 2009;39(7):532–540.]",
        Seen.ABSTRACT,
    ),
    "Esculier-18": Citation(
        "Esculier JF, Bouyer LJ, Dubois B, et al. Is combining gait retraining or an exercise "
        "programme with education better than education alone in treating runners with "
        "patellofemoral pain? Br J Sports Med 2018;52(10):659.",
        Seen.ABSTRACT,
        "10.1136/bjsports-2016-096988",
    ),
    "FNSF-17": Citation(
        "Robertson GA, Wood AM. Femoral neck stress fractures in sport: a current concepts "
        "review. Sports Med Int Open 2017;1(2):E58–E68.",
        Seen.ABSTRACT,
        "10.1055/s-0043-103946",
    ),
    "Foch-20": Citation(
        "Foch E, Aubol K, Milner CE. Relationship between iliotibial band syndrome and hip "
        "neuromechanics in women runners. Gait Posture 2020;77:64–68.",
        Seen.ABSTRACT,
    ),
    "Frandsen-25": Citation(
        "[Frandsen JSB, et al.] How much running is too much? Identifying high-risk running "
        "sessions in a 5200-person cohort study. Br J Sports Med 2025.",
        Seen.SUMMARIES,
    ),
    "GT-pedia": Citation("Physiopedia. Gluteal tendinopathy.", Seen.AT_SOURCE),
    "Heiderscheit-11": Citation(
        "Heiderscheit BC, Chumanov ES, Michalski MP, Wille CM, Ryan MB. Effects of step rate "
        "manipulation on joint mechanics during running. Med Sci Sports Exerc "
        "2011;43(2):296–302.",
        Seen.ABSTRACT,
        "10.1249/MSS.0b013e3181ebedf4",
    ),
    "IJSPT-EMG": Citation(
        "[Authors not seen.] Table 2, EMG ranges from the literature. Int J Sports Phys Ther "
        "2014;9(2):157–167.",
        Seen.AT_SOURCE,
    ),
    "IJSPT-impl-23": Citation(
        "[Authors not seen.] Implementation of 2D running gait analysis in orthopedic physical "
        "therapy clinics. Int J Sports Phys Ther 2023;18(3):606–618.",
        Seen.ABSTRACT,
        "10.26603/001c.74726",
    ),
    "JAT-fatigue-20": Citation(
        "[Radzak KN, Stickley CD.] Fatigue-induced hip-abductor weakness and changes in "
        "biomechanical risk factors for running-related injuries. J Athl Train "
        "2020;55(12):1270.",
        Seen.ABSTRACT,
    ),
    "Kim-22": Citation(
        "Kim DH, Kim KR, Bae CH, Kim MK. Abduction resistance of the hip during bridge exercise "
        "in chronic back pain. J Korean Soc Phys Med 2022;17(3):1–10.",
        Seen.ABSTRACT,
        "10.13066/kspm.2022.17.3.1",
    ),
    "Lehecka-17": Citation(
        "Lehecka BJ, Edwards M, Haverkamp R, et al. Building a better gluteal bridge. Int J Sports "
        "Phys Ther 2017;12(4):543–549.",
        Seen.AT_SOURCE,
    ),
    "Lenhart-14": Citation(
        "Lenhart R, Thelen D, Heiderscheit B. Hip muscle loads during running at various step "
        "rates. [J Orthop Sports Phys Ther 2014.]",
        Seen.ABSTRACT,
    ),
    "Lewis-18": Citation(
        "Lewis CL, Foley HD, Lee TS, Berry JW. Hip-muscle activity in men and women during "
        "resisted side stepping with different band positions. J Athl Train "
        "2018;53(11):1071–1081.",
        Seen.AT_SOURCE,
        "10.4085/1062-6050-46-16",
    ),
    "Lopes-23": Citation(
        "Lopes AD, Mascarinas A, Hespanhol L. Are alterations in running biomechanics associated "
        "with running injuries? Braz J Phys Ther 2023;27(4).",
        Seen.ABSTRACT,
    ),
    "Loudon-12": Citation(
        "Loudon JK, Reiman MP. Lower extremity kinematics in running athletes with and without a "
        "history of medial shin pain. Int J Sports Phys Ther 2012;7(4):356–364.",
        Seen.AT_SOURCE,
    ),
    "Macadam-15": Citation(
        "Macadam P, Cronin J, Contreras B. An examination of the gluteal muscle activity "
        "associated with dynamic hip abduction and hip external rotation exercise. Int J Sports "
        "Phys Ther 2015;10(5):573–591.",
        Seen.ABSTRACT,
    ),
    "MacAskill-14": Citation(
        "MacAskill MJ, Durant TJS, Wallace DA. Gluteal muscle activity during weightbearing and "
        "non-weightbearing exercise. Int J Sports Phys Ther [2014].",
        Seen.ABSTRACT,
    ),
    "Munro-12": Citation(
        "Munro A, Herrington L, Carolan M. Reliability of 2-dimensional video assessment of "
        "frontal-plane dynamic knee valgus during common athletic screening tasks. J Sport "
        "Rehabil 2012;21(1):7–11.",
        Seen.ABSTRACT,
    ),
    "Myer-10": Citation(
        "Myer GD, Ford KR, Khoury J, Succop P, Hewett TE. Prediction algorithm for high knee "
        "loads. Br J Sports Med 2011;45(4):245–252.",
        Seen.AT_SOURCE,
        "10.1136/bjsm.2009.069351",
    ),
    "NHS-Borders": Citation(
        "NHS Borders RefHelp. MSK physiotherapy, lower limb: red flags.", Seen.AT_SOURCE
    ),
    "Noehren-13": Citation(
        "[Noehren B, Hamill J, Davis I.] Prospective evidence for a hip etiology in "
        "patellofemoral pain. Med Sci Sports Exerc 2013;45(6):1120–1124.",
        Seen.ABSTRACT,
        "10.1249/MSS.0b013e31828249d2",
    ),
    "Peterson-22": Citation(
        "[Peterson B, et al.] Biomechanical and musculoskeletal measurements as risk factors for "
        "running-related injury in non-elite runners: systematic review and meta-analysis of "
        "prospective studies. Sports Med Open 2022;8:38.",
        Seen.ABSTRACT,
        "10.1186/s40798-022-00416-z",
    ),
    "RunPhysio": Citation(
        "Running-Physio. Gluteus medius: evidence based rehab.", Seen.SECOND_HAND
    ),
    "Schmitz-14": Citation(
        "Schmitz A, Russo K, Edwards L, Noehren B. Do novice runners have weak hips and bad "
        "running form? Gait Posture 2014;40(1):82–86.",
        Seen.AT_SOURCE,
        "10.1016/j.gaitpost.2014.02.014",
    ),
    "SEBT-11": Citation(
        "Norris B, Trudelle-Jackson E. Hip- and thigh-muscle activation during the star excursion "
        "balance test. J Sport Rehabil 2011;20(4):428.",
        Seen.ABSTRACT,
    ),
    "Semciw-16": Citation(
        "Semciw A, Neate R, Pizzari T. Running related gluteus medius function in health and "
        "injury: a systematic review with meta-analysis. J Electromyogr Kinesiol "
        "2016;30:98–110.",
        Seen.ABSTRACT,
        "10.1016/j.jelekin.2016.06.005",
    ),
    "Souza-16": Citation(
        "Souza RB. An evidence-based videotaped running biomechanics analysis. Phys Med Rehabil "
        "Clin N Am 2016;27(1):217–236.",
        Seen.PARTS,
        "10.1016/j.pmr.2015.08.006",
    ),
    "Stiffler-21": Citation(
        "Stiffler-Joachim MR, Lukes DH, Kliethermes SA, Heiderscheit BC. Lower extremity "
        "kinematic and kinetic asymmetries during running. Med Sci Sports Exerc "
        "2021;53(5):945–950.",
        Seen.ABSTRACT,
        "10.1249/MSS.0000000000002558",
    ),
    "TaylorHaas-14": Citation(
        "Taylor-Haas JA, Hugentobler JA, DiCesare CA, et al. Reduced hip strength is associated "
        "with increased hip motion during running in young adult and adolescent male "
        "long-distance runners. Int J Sports Phys Ther 2014;9(4):456–467.",
        Seen.AT_SOURCE,
    ),
    "Willy-11": Citation(
        "Willy RW, Davis IS. The effect of a hip-strengthening program on mechanics during "
        "running and during a single-leg squat. J Orthop Sports Phys Ther 2011;41(9):625–632.",
        Seen.ABSTRACT,
    ),
    "Willy-12": Citation(
        "Willy RW, Scholz JP, Davis IS. Mirror gait retraining for the treatment of "
        "patellofemoral pain in female runners. Clin Biomech 2012;27(10):1045–1051.",
        Seen.AT_SOURCE,
        "10.1016/j.clinbiomech.2012.07.011",
    ),
}
