from django.urls import path

from assessments.views import articles, assessments, charts, intake, my_data, reviews

app_name = "assessments"

urlpatterns = [
    path("learn/", articles.article_list, name="article-list"),
    path("learn/<slug:slug>/", articles.article_detail, name="article-detail"),
    path("learn/<slug:slug>/review/", articles.article_review, name="article-review"),
    path("charts/<uuid:reference>/", charts.chart_detail, name="chart-detail"),
    path("charts/<uuid:reference>/open/", charts.chart_open, name="chart-open"),
    path(
        "charts/<uuid:reference>/assessments/",
        charts.assessment_create,
        name="assessment-create",
    ),
    path("assessments/<uuid:reference>/", assessments.assessment_detail, name="assessment-detail"),
    path("assessments/<uuid:reference>/edit/", assessments.assessment_edit, name="assessment-edit"),
    path(
        "assessments/<uuid:reference>/draft/", assessments.assessment_draft, name="assessment-draft"
    ),
    path(
        "assessments/<uuid:reference>/share/", assessments.assessment_share, name="assessment-share"
    ),
    path("me/assessments/", assessments.assessment_list, name="assessment-list"),
    path("me/data/", my_data.my_data, name="my-data"),
    path("appointments/<uuid:reference>/intake/", intake.intake, name="intake"),
    path("appointments/<uuid:reference>/intake/draft/", intake.intake_draft, name="intake-draft"),
    path("appointments/<uuid:reference>/safety/", intake.safety, name="safety"),
    path("appointments/<uuid:reference>/forms/", reviews.forms_detail, name="visit-forms"),
    path("appointments/<uuid:reference>/forms/review/", reviews.review, name="visit-review"),
]
