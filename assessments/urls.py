from django.urls import include, path, register_converter

from assessments.flow import SectionConverter
from assessments.views import (
    article_desk,
    articles,
    assessments,
    charts,
    clips,
    comparing,
    exercises,
    follow_ups,
    intake,
    measuring,
    my_data,
    my_plan,
    my_plan_calls,
    own_exercises,
    plans,
    previews,
    programmes,
    records,
    reports,
    reviews,
    running,
    safety,
    sections,
    signing,
    thresholds,
)

app_name = "assessments"
register_converter(SectionConverter, "section")

urlpatterns = [
    path("learn/", articles.article_list, name="article-list"),
    path("learn/<slug:slug>/", articles.article_detail, name="article-detail"),
    path("learn/<slug:slug>/review/", article_desk.article_review, name="article-review"),
    path("desk/articles/", article_desk.article_desk, name="article-desk"),
    path("desk/articles/new/", article_desk.article_create, name="article-create"),
    path("desk/articles/<slug:slug>/", article_desk.article_edit, name="article-edit"),
    path("desk/articles/<slug:slug>/draft/", article_desk.article_draft, name="article-draft"),
    path(
        "desk/articles/<slug:slug>/versions/",
        article_desk.article_versions,
        name="article-versions",
    ),
    path(
        "desk/articles/<slug:slug>/versions/<int:number>/",
        article_desk.article_version,
        name="article-version",
    ),
    path(
        "desk/articles/<slug:slug>/versions/<int:number>/put-back/",
        article_desk.article_put_back,
        name="article-put-back",
    ),
    path("desk/articles/<slug:slug>/reset/", article_desk.article_reset, name="article-reset"),
    path("desk/articles/<slug:slug>/hide/", article_desk.article_hide, name="article-hide"),
    path("exercises/", exercises.exercise_list, name="exercise-list"),
    path("exercises/<slug:slug>/", exercises.exercise_detail, name="exercise-detail"),
    path("exercises/<slug:slug>/review/", exercises.exercise_review, name="exercise-review"),
    path("exercises/pictures/<uuid:picture>/", exercises.exercise_picture, name="exercise-picture"),
    path("charts/<uuid:reference>/", charts.chart_detail, name="chart-detail"),
    path("charts/<uuid:reference>/open/", charts.chart_open, name="chart-open"),
    path("charts/<uuid:reference>/compare/", comparing.chart_compare, name="chart-compare"),
    path("charts/<uuid:reference>/fhir/", records.chart_fhir, name="chart-fhir"),
    path("charts/<uuid:reference>/measurements/", records.chart_table, name="chart-table"),
    path(
        "charts/<uuid:reference>/questions/new/",
        follow_ups.follow_up_create,
        name="follow-up-create",
    ),
    path("follow-ups/<uuid:reference>/", follow_ups.follow_up_answer, name="follow-up-answer"),
    path(
        "follow-ups/<uuid:reference>/type-in/",
        follow_ups.follow_up_type_in,
        name="follow-up-type-in",
    ),
    path(
        "follow-ups/<uuid:reference>/withdraw/",
        follow_ups.follow_up_withdraw,
        name="follow-up-withdraw",
    ),
    path(
        "charts/<uuid:reference>/assessments/",
        charts.assessment_create,
        name="assessment-create",
    ),
    path(
        "charts/<uuid:reference>/programme/",
        include(
            [
                path("", plans.programme_detail, name="programme-detail"),
                path("begin/", programmes.programme_begin, name="programme-begin"),
                path("draft/", programmes.programme_draft, name="programme-draft"),
                path("draft/preview/", programmes.draft_preview, name="programme-preview"),
                path("draft/discard/", programmes.draft_discard, name="programme-discard"),
                path("versions/", programmes.version_begin, name="programme-version-begin"),
                path("versions/<uuid:version>/", plans.version_detail, name="programme-version"),
                path("steps/<uuid:step>/", plans.step_decide, name="programme-step"),
                path("alerts/<uuid:alert>/", plans.alert_detail, name="programme-alert"),
                path("retest/", plans.retest_book, name="programme-retest"),
                path("end/", plans.programme_end, name="programme-end"),
            ]
        ),
    ),
    path("assessments/<uuid:reference>/", assessments.assessment_detail, name="assessment-detail"),
    path(
        "assessments/<uuid:reference>/bundle/", records.assessment_bundle, name="assessment-bundle"
    ),
    path("assessments/<uuid:reference>/fhir/", records.assessment_fhir, name="assessment-fhir"),
    path(
        "assessments/<uuid:reference>/measurements/",
        records.assessment_table,
        name="assessment-table",
    ),
    path("assessments/", signing.assessment_worklist, name="assessment-worklist"),
    path("assessments/<uuid:reference>/sign/", signing.assessment_sign, name="assessment-sign"),
    path(
        "assessments/<uuid:reference>/co-sign/", signing.assessment_cosign, name="assessment-cosign"
    ),
    path(
        "assessments/<uuid:reference>/addenda/new/", signing.addendum_create, name="addendum-create"
    ),
    path("assessments/<uuid:reference>/share/", signing.assessment_share, name="assessment-share"),
    path("assessments/<uuid:reference>/reports/", reports.report_list, name="report-list"),
    path(
        "assessments/<uuid:reference>/reports/<uuid:report>/",
        reports.report_detail,
        name="report-detail",
    ),
    path("assessments/<uuid:reference>/captures/<uuid:capture>/clip/", clips.clip, name="clip"),
    path(
        "assessments/<uuid:reference>/clips/<uuid:clip>/withdraw/",
        clips.clip_withdraw,
        name="clip-withdraw",
    ),
    path(
        "assessments/<uuid:reference>/go-on/", sections.assessment_resume, name="assessment-resume"
    ),
    path(
        "assessments/<uuid:reference>/discard/",
        sections.assessment_discard,
        name="assessment-discard",
    ),
    path(
        "assessments/<uuid:reference>/safety/", safety.assessment_safety, name="assessment-safety"
    ),
    path("assessments/<uuid:reference>/measure/", measuring.measure, name="measure"),
    path("assessments/<uuid:reference>/captures/", measuring.capture_list, name="capture-list"),
    path(
        "assessments/<uuid:reference>/captures/<uuid:capture>/",
        measuring.capture_detail,
        name="capture-detail",
    ),
    path(
        "assessments/<uuid:reference>/captures/<uuid:capture>/steps/<uuid:step>/",
        measuring.step_detail,
        name="step-detail",
    ),
    path(
        "assessments/<uuid:reference>/captures/<uuid:capture>/frames/<int:number>/",
        measuring.frame_keep,
        name="frame-keep",
    ),
    path(
        "assessments/<uuid:reference>/frames/<uuid:frame>/",
        measuring.frame_detail,
        name="frame-detail",
    ),
    path("assessments/<uuid:reference>/<section:code>/", sections.section, name="section"),
    path(
        "assessments/<uuid:reference>/<section:code>/draft/",
        sections.section_draft,
        name="section-draft",
    ),
    path(
        "assessments/<uuid:reference>/tests/preview/", previews.tests_preview, name="tests-preview"
    ),
    path(
        "assessments/<uuid:reference>/questionnaires/preview/",
        previews.questionnaires_preview,
        name="questionnaires-preview",
    ),
    path("desk/exercises/", own_exercises.exercise_admin_list, name="exercise-admin-list"),
    path("desk/exercises/new/", own_exercises.own_exercise_create, name="own-exercise-create"),
    path(
        "desk/exercises/<slug:exercise>/",
        own_exercises.exercise_admin_detail,
        name="exercise-admin-detail",
    ),
    path("desk/exercises/<slug:exercise>/use/", own_exercises.exercise_use, name="exercise-use"),
    path("desk/thresholds/", thresholds.threshold_list, name="threshold-list"),
    path("me/assessments/", assessments.assessment_list, name="assessment-list"),
    path("me/runs/", running.run_list, name="run-list"),
    path("me/runs/import/", running.run_import, name="run-import"),
    path("me/runs/import/confirm/", running.run_import_confirm, name="run-import-confirm"),
    path("me/runs/<uuid:reference>/", running.run_detail, name="run-detail"),
    path(
        "me/runs/<uuid:reference>/next-morning/",
        running.run_next_morning,
        name="run-next-morning",
    ),
    path("me/runs/<uuid:reference>/remove/", running.run_remove, name="run-remove"),
    path("me/data/", my_data.my_data, name="my-data"),
    path("me/plan/", my_plan.my_plan, name="my-plan"),
    path("me/plan/log/", my_plan_calls.my_plan_log, name="my-plan-log"),
    path("me/plan/worker.js", my_plan_calls.my_plan_worker, name="my-plan-worker"),
    path("me/plan/next-day/", my_plan.my_plan_next_day, name="my-plan-next-day"),
    path("me/plan/take-back/", my_plan.my_plan_take_back, name="my-plan-take-back"),
    path("me/plan/disclaimer/", my_plan.my_plan_disclaimer, name="my-plan-disclaimer"),
    path("me/plan/sheet/", my_plan.my_plan_sheet, name="my-plan-sheet"),
    path("appointments/<uuid:reference>/intake/", intake.intake, name="intake"),
    path("appointments/<uuid:reference>/intake/draft/", intake.intake_draft, name="intake-draft"),
    path("appointments/<uuid:reference>/safety/", intake.safety, name="safety"),
    path("appointments/<uuid:reference>/safety/draft/", intake.safety_draft, name="safety-draft"),
    path("appointments/<uuid:reference>/safety/phone/", intake.safety_phone, name="safety-phone"),
    path("appointments/<uuid:reference>/forms/", reviews.forms_detail, name="visit-forms"),
    path("appointments/<uuid:reference>/forms/review/", reviews.review, name="visit-review"),
]
