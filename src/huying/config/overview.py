"""What ``huying`` and ``huying help`` print: this system's own commands, one line each, under the names people type."""

COMMANDS = {
    "serve": "everything together: pages, jobs, clocks (--demo: with the demo city)",
    "web": "the pages and the API alone",
    "worker": "the job queue alone",
    "tick": "the sweep of due clocks and the daily seal alone",
    "prepare": "migrate the database and collect changed static files",
    "begin": "a real city: places, units, three administrators (--check: what it still lacks)",
    "demo": "load the demo city: its people, and the cases of every programme as whole lives",
    "accounts": "print the demo accounts",
    "import": "PROGRAMME FILE: cases from .xlsx, .xls or .csv (--dry-run only looks)",
    "figures": "every figure with numerator and denominator (--as-of DATE, --json)",
    "log": "verify: all hash chains, replays, files and seals; seal: close a day",
    "programme": "check FILE…: prove a workflow or show what breaks it; diagram, page: draw it",
    "simulate": "--cases N [--programme CODE]: whole invented lives, loaded in bulk",
    "train": "learn from closed cases which unit handles what",
}
ASKED = (["help"], ["--help"], ["-h"])


def overview() -> str:
    """The list, with where more is said."""
    wide = max(map(len, COMMANDS))
    lines = [f"  {name:<{wide}}  {does}" for name, does in COMMANDS.items()]
    return "\n".join(
        [
            "usage: huying COMMAND [options]     huying COMMAND --help says more",
            "",
            *lines,
            "",
            "Django's own commands work too; huying help --commands lists them.",
        ]
    )
