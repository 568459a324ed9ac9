"""The clinic's identity, contact and rules, as an administrator saves them."""

from collections.abc import Mapping

from django.db import transaction

from clinic.identity.pictures import Made
from clinic.models import ClinicPicture, ClinicProfile


@transaction.atomic
def save_profile(
    *, changes: Mapping[str, object], pictures: Mapping[str, list[Made]] | None = None
) -> ClinicProfile:
    """Write what has changed of the profile, and the pictures by the field that names them.

    Only the columns that are given: two pages write it, and neither undoes the other. A picture
    that nothing names any more ends here.
    """
    ClinicProfile.objects.get_or_create(pk=ClinicProfile.ONLY)
    profile = ClinicProfile.objects.select_for_update().get(pk=ClinicProfile.ONLY)
    for name, value in changes.items():
        setattr(profile, name, value)
    for name, made in (pictures or {}).items():
        setattr(profile, name, _kept(made))
    profile.full_clean(validate_unique=False)
    profile.save()
    shown = {digest for digest in (profile.logo, profile.logo_by_night, profile.photo) if digest}
    ClinicPicture.objects.exclude(digest__in=shown).delete()
    return profile


def _kept(made):
    """Keep a picture in all of its sizes; return its digest, "" for none."""
    if not made:
        return ""
    digest = made[0].digest
    ClinicPicture.objects.bulk_create(
        [
            ClinicPicture(
                digest=digest,
                kind=one.kind,
                content=one.content,
                content_type=one.content_type,
                width_px=one.width_px,
                height_px=one.height_px,
            )
            for one in made
        ],
        ignore_conflicts=True,
    )
    return digest
