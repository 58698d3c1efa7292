"""Words of Chinese text: what a letter is indexed by, and what a search asks for.

Pure and deterministic. The dictionary cutter is loaded at the first call, not at import (34 MB of memory that a process
which never cuts a letter does not pay). Unknown words — most of them names of roads, estates, villages — fall apart into
single characters; those runs are indexed by their overlapping pairs, so that a name is found whatever stands around it.
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise

MAX_CHARS = 200_000  # a letter is read this far; a longer one is hostile or a book
MAX_TOKENS = 20_000  # keeps a tsvector far below PostgreSQL's limit of 1 MB,
MAX_BYTES = 400_000  # counted at four a character, whatever the words are
MAX_TOKEN = 40  # characters; a longer "word" is noise
PERSONAL_DIGITS = 7  # a number this long is a phone, a card or an identity: never in an index

_STOP_WORDS = """
的 了 和 是 在 我 有 就 不 人 都 一 也 很 到 说 要 去 你 会 着 没 看 好 自 这 那 与 及 或 而 但 被 把 对 从 向 于 以 为 之 其
他 她 它 们 您 吗 呢 吧 啊 呀 哦 么 得 地 过 给 让 跟 同 由 等 再 又 还 已 将 可 能 该 各 个 些 只 才 更 最 太 请 使 此 即 若 如
因 所 并 且 则 却 仍 便 来 里 中 上 下 后 前 时 年 月 日 号 多 几 每 某 做 想 叫 用
我们 你们 他们 她们 它们 咱们 自己 这个 那个 这些 那些 这样 那样 这里 那里 这种 那种 这么 那么 什么 怎么 怎样 如何 为什么
没有 不是 不能 不会 不要 就是 还是 只是 但是 可是 而且 并且 因为 所以 如果 虽然 然而 或者 以及 及其 并不 一个 一些 一直 一样 一下
可以 可能 能够 应该 需要 已经 正在 现在 目前 之后 之前 以后 以前 的话 时候 关于 对于 由于 根据 按照 通过 为了
an and are as at be by for from in is it of on or that the this to was we with you
"""
STOP = frozenset(_STOP_WORDS.split())


@cache
def _cutter() -> tuple[Callable[..., list[str]], Callable[..., list[str]]]:
    import rjieba  # noqa: PLC0415 - the dictionary is loaded by who cuts letters only

    return rjieba.cut_for_search, rjieba.cut


def clean(text: str) -> str:
    """`text` in one form: NFKC, lower case, without NUL, controls and lone surrogates; read to `MAX_CHARS`."""
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARS].encode("utf-8", "ignore").decode("utf-8"))
    plain = " ".join(folded[:MAX_CHARS].casefold().split())
    return plain if plain.isprintable() else "".join(c if c.isprintable() else " " for c in plain)


def is_han(char: str) -> bool:
    """Whether `char` is one Chinese ideograph."""
    return len(char) == 1 and ("\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff")


@lru_cache(maxsize=20_000)  # most pieces are old acquaintances; saves half of the time
def _kind(piece: str) -> str:
    """What a piece is: "lone" for an unknown character, "word" for a word, empty for what is not indexed."""
    if piece in STOP:
        return ""
    if is_han(piece):
        return "lone"
    personal = piece.isdigit() and len(piece) >= PERSONAL_DIGITS
    return "word" if piece.isalnum() and len(piece) <= MAX_TOKEN and not personal else ""


def _pairs(run: list[str]) -> list[str]:
    return run if len(run) < 2 else [a + b for a, b in pairwise(run)]


def _joined(pieces: list[str]) -> Iterator[str]:
    run: list[str] = []
    for piece in pieces:
        kind = _kind(piece)
        if kind == "lone":
            run.append(piece)
            continue
        if run:
            yield from _pairs(run)
            run = []
        if kind:
            yield piece
    yield from _pairs(run)


def segment(text: str) -> list[str]:
    """The words of `text` in order, repeats kept: dictionary words with the shorter words inside them, pairs of unknown
    characters, Latin words and short numbers; no stop words, no long numbers. Never more than `MAX_TOKENS`.
    """
    cut_for_search, _ = _cutter()
    return _bounded(_joined(cut_for_search(clean(text), False)))


def _bounded(tokens: Iterator[str]) -> list[str]:
    kept: list[str] = []
    size = 0
    for token in tokens:
        size += 4 * len(token)
        if len(kept) == MAX_TOKENS or size > MAX_BYTES:
            break
        kept.append(token)
    return kept


def search_text(text: str) -> str:
    """What `to_tsvector('simple', …)` takes for a text: its words, joined by spaces."""
    return " ".join(segment(text))


def search_query(text: str) -> str:
    """`text` as typed by a person, for `to_tsquery('simple', …)` (Django: `SearchQuery(…, config="simple",
    search_type="raw")`): all words must occur; a lone character matches any word that begins with it. Empty where
    nothing is left to search by. Safe for any input.
    """
    _, cut = _cutter()
    words = dict.fromkeys(_bounded(_joined(cut(clean(text[:400]), False))))
    return " & ".join(f"'{word}':*" if is_han(word) else f"'{word}'" for word in words)
