"""`make bench`: everything that is measured, one after another, on a ledger under `.huying-bench`.

`python -m bench [--cases N] [door lives pages simulate language idle]`. With `--cases 1000000` the ledger is filled to a
million first; without it, what is there is measured.
"""

import argparse

from bench import door, idle, language, lives, pages, proof, volume, world

ALL = {
    "door": door.main,
    "lives": lives.main,
    "pages": pages.main,
    "simulate": volume.main,
    "language": language.main,
    "idle": idle.main,
    "proof": proof.main,
}


def main() -> None:
    """Run what was asked for, everything by default."""
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument("--cases", type=int, default=0, help="fill the ledger up to this many cases first")
    options.add_argument("what", nargs="*", choices=[*ALL, []], default=[])
    chosen = options.parse_args()
    world.begin()
    try:
        volume.fill(chosen.cases)
        for name in chosen.what or ALL:
            ALL[name]()
    finally:
        world.end()


if __name__ == "__main__":
    main()
