"""The public API, version 1: its contract changes only by version."""

from functools import cache

from django.http import JsonResponse
from ninja import NinjaAPI

from bookings.api import booking, reading
from bookings.api.problems import answer_errors_with_problems
from clinic.problems import MEDIA_TYPE


class ClinicAPI(NinjaAPI):
    """Documents its errors with the media type that they are sent with."""

    def get_openapi_schema(self, **arguments):
        document = super().get_openapi_schema(**arguments)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "content" in response:
                        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
        return document


api = ClinicAPI(
    title="Clinic",
    version="1",
    description="Book visits at the clinic, look at them and cancel them.",
    openapi_url=None,  # below, as a call like the others: with their errors
    docs_url=None,  # its page would load scripts from another site
    urls_namespace="api",
)
api.add_router("", reading.router)
api.add_router("", booking.router)
answer_errors_with_problems(api)


@api.get("/openapi.json", include_in_schema=False)
def openapi_document(request):
    return JsonResponse(document())


@cache
def document():
    return api.get_openapi_schema()
