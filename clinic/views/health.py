"""For whoever watches over the clinic: is it up, and is it ready?"""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic import health


@never_cache
@login_not_required
@require_safe
def healthz(request):
    """Say that the process answers, and no more: a lost database is no reason to restart it."""
    return JsonResponse({"status": "ok"})


@never_cache
@login_not_required
@require_safe
def readyz(request):
    """Say what works, check by check; 503 when one has failed."""
    findings = health.run(health.CHECKS)
    has_failed = any(finding.status == health.Status.FAILED for finding in findings.values())
    return JsonResponse(
        {
            "status": "failed" if has_failed else "ok",
            "checks": [
                {"name": name, "status": finding.status, "text": finding.text}
                for name, finding in findings.items()
            ],
        },
        status=503 if has_failed else 200,
    )
