"""The use cases of this app. Each owns its transaction and takes its locks in one order."""

from bookings.actions.attendance import (
    mark_arrived,
    mark_fulfilled,
    mark_noshow,
    undo_attendance,
)
from bookings.actions.booker import GUEST, Booker
from bookings.actions.booking import NewPatient, book_appointment
from bookings.actions.cancelling import cancel_appointment
from bookings.actions.confirming import confirm_attendance, prove_email
from bookings.actions.conflicts import keep_visit
from bookings.actions.courses import book_course, cancel_course, course_mark
from bookings.actions.deletion import answer_deletion, ask_deletion
from bookings.actions.exceptions_together import (
    add_exceptions,
    hours_on,
    open_holiday,
    remove_repeat,
)
from bookings.actions.family import add_dependant, tie_family, untie_family
from bookings.actions.feeds import remove_feed, renew_feed
from bookings.actions.gaps import book_for_wish, offer_gap
from bookings.actions.holding import expire_holds, hold_slot, release_hold
from bookings.actions.idempotency import answered_request, book_once
from bookings.actions.importing import (
    choose_for_import,
    discard_import,
    upload_list,
    work_on_imports,
    work_soon,
)
from bookings.actions.joining import (
    add_guest_file,
    decline_guest_file,
    join_files,
    separate_file,
)
from bookings.actions.looking import look_at_file
from bookings.actions.looks import find_unusual_looks, sign_off_looks
from bookings.actions.mending import Wanted, go_on_mending, settle_visit, start_mending
from bookings.actions.moving import move_appointment
from bookings.actions.notes import strike_note, write_note
from bookings.actions.offering_times import take_offered_time
from bookings.actions.offers import accept_offer, decline_offer
from bookings.actions.people import (
    add_looked_after,
    add_patient,
    change_contact,
    choose_messages,
    contact_mark,
)
from bookings.actions.publishing import order_services, publish_service
from bookings.actions.reseating import change_unit
from bookings.actions.restoring import restore_appointment
from bookings.actions.reviewing import (
    end_review,
    hold_for_review,
    leave_phone,
    note_form_filled,
    note_unsigned,
)
from bookings.actions.schedules import (
    Weighed,
    add_exception,
    find_conflicts,
    remove_exception,
    save_equipment,
    save_practitioner,
    save_service,
    set_weekly_hours,
    weigh,
)
from bookings.actions.waitlist import (
    MOST_WISHES,
    WantedTimes,
    join_waitlist,
    leave_waitlist,
    put_back,
    put_first,
    wait_for_earlier,
)
from bookings.actions.waves import offer_freed_times
from bookings.actions.withdrawing import withdraw_links

__all__ = [
    "GUEST",
    "MOST_WISHES",
    "Booker",
    "NewPatient",
    "Wanted",
    "WantedTimes",
    "Weighed",
    "accept_offer",
    "add_dependant",
    "add_exception",
    "add_exceptions",
    "add_guest_file",
    "add_looked_after",
    "add_patient",
    "answer_deletion",
    "answered_request",
    "ask_deletion",
    "book_appointment",
    "book_course",
    "book_for_wish",
    "book_once",
    "cancel_appointment",
    "cancel_course",
    "change_contact",
    "change_unit",
    "choose_for_import",
    "choose_messages",
    "confirm_attendance",
    "contact_mark",
    "course_mark",
    "decline_guest_file",
    "decline_offer",
    "discard_import",
    "end_review",
    "expire_holds",
    "find_conflicts",
    "find_unusual_looks",
    "go_on_mending",
    "hold_for_review",
    "hold_slot",
    "hours_on",
    "join_files",
    "join_waitlist",
    "keep_visit",
    "leave_phone",
    "leave_waitlist",
    "look_at_file",
    "mark_arrived",
    "mark_fulfilled",
    "mark_noshow",
    "move_appointment",
    "note_form_filled",
    "note_unsigned",
    "offer_freed_times",
    "offer_gap",
    "open_holiday",
    "order_services",
    "prove_email",
    "publish_service",
    "put_back",
    "put_first",
    "release_hold",
    "remove_exception",
    "remove_feed",
    "remove_repeat",
    "renew_feed",
    "restore_appointment",
    "save_equipment",
    "save_practitioner",
    "save_service",
    "separate_file",
    "set_weekly_hours",
    "settle_visit",
    "sign_off_looks",
    "start_mending",
    "strike_note",
    "take_offered_time",
    "tie_family",
    "undo_attendance",
    "untie_family",
    "upload_list",
    "wait_for_earlier",
    "weigh",
    "withdraw_links",
    "work_on_imports",
    "work_soon",
    "write_note",
]
