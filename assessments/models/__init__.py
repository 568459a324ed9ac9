from assessments.models.articles import ArticleReview
from assessments.models.choices import (
    GRADES_OF,
    AssessmentStatus,
    EyeGrade,
    Footwear,
    KneeWindow,
    LandmarkSet,
    Method,
    MetricCode,
    ObservationItem,
    RunState,
    Side,
    SquatGrade,
    View,
)
from assessments.models.intake import Concern, Intake, Pregnancy, RecentChange, SexForNorms
from assessments.models.limits import GradingLimits
from assessments.models.recording import Assessment, Finding, Measurement, Observation
from assessments.models.screening import RedFlagScreen, ScreenReview

__all__ = [
    "GRADES_OF",
    "ArticleReview",
    "Assessment",
    "AssessmentStatus",
    "Concern",
    "EyeGrade",
    "Finding",
    "Footwear",
    "GradingLimits",
    "Intake",
    "KneeWindow",
    "LandmarkSet",
    "Measurement",
    "Method",
    "MetricCode",
    "Observation",
    "ObservationItem",
    "Pregnancy",
    "RecentChange",
    "RedFlagScreen",
    "RunState",
    "ScreenReview",
    "SexForNorms",
    "Side",
    "SquatGrade",
    "View",
]
