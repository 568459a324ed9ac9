"""The articles as staff see them: administrators write, clinicians stand by what they read."""

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import actions
from assessments.catalogue import exercises_by_code
from assessments.exceptions import ArticleChanged
from assessments.forms.articles import ArticleForm, as_typed
from assessments.learning.articles import ArticleText
from assessments.learning.citations import CITATIONS
from assessments.learning.drawings import DRAWINGS
from assessments.reading.articles import all_of, page_of
from assessments.reading.reviewing import review_status, reviewer
from assessments.shelf import Entry, Version, shelf
from clinic.roles import EDIT_ARTICLES, REVIEW_ARTICLES, SEE_ARTICLES, needs


def find(slug) -> tuple[Entry, dict[str, Entry]]:
    """Return an article, and all of them; 404 if there is no such one."""
    entries = shelf()
    if slug not in entries:
        raise Http404
    return entries[slug], entries


@require_safe
@needs(SEE_ARTICLES)
def article_desk(request):
    rows = [
        (entry, review_status(entry.reviewed and entry.reviewed.review))
        for entry in shelf().values()
    ]
    context = {"rows": rows, "may_edit": request.user.has_perm(EDIT_ARTICLES)}
    return render(request, "assessments/learning/desk/list.html", context)


# --- Writing --------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(EDIT_ARTICLES)
def article_create(request):
    titles = {slug: entry.working.text.title for slug, entry in shelf().items()}
    exercises = exercises_by_code(with_hidden=True)
    form = ArticleForm(_typed(request), articles=titles, exercises=exercises, is_new=True)
    if request.method != "POST" or not form.is_valid() or "preview" in request.POST:
        return _render_form(request, form)
    submission = form.cleaned_data["submission"]
    version = actions.add_article(text=form.text(), by=request.user, submission=submission)
    notices.success(request, "Saved as a draft. Readers see it once a clinician has reviewed it.")
    return redirect("assessments:article-draft", version.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(EDIT_ARTICLES)
def article_edit(request, slug):
    entry, entries = find(slug)
    others = {each: entries[each].working.text.title for each in entries if each != slug}
    working = entry.working
    form = ArticleForm(
        _typed(request),
        initial=as_typed(working.text),
        articles=others,
        exercises=exercises_by_code(with_hidden=True),
    )
    mark = request.POST.get("mark", working.text.mark)
    if request.method != "POST" or not form.is_valid() or "preview" in request.POST:
        return _render_form(request, form, entry=entry, mark=mark)
    try:
        saved = actions.change_article(
            slug=slug,
            text=form.text(),
            mark=mark,
            by=request.user,
            note=form.cleaned_data["note"],
        )
    except ArticleChanged as error:
        return _render_form(
            request, form, entry=entry, mark=working.text.mark, refusal=str(error), status=409
        )
    if saved:
        notices.success(request, f"Version {saved.number} is saved. It awaits a review.")
    else:
        notices.info(request, "Nothing was changed.")
    return redirect("assessments:article-draft", slug)


def _typed(request):
    return request.POST if request.method == "POST" else None


def _render_form(request, form, *, entry=None, status=200, **context):
    """Show the form, with how the page would look where that was asked for and all is sound."""
    is_sound = form.is_bound and form.is_valid()
    preview = None
    if is_sound and "preview" in request.POST:
        preview = _preview(form.text(), entry.slug if entry else "")
    context |= {
        "form": form,
        "entry": entry,
        "preview": preview,
        "drawings": DRAWINGS,
        "citations": CITATIONS,
    }
    status = 422 if form.is_bound and not is_sound else status
    return render(request, "assessments/learning/desk/form.html", context, status=status)


def _preview(text: ArticleText, slug: str):
    version = Version(slug, text, None, None, timezone.localdate())
    return page_of(version, all_of(shelf()))


# --- Reading, reviewing ---------------------------------------------------------------------------


@require_safe
@needs(SEE_ARTICLES)
def article_draft(request, slug):
    """Show what is worked on, as it would stand on the public page."""
    entry, entries = find(slug)
    return _render_version(request, entry, entry.working, entries)


@require_safe
@needs(SEE_ARTICLES)
def article_version(request, slug, number):
    entry, entries = find(slug)
    version = next((each for each in entry.versions if each.number == number), None)
    if version is None:
        raise Http404
    return _render_version(request, entry, version, entries)


def _render_version(request, entry, version, entries):
    is_working = version == entry.working
    context = {
        "entry": entry,
        "page": page_of(version, all_of(entries)),
        "is_working": is_working,
        "is_public": version == entry.public,
        "may_edit": request.user.has_perm(EDIT_ARTICLES),
        "may_review": is_working and reviewer(request.user) is not None,
        **review_status(version.review),
    }
    return render(request, "assessments/learning/desk/version.html", context)


@require_safe
@needs(SEE_ARTICLES)
def article_versions(request, slug):
    entry, _ = find(slug)
    context = {"entry": entry, "may_edit": request.user.has_perm(EDIT_ARTICLES)}
    return render(request, "assessments/learning/desk/versions.html", context)


@require_POST
@needs(REVIEW_ARTICLES)
def article_review(request, slug):
    find(slug)
    practitioner = reviewer(request.user)
    if practitioner is None:
        raise PermissionDenied
    try:
        actions.review_article(
            slug=slug, mark=request.POST.get("mark", ""), practitioner=practitioner
        )
    except ArticleChanged as error:
        notices.error(request, str(error))
    else:
        notices.success(
            request, "Thank you. Your name and today’s date now stand at the top of this version."
        )
    return redirect("assessments:article-draft", slug)


# --- Going back, hiding ---------------------------------------------------------------------------


@require_POST
@needs(EDIT_ARTICLES)
def article_put_back(request, slug, number):
    entry, _ = find(slug)
    if number not in [version.number for version in entry.versions]:
        raise Http404
    return _go_back(request, actions.put_back, slug=slug, number=number)


@require_POST
@needs(EDIT_ARTICLES)
def article_reset(request, slug):
    entry, _ = find(slug)
    if entry.is_own:
        raise Http404
    return _go_back(request, actions.reset_article, slug=slug)


def _go_back(request, action, **about):
    """Do it, if the page had seen what is worked on now; say what readers see of it."""
    try:
        version = action(mark=request.POST.get("mark", ""), by=request.user, **about)
    except ArticleChanged as error:
        notices.error(request, str(error))
        return redirect("assessments:article-versions", about["slug"])
    entry, _ = find(version.slug)
    told = "It awaits a review." if entry.is_draft else "Its review still holds."
    notices.success(request, f"That text stands again, as version {version.number}. {told}")
    return redirect("assessments:article-draft", version.slug)


@require_POST
@needs(EDIT_ARTICLES)
def article_hide(request, slug):
    find(slug)
    is_hidden = request.POST.get("hidden") == "yes"
    actions.hide_article(slug=slug, is_hidden=is_hidden, by=request.user, now=timezone.now())
    told = "Readers no longer see it." if is_hidden else "Readers see it once it is reviewed."
    notices.success(request, told)
    return redirect("assessments:article-desk")
