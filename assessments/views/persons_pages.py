"""Pages about one person of those whom an account looks after: about whom, and at which address."""

from functools import wraps
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bookings.views.account import for_patients


def path_of(name, person, people, **query):
    """Return the path of a page about one person; it names whom where there are several."""
    if len(people) > 1:
        query["who"] = person.reference
    path = reverse(f"assessments:{name}")
    return f"{path}?{urlencode(query)}" if query else path


def persons_page(people_of, nobody):
    """Return what gives a view the person that its page is about, and all whom it may be about.

    `people_of` returns those of an account who have such a page, and `nobody` is the template for
    an account without any.
    """

    def of_a_person(view):
        @never_cache
        @for_patients
        @wraps(view)
        def find_and_show(request, **named):
            people = people_of(request.user)
            asked = request.GET.get("who", "")
            if not people and not asked:
                return render(request, nobody)
            chosen = [each for each in people if not asked or str(each.reference) == asked]
            if not chosen:
                raise Http404
            return view(request, chosen[0], people, **named)

        return find_and_show

    return of_a_person
