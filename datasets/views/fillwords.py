"""The words of forms in the browser: our own, and those that web-forms knows in English only."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: By the name that the script of the page uses.
WORDS = {
    "nobody": _("Nobody is signed in on this device, so nothing is kept. Sign in once there is a network."),
    "insecure": _(
        "Without a network this form opens only on https or on this very machine; what you type is kept all the same."
    ),
    "written_by": _("Written by:"),
    "to_fill": _("Forms to fill in"),
    "no_forms": _("No round is open in your area today."),
    "no_forms_kept": _("No form was kept on this device. Open this page once with a network."),
    "fill": _("Fill in"),
    "ready": _("Ready without a network"),
    "closes": _("closes"),
    "late": _("the round has closed; by exception you may send until"),
    "drafts": _("Drafts on this device"),
    "go_on": _("Go on"),
    "waiting": _("Kept on this device, not sent yet"),
    "returned": _("Returned to you"),
    "correct": _("Correct"),
    "change": _("Change"),
    "let_go": _("Throw away"),
    "let_go_ask": _("Throw away what is kept on this device? It cannot be brought back."),
    "kept": _("Kept on this device. It is sent when there is a network."),
    "draft_kept": _("The draft is kept on this device."),
    "sending": _("Sending…"),
    "sent": _("Sent, and received by the server. It is reviewed next."),
    "signed_out": _("You are signed out. Sign in again: what is kept here is sent then."),
    "stale": _("This page was open too long. Load it again: what is kept here is sent then."),
    "opening": _("The form is opened…"),
    "not_kept": _("This form is not kept on this device. Open this page once with a network."),
    "cannot_open": _("The form cannot be opened in this browser: %(why)s"),
    "remarks": _("What has to be corrected"),
    "of_the_whole": _("Of the whole"),
    "go_to": _("Go to the question"),
    "back": _("Back to the list"),
    "map": _(
        "The map has no background here: no map of another host is loaded. "
        "Positions are taken by the button or by touching."
    ),
    "common_era": _("A day is kept in the common era (2021 is 2564); its year may be typed in either."),
    "storage_full": _("This device has no room left: the draft is not kept. Send it, or make room."),
}  # fmt: skip

#: What web-forms says in English; it has no other language. A number in a phrase stands as “#”.
PHRASES = {
    "Send": pgettext_lazy("web form", "Send"),
    "Remove": pgettext_lazy("web form", "Remove"),
    "Add": pgettext_lazy("web form", "Add"),
    "Cancel": pgettext_lazy("web form", "Cancel"),
    "Save": pgettext_lazy("web form", "Save"),
    "Okay": pgettext_lazy("web form", "Okay"),
    "OK": pgettext_lazy("web form", "OK"),
    "Clear": pgettext_lazy("web form", "Clear"),
    "Close": pgettext_lazy("web form", "Close"),
    "Repeat Item": pgettext_lazy("web form", "Repeat Item"),
    "Rank items": pgettext_lazy("web form", "Rank items"),
    "Change language": pgettext_lazy("web form", "Change language"),
    "change language": pgettext_lazy("web form", "Change language"),
    "# question with error.": pgettext_lazy("web form", "# question with error."),
    "# questions with errors.": pgettext_lazy("web form", "# questions with errors."),
    "Condition not satisfied: required": pgettext_lazy("web form", "Condition not satisfied: required"),
    "Condition not satisfied: constraint": pgettext_lazy("web form", "Condition not satisfied: constraint"),
    "Take picture": pgettext_lazy("web form", "Take picture"),
    "Choose image": pgettext_lazy("web form", "Choose image"),
    "Choose file": pgettext_lazy("web form", "Choose file"),
    "Captured image preview": pgettext_lazy("web form", "Captured image preview"),
    "Get location": pgettext_lazy("web form", "Get location"),
    "Try again": pgettext_lazy("web form", "Try again"),
    "Save location": pgettext_lazy("web form", "Save location"),
    "Finding your location": pgettext_lazy("web form", "Finding your location"),
    "Time taken to capture location:": pgettext_lazy("web form", "Time taken to capture location:"),
    "Good accuracy": pgettext_lazy("web form", "Good accuracy"),
    "Poor accuracy": pgettext_lazy("web form", "Poor accuracy"),
    "Unknown accuracy": pgettext_lazy("web form", "Unknown accuracy"),
    "Cannot access location": pgettext_lazy("web form", "Cannot access location"),
    "Grant location permission in the browser settings and make sure location is turned on.": pgettext_lazy(
        "web form", "Grant location permission in the browser settings and make sure location is turned on."
    ),
    "Location unavailable. Enable GPS and browser permissions, then restart the form to try again.": pgettext_lazy(
        "web form",
        "Location unavailable. Enable GPS and browser permissions, then restart the form to try again.",
    ),
    "Unable to load map": pgettext_lazy("web form", "Unable to load map"),
    "Graphics issue detected": pgettext_lazy("web form", "Graphics issue detected"),
    "Your browser cannot display the map now. Enable graphics acceleration settings.": pgettext_lazy(
        "web form", "Your browser cannot display the map now. Enable graphics acceleration settings."
    ),
    "No point saved": pgettext_lazy("web form", "No point saved"),
    "No trace saved": pgettext_lazy("web form", "No trace saved"),
    "No shape saved": pgettext_lazy("web form", "No shape saved"),
    "Point saved": pgettext_lazy("web form", "Point saved"),
    "Trace saved": pgettext_lazy("web form", "Trace saved"),
    "Shape saved": pgettext_lazy("web form", "Shape saved"),
    "# points saved": pgettext_lazy("web form", "# points saved"),
    "Longitude: #": pgettext_lazy("web form", "Longitude: #"),
    "Latitude: #": pgettext_lazy("web form", "Latitude: #"),
    "Altitude: # m": pgettext_lazy("web form", "Altitude: # m"),
    "Press and drag to move a point": pgettext_lazy("web form", "Press and drag to move a point"),
    "Tap to place a point": pgettext_lazy("web form", "Tap to place a point"),
    "Tap to move point": pgettext_lazy("web form", "Tap to move point"),
    "Remove point": pgettext_lazy("web form", "Remove point"),
    "View details": pgettext_lazy("web form", "View details"),
    "Search": pgettext_lazy("web form", "Search"),
}  # fmt: skip

#: What the lists and calendars in web-forms say, by the names of PrimeVue.
LISTS = {
    "actions": pgettext_lazy("web form", "What can be done with this part"),
    "today": _("Today"),
    "clear": pgettext_lazy("web form", "Clear"),
    "emptyMessage": _("Nothing to choose from."),
    "emptySearchMessage": _("Nothing was found."),
    "emptyFilterMessage": _("Nothing was found."),
    "searchMessage": _("{0} found"),
    "selectionMessage": _("{0} chosen"),
    "emptySelectionMessage": _("Nothing is chosen."),
    "chooseDate": _("Choose a day"),
    "chooseMonth": _("Choose a month"),
    "chooseYear": _("Choose a year"),
    "prevMonth": _("The month before"),
    "nextMonth": _("The next month"),
    "prevYear": _("The year before"),
    "nextYear": _("The next year"),
    "prevDecade": _("The ten years before"),
    "nextDecade": _("The next ten years"),
}
