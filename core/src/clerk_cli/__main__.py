"""The ``clerk`` program."""

from __future__ import annotations

import sys

INTERRUPTED, FAILED = 130, 1


def _end_quietly(kind: type[BaseException], error: BaseException, traceback: object) -> None:
    """End the process without a traceback where Ctrl-C comes before or after the program runs."""
    if issubclass(kind, KeyboardInterrupt):
        import os

        os._exit(INTERRUPTED)
    sys.__excepthook__(kind, error, traceback)  # type: ignore[arg-type]


sys.excepthook = _end_quietly

GC_THRESHOLD = 50_000
"""Allocations before the first garbage collection."""


def main(argv: list[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: The command line without the program's name; None: that of this process.

    Returns:
        The exit status.
    """
    words = sys.argv[1:] if argv is None else argv
    from clerk_cli.startup.standard_streams import flush_output, repair

    repair()
    try:
        status = _run(words)
        flush_output()
    except Exception as error:  # noqa: BLE001 - whatever it is, the user sees one line
        from clerk_cli.console.application import report_outside

        return report_outside(error, words)
    return status


def _run(words: list[str]) -> int:
    if words in (["--version"], ["-v"], ["-V"]):
        from clerk_cli import __version__

        sys.stdout.write(f"clerk version {__version__}\n")
        return 0

    import os

    from clerk_cli.startup.cache import load
    from clerk_cli.startup.fast_path import try_fast_path
    from clerk_cli.startup.locations import DOCTOR, config_folder, plugin_folder
    from clerk_cli.terminal import drop_invalid_sizes

    drop_invalid_sizes(os.environ)
    try:
        folder = plugin_folder(words, os.environ, config_folder(os.environ))
        index = load(os.environ, folder[0] if folder else "")
    except Exception:
        if DOCTOR not in words:
            raise
        index, folder = None, None  # It says what is wrong with the folders.
    if index is not None and folder and words[:1] and words[0] in index.plugins.get("offline", ()):
        from clerk_cli.console.single_files import single_files

        single_files(folder)  # One of them may answer, and its module is imported for that.
    if index is not None and (status := try_fast_path(words, index, os.environ)) is not None:
        return status

    from clerk_cli.startup.lean_cleo import import_pathlib

    import_pathlib(os.environ)
    from clerk_cli.console.application import Application
    from clerk_cli.environment import Environment, tolerant_environment
    from clerk_cli.startup.signals import install

    install()
    environment = tolerant_environment() if DOCTOR in words else Environment()
    return Application(environment, index=index).run(words)


def run() -> int:
    """Run the program as the ``clerk`` command does, and end the process.

    Short commands end before there is garbage to collect, and the operating system cleans up faster
    than the interpreter.
    """
    try:
        import gc

        gc.set_threshold(GC_THRESHOLD)
        status = main()
        _fast_exit(status)
    except KeyboardInterrupt as interrupt:
        status = 128 + int(getattr(interrupt, "number", INTERRUPTED - 128))
        _fast_exit(status)
    return status


def _fast_exit(status: int) -> None:
    """End the process without the interpreter's clean-up, if nothing depends on that."""
    import os

    if threading := sys.modules.get("threading"):
        main_thread = threading.main_thread()
        threads = [thread for thread in threading.enumerate() if thread is not main_thread]
        if not all(thread.daemon for thread in threads):
            import signal

            # The interpreter waits for them; Ctrl-C then ends it without a traceback.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            return
    if sys.gettrace() or sys.getprofile() or "coverage" in sys.modules:
        return
    import atexit

    atexit._run_exitfuncs()  # noqa: SLF001 - the interpreter calls it too
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            # What an exit handler printed last cannot be written; the status is known.
            continue
    os._exit(status)


if __name__ == "__main__":
    sys.exit(run())
