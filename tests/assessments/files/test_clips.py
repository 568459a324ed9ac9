"""Clips: kept whole, with consent alone, in a private folder; deleted at the patient's word."""

import errno
import hashlib
import io
import os
import stat
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import delete_withdrawn, keep_clip, tidy_strays, withdraw_clip
from assessments.exceptions import (
    ClipAlreadyKept,
    ClipBreaksOff,
    ClipEmpty,
    ClipIncomplete,
    ClipRefused,
    ClipTooLarge,
    ConsentMissing,
)
from assessments.files import clips
from assessments.models import Capture, ClipFile
from assessments.tasks import tidy_clips
from clinic.models import AccessEvent
from tests.assessments.models.sealed import capture_of, seal
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
INDEX = b"\x00\x00\x00\x08moov"
MP4 = b"\x00\x00\x00\x0cftypisom" + INDEX + b"\x00\x00\x07\xd8mdat" + b"film" * 500
MOV = b"\x00\x00\x00\x0cftypqt  " + b"\x00\x00\x07\xd8mdat" + b"film" * 500 + INDEX
LARGE = b"\x00\x00\x00\x0cftypisom\x00\x00\x00\x01mdat" + (2016).to_bytes(8) + b"film" * 500
WEBM = b"\x1a\x45\xdf\xa3" + b"film" * 500
HEIC = b"\x00\x00\x00\x18ftypheic" + b"picture" * 50


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.CLIPS_DIR = tmp_path / "clips"
    return settings.CLIPS_DIR


@pytest.fixture
def clinician():
    return PractitionerFactory(user=ClinicianFactory()).user


@pytest.fixture
def capture(clinician):
    visit = AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE)
    return capture_of(AssessmentFactory(patient=visit.patient, practitioner=clinician.practitioner))


def keep(capture, content=MP4, *, announced=None, has_consent=True):
    return keep_clip(
        capture=capture,
        read=io.BytesIO(content).read,
        expected_bytes=len(content) if announced is None else announced,
        has_consent=has_consent,
        by=capture.created_by,
        now=NINE,
    )


def files(folder):
    return sorted(path.name for path in folder.glob("*") if path.is_file())


def url_of(capture, query="?consent=on"):
    page = reverse("assessments:clip", args=[capture.assessment.reference, capture.reference])
    return page + query


def put(client, capture, content=MP4, query="?consent=on", **headers):
    return client.put(
        url_of(capture, query), content, content_type="application/octet-stream", **headers
    )


# --- Keeping --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "ending"), [(MP4, ".mp4"), (MOV, ".mov"), (LARGE + INDEX, ".mp4"), (WEBM, ".webm")]
)
def test_a_clip_is_stored_whole_under_a_name_of_our_own(folder, capture, content, ending):
    kept = keep(capture, content)

    assert files(folder) == [f"{kept.reference}{ending}"] == [kept.path]
    assert (folder / kept.path).read_bytes() == content
    assert (kept.size_bytes, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (kept.consent_at, kept.kept_by) == (NINE, capture.created_by)


def test_nobody_else_on_the_machine_reads_it(folder, capture):
    kept = keep(capture)

    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(folder / kept.path).st_mode) == 0o600


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", ClipEmpty),
        (b"\x00\x00\x00\x20ftyp", ClipRefused),
        (HEIC, ClipRefused),
        (b"<svg onload='alert(1)'>" + b" " * 100, ClipRefused),
        (b"MZ" + b"\x00" * 100, ClipRefused),
    ],
    ids=["empty", "eight bytes", "a picture", "a script", "a program"],
)
def test_what_is_no_video_is_refused_and_leaves_nothing(folder, capture, content, refusal):
    with pytest.raises(refusal):
        keep(capture, content)

    assert files(folder) == []
    assert not ClipFile.objects.exists()


def test_a_clip_that_is_too_large_is_refused_before_or_while_it_comes_in(settings, folder, capture):
    settings.CLIP_MAX_BYTES = len(MP4) - 1

    for announced in (len(MP4), 10):
        with pytest.raises(ClipTooLarge):
            keep(capture, announced=announced)

    assert files(folder) == []


def test_a_clip_that_breaks_off_is_refused(folder, capture):
    with pytest.raises(ClipIncomplete):
        keep(capture, announced=len(MP4) + 1)

    assert files(folder) == []


@pytest.mark.parametrize(
    "content",
    [MOV.removesuffix(INDEX), MOV[:-100], LARGE, LARGE[:40], MP4[:12] + bytes(30)],
    ids=["no index", "in its film", "large", "at its beginning", "zeros"],
)
def test_a_copy_that_broke_off_before_its_index_is_refused(folder, capture, content):
    with pytest.raises(ClipBreaksOff):
        keep(capture, content)

    assert files(folder) == []


def test_without_consent_nothing_is_even_read(folder, capture):
    with pytest.raises(ConsentMissing):
        keep(capture, has_consent=False)

    assert files(folder) == []


def test_the_same_clip_again_is_the_one_kept_and_another_is_refused(folder, capture):
    kept = keep(capture)

    assert keep(capture) == kept
    with pytest.raises(ClipAlreadyKept):
        keep(capture, MOV)
    assert files(folder) == [kept.path]


def test_a_clip_is_kept_after_signing_as_well(capture):
    seal(capture.assessment)

    assert keep(capture).withdrawn_at is None


# --- Withdrawing ----------------------------------------------------------------------------------


def test_withdrawn_consent_deletes_the_file_and_keeps_the_row(
    folder, capture, clinician, django_capture_on_commit_callbacks
):
    kept = keep(capture)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_clip(clip=kept, by=clinician, now=NINE)

    kept.refresh_from_db()
    assert (kept.withdrawn_at, kept.withdrawn_by, kept.deleted_at) == (NINE, clinician, NINE)
    assert files(folder) == []


def test_another_clip_may_follow_a_withdrawn_one(capture, clinician):
    withdraw_clip(clip=keep(capture), by=clinician, now=NINE)

    assert keep(capture, MOV).withdrawn_at is None


def test_withdrawing_again_keeps_the_first_word(capture, clinician):
    kept = keep(capture)
    for by in (clinician, ClinicianFactory()):
        withdraw_clip(clip=kept, by=by, now=NINE)

    kept.refresh_from_db()
    assert kept.withdrawn_by == clinician


def test_a_file_left_by_a_crash_after_the_withdrawal_is_deleted_later(folder, capture, clinician):
    kept = keep(capture)
    withdraw_clip(clip=kept, by=clinician, now=NINE)
    assert files(folder) == [kept.path]

    assert (delete_withdrawn(now=NINE), delete_withdrawn(now=NINE)) == (1, 0)

    kept.refresh_from_db()
    assert (files(folder), kept.deleted_at) == ([], NINE)


def written(folder, name, *, hours_ago):
    (folder / name).touch()
    when = (timezone.now() - timedelta(hours=hours_ago)).timestamp()
    os.utime(folder / name, (when, when))


def test_after_a_day_half_a_file_goes_and_one_without_a_row_is_set_aside(folder, capture, caplog):
    kept, now = keep(capture), timezone.now()
    half, new = f"{uuid4()}.part", f"{uuid4()}.part"
    for name, hours in [("a.mp4", 25), ("their.part", 25), (half, 25), (new, 1), (kept.path, 48)]:
        written(folder, name, hours_ago=hours)

    assert tidy_strays(now=now) == ["a.mp4", "their.part"]

    assert files(folder) == sorted([new, kept.path])
    assert files(folder / "set-aside") == ["a.mp4", "their.part"]
    assert "a.mp4, their.part" in caplog.text


def test_a_file_that_was_set_aside_comes_back_to_its_row_or_goes_after_a_month(folder, capture):
    now, later = timezone.now(), timezone.now() + timedelta(days=30, minutes=1)
    kept = keep(capture)
    written(folder, "a.mp4", hours_ago=25)
    written(folder, "b.mp4", hours_ago=25)
    tidy_strays(now=now)
    ClipFile.objects.filter(pk=kept.pk).update(path="a.mp4")
    (folder / kept.path).unlink()

    tidy_strays(now=now + timedelta(minutes=1))
    soon = (files(folder), files(folder / "set-aside"))
    tidy_strays(now=later)

    assert soon == (["a.mp4"], ["b.mp4"])
    assert (files(folder), files(folder / "set-aside")) == (["a.mp4"], [])


def test_a_clip_that_a_backup_brings_back_after_its_consent_was_withdrawn_goes_again(
    folder, capture, clinician
):
    kept = keep(capture)
    withdraw_clip(clip=kept, by=clinician, now=NINE)
    delete_withdrawn(now=NINE)
    written(folder, kept.path, hours_ago=25)

    assert tidy_strays(now=timezone.now()) == []

    assert files(folder) == []


def test_the_task_may_run_twice(folder, capture, clinician):
    withdraw_clip(clip=keep(capture), by=clinician, now=NINE)

    tidy_clips()
    tidy_clips()

    assert files(folder) == []


def test_a_name_never_leads_out_of_the_folder(folder, tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text("keep")
    clips.folder()

    with pytest.raises(FileNotFoundError):
        clips.open_clip("../secret.txt")
    clips.delete("../secret.txt")

    assert outside.read_text() == "keep"


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_and_leaves_nothing(
    client, clinician, folder, capture, monkeypatch, error
):
    def no_room(_):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(clips.os, "fsync", no_room)
    client.force_login(clinician)

    answer = put(client, capture)

    assert (answer.status_code, "no room left" in answer.json()["detail"]) == (507, True)
    assert (files(folder), ClipFile.objects.count()) == ([], 0)


# --- Over HTTP ------------------------------------------------------------------------------------


def test_a_clip_goes_up_and_comes_down_as_a_file(client, clinician, capture):
    client.force_login(clinician)

    sent = put(client, capture)
    got = client.get(url_of(capture, ""))

    kept = ClipFile.objects.get()
    assert (sent.status_code, sent.json()["clip"]) == (201, str(kept.reference))
    assert b"".join(got.streaming_content) == MP4
    assert got["Content-Type"] == "video/mp4"
    assert got["Content-Disposition"] == f'attachment; filename="clip-{kept.path}"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got["Cache-Control"]
    assert list(AccessEvent.objects.values_list("what", "reference", "basis")) == [
        ("clip", kept.reference, "treating")
    ]


@pytest.mark.parametrize(
    ("content", "query", "status"),
    [
        (b"", "?consent=on", 422),
        (HEIC, "?consent=on", 422),
        (MP4, "", 422),
        (MP4, "?consent=off", 422),
        (MP4, "?consent=", 422),
    ],
)
def test_a_refusal_says_why_in_json(client, clinician, capture, content, query, status):
    client.force_login(clinician)

    answer = put(client, capture, content, query)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.json()["status"], bool(answer.json()["detail"])) == (status, True)
    assert not ClipFile.objects.exists()


def test_too_large_is_a_413(settings, client, clinician, capture):
    settings.CLIP_MAX_BYTES = 100
    client.force_login(clinician)

    answer = put(client, capture)

    assert answer.status_code == 413
    assert "Cut it" in answer.json()["detail"]


def test_a_second_clip_is_a_409(client, clinician, capture):
    client.force_login(clinician)
    put(client, capture)

    assert put(client, capture, MOV).status_code == 409


def test_a_put_needs_the_forms_token(clinician, capture):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clinician)

    assert put(strict, capture).status_code == 403


def test_another_assessments_capture_is_not_there(client, clinician, capture):
    client.force_login(clinician)
    other = capture_of(AssessmentFactory())
    capture.assessment, mine = other.assessment, capture.assessment
    crossed = reverse("assessments:clip", args=[mine.reference, other.reference])

    assert client.put(f"{crossed}?consent=on", MP4).status_code == 404
    assert client.get(crossed).status_code == 404
    assert client.get(url_of(other, "")).status_code == 403


def test_what_was_withdrawn_or_is_gone_is_not_handed_out(client, clinician, folder, capture):
    client.force_login(clinician)
    kept = keep(capture)
    (folder / kept.path).unlink()
    assert client.get(url_of(capture, "")).status_code == 404

    withdrawal = reverse(
        "assessments:clip-withdraw", args=[capture.assessment.reference, kept.reference]
    )
    assert client.get(withdrawal).status_code == 405
    assert client.post(withdrawal).url == capture.assessment.get_absolute_url()
    assert client.get(url_of(capture, "")).status_code == 404
    assert ClipFile.objects.get().withdrawn_by == clinician


def test_a_clip_of_a_capture_that_was_removed_is_still_shown_and_can_be_withdrawn(
    client, clinician, folder, capture
):
    client.force_login(clinician)
    kept = keep(capture)
    Capture.objects.update(removed_at=NINE)

    page = client.get(capture.assessment.get_absolute_url())
    withdrawal = reverse(
        "assessments:clip-withdraw", args=[capture.assessment.reference, kept.reference]
    )

    assert b"".join(client.get(url_of(capture, "")).streaming_content) == MP4
    assert put(client, capture).status_code == 404
    assert withdrawal in page.text
    client.post(withdrawal)
    assert withdrawal not in client.get(capture.assessment.get_absolute_url()).text


def test_a_colleague_without_a_ground_is_asked_for_one(client, capture):
    client.force_login(ClinicianFactory())
    keep(capture)

    assert put(client, capture).status_code == 403
    assert client.get(url_of(capture, "")).status_code == 403


def test_a_path_that_is_no_uuid_leads_nowhere(client, clinician, capture):
    client.force_login(clinician)
    base = capture.assessment.get_absolute_url()

    for tail in ("../../etc/passwd", "%2e%2e%2fetc", str(uuid4())):
        assert client.get(f"{base}captures/{tail}/clip/").status_code == 404
