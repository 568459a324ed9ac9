"""How somebody is called and reached, changed by themselves, whoever looks after them, or the desk.

A page that was opened before a colleague's change shows that change instead of losing it.
"""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bookings import actions
from bookings.exceptions import ContactChanged
from bookings.forms.people import ContactForm
from clinic.models import Patient


def answer_contact(
    request: HttpRequest,
    person: Patient,
    form_class: type[ContactForm],
    *,
    template: str,
    context: dict,
    saved: str,
    leads_to: str,
) -> HttpResponse:
    """Show somebody's details, and write what was typed unless they changed meanwhile."""
    mark = actions.contact_mark(person)
    form = form_class.of(person, request.POST or None, seen=mark)
    context |= {"form": form, "person": person}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_contact(patient=person, **{"email": person.email} | form.contact())
        except ContactChanged as error:
            status = error.status
            form.data = form.data.copy()
            form.data["seen"] = mark  # who has compared may save
            form.add_error(None, str(error))
            context["newer"] = person
        else:
            notices.success(request, saved)
            return redirect(leads_to)
    return render(request, template, context, status=status)
