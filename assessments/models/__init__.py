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
from assessments.models.limits import GradingLimits
from assessments.models.recording import Assessment, Finding, Measurement, Observation

__all__ = [
    "GRADES_OF",
    "ArticleReview",
    "Assessment",
    "AssessmentStatus",
    "EyeGrade",
    "Finding",
    "Footwear",
    "GradingLimits",
    "KneeWindow",
    "LandmarkSet",
    "Measurement",
    "Method",
    "MetricCode",
    "Observation",
    "ObservationItem",
    "RunState",
    "Side",
    "SquatGrade",
    "View",
]
