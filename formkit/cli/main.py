"""The command line: parse, call one action, report; and the one boundary of errors."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from formkit.language.text import environment_language, translate, use_language

if TYPE_CHECKING:
    import click


def main(argv: list[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not know Cyrillic; a name must not stop the work.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    use_language(_asked_language(arguments) or environment_language())
    sys.exit(run(arguments))


def _asked_language(arguments: list[str]) -> str | None:
    """The help texts need the language before the command line is parsed."""
    for before, after in zip(["", *arguments], arguments, strict=False):
        if before == "--lang":
            return after
        if after.startswith("--lang="):
            return after.removeprefix("--lang=")
    return None


def run(arguments: list[str]) -> int:
    """The exit code of a command; see :class:`formkit.errors.ExitCode`."""
    import click

    from formkit.cli import report
    from formkit.cli.commands import formkit
    from formkit.errors import ExitCode, FormkitError

    translate_usage(formkit)
    try:
        result: Any = formkit.main(arguments, prog_name="formkit", standalone_mode=False)
        return int(result) if isinstance(result, int) else ExitCode.DONE
    except click.exceptions.Abort:
        return ExitCode.INTERRUPTED
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except FormkitError as error:
        report.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has left; Python would complain once more while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the last boundary
        report.crash(write_crash_log(error))
        return ExitCode.BUG


def translate_usage(command: click.Command) -> None:
    """Put the words of usage lines into the language; click translates only what is around them."""
    import click

    command.options_metavar = translate(command.options_metavar or "")
    for parameter in command.params:
        if isinstance(parameter, click.Argument) and parameter.metavar is None:
            name = translate((parameter.name or "").upper())
            shown = name if parameter.required else f"[{name}]"
            parameter.metavar = shown if parameter.nargs == 1 else f"{shown}..."
        elif parameter.metavar or parameter.type in (click.STRING, click.INT):
            parameter.metavar = translate(parameter.metavar or parameter.type.name.upper())
    if isinstance(command, click.Group):
        command.subcommand_metavar = translate(command.subcommand_metavar)
        for inner in command.commands.values():
            translate_usage(inner)


def write_crash_log(error: BaseException) -> str:
    """A file with versions and the lines of code passed through; no values, no names of people."""
    import platform
    import tempfile
    import traceback

    import formkit

    frames = traceback.extract_tb(error.__traceback__)
    passed = [
        f"{frame.filename.rsplit('formkit', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames
    ]
    lines = [
        f"formkit {formkit.__version__}",
        f"Python {platform.python_version()} {platform.system()}",
        type(error).__name__,
        *passed,
    ]
    handle, path = tempfile.mkstemp(prefix="formkit-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path
