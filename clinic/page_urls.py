"""The clinic's own pages, its messages and its health."""

from django.urls import path

from clinic.views import (
    account_events,
    health,
    identity,
    identity_files,
    outbox,
    pages,
    publication_desk,
    publications,
    wording,
)

app_name = "clinic"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("team/", pages.team, name="team"),
    path("policies/<slug:kind>/", publications.publication_detail, name="publication-detail"),
    path(
        "policies/<slug:kind>/<int:number>/",
        publications.publication_version,
        name="publication-version",
    ),
    path("desk/set-up/publications/", publication_desk.publication_list, name="publication-list"),
    path(
        "desk/set-up/publications/contact/",
        publication_desk.privacy_contact,
        name="privacy-contact",
    ),
    path(
        "desk/set-up/publications/<slug:kind>/",
        publication_desk.publication_edit,
        name="publication-edit",
    ),
    path("desk/set-up/clinic/", identity.clinic, name="clinic"),
    path("desk/set-up/identity/", identity.identity, name="identity"),
    path("desk/set-up/identity/preview/", identity.identity_preview, name="identity-preview"),
    path(
        "identity/<str:colour>-<str:digest>.css",
        identity_files.colours,
        name="identity-colours",
    ),
    path(
        "identity/preview/<str:colour>-<str:digest>.css",
        identity_files.previewed_colours,
        name="identity-preview-colours",
    ),
    path(
        "identity/pictures/<str:digest>/<str:kind>", identity_files.picture, name="identity-picture"
    ),
    path(
        "identity/letters/<str:colour>/<str:code>-<int:size>.png",
        identity_files.letter,
        name="identity-letter",
    ),
    path("identity/manifest.webmanifest", identity_files.manifest, name="identity-manifest"),
    path("privacy/events/", account_events.account_event_list, name="account-event-list"),
    path("desk/messages/", outbox.message_list, name="message-list"),
    path(
        "desk/messages/send-failed-again/",
        outbox.message_resend_failed,
        name="message-resend-failed",
    ),
    path("desk/messages/<uuid:reference>/", outbox.message_detail, name="message-detail"),
    path(
        "desk/messages/<uuid:reference>/send-again/",
        outbox.message_resend,
        name="message-resend",
    ),
    path("desk/set-up/messages/", wording.wording_list, name="wording-list"),
    path("desk/set-up/messages/calendar/", wording.calendar_alarm, name="wording-calendar"),
    path("desk/set-up/messages/<slug:code>/", wording.wording_detail, name="wording-detail"),
    path(
        "desk/set-up/messages/<slug:code>/preview/", wording.wording_preview, name="wording-preview"
    ),
    path("desk/set-up/messages/<slug:code>/reset/", wording.wording_reset, name="wording-reset"),
    path(
        "desk/messages/<uuid:reference>/email-works/",
        outbox.message_email_works,
        name="message-email-works",
    ),
]
