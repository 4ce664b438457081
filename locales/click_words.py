"""Words of the command line library that users see; translated together with our own."""

from gettext import gettext as _
from gettext import ngettext

_("Usage:")
_("Options")
_("Commands")
_("[OPTIONS]")
_("Show this message and exit.")
_("Show the version and exit.")
_("Error: {message}")
_("Try '{command} {option}' for help.")
_("Missing argument")
_("Missing option")
_("Missing parameter")
_("No such option: {name}")
_("No such command {name!r}.")
_("Missing command.")
_("Invalid value: {message}")
_("Invalid value for {param_hint}: {message}")
_("Option {name!r} requires an argument.")
_("Aborted!")
_("{name} {filename!r} does not exist.")
ngettext("Did you mean {possibility}?", "(Possible options: {possibilities})", 1)
ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1)
