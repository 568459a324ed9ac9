"""The words that measurements and observations are recorded in."""

from django.db import models


class Side(models.TextChoices):
    """The stance leg: the one on the ground."""

    LEFT = "L", "Left"
    RIGHT = "R", "Right"

    @property
    def other(self):
        return Side.RIGHT if self == Side.LEFT else Side.LEFT


class RunState(models.TextChoices):
    FRESH = "fresh", "Fresh"
    END_OF_RUN = "end_of_run", "End of run"
    NONE = "none", "Not running"


class MetricCode(models.TextChoices):
    CPD = "cpd", "Contralateral pelvic drop"
    FPPA_RUN = "fppa_run", "Knee angle, running"
    FPPA_SLS = "fppa_sls", "Knee angle, single-leg squat"


class View(models.TextChoices):
    POSTERIOR = "posterior", "From behind"
    ANTERIOR = "anterior", "From the front"


class LandmarkSet(models.TextChoices):
    PSIS = "psis", "PSIS"
    ASIS = "asis", "ASIS"
    HIP_CENTRE = "hip_centre", "Hip centre"
    ILIAC_CREST = "iliac_crest", "Iliac crest"
    WAISTBAND = "waistband", "Waistband"


class Method(models.TextChoices):
    MANUAL_2D = "2d_manual", "Points set by hand on video frames"
    AUTO_2D = "2d_auto", "Pose estimate, reviewed"


class ObservationItem(models.TextChoices):
    PELVIC_DROP = "pelvic_drop", "Pelvic drop"
    KNEE_VALGUS = "knee_valgus", "Knee valgus"
    KNEE_WINDOW = "knee_window", "Knee window"
    SLS_GRADE = "sls_grade", "Single-leg squat"


class EyeGrade(models.TextChoices):
    TYPICAL = "typical", "Typical"
    MILD = "mild", "Mild"
    MARKED = "marked", "Marked"
    NOT_SEEN = "not_seen", "Not seen"


class KneeWindow(models.TextChoices):
    OPEN = "open", "Open"
    REDUCED = "reduced", "Reduced"
    CLOSED = "closed", "Closed"


class SquatGrade(models.TextChoices):
    GOOD = "good", "Good"
    FAIR = "fair", "Fair"
    POOR = "poor", "Poor"


GRADES_OF = {
    ObservationItem.PELVIC_DROP: EyeGrade,
    ObservationItem.KNEE_VALGUS: EyeGrade,
    ObservationItem.KNEE_WINDOW: KneeWindow,
    ObservationItem.SLS_GRADE: SquatGrade,
}


class Footwear(models.TextChoices):
    USUAL = "usual", "Usual running shoes"
    OTHER = "other", "Other shoes"
    BAREFOOT = "barefoot", "Barefoot"


class AssessmentStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    RECORDED = "recorded", "Recorded"
