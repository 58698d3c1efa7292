"""A heading for a text that has none: people write what happened, not headlines. Pure."""

import re
from collections.abc import Iterator

from huying.rules.text import segment

LONGEST, SHORTEST = 40, 16  # characters of a heading; of one that ends where a clause does
TELLING = 3  # characters of words that tell something: less is a sigh, not a matter
END = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
CLAUSE = re.compile(r"[，,、：:（）()\s]")
GREETING = re.compile(r"^(尊敬的.{0,16}?[:：,，！!]|(各位)?领导[:：,，]?|您好|你好|[!！,，。:：\s])+")
ANNOUNCED = re.compile(
    r"^(我|本人)?(现)?(要|想)?(反映|投诉|举报|咨询)(一个|一下|个)?(问题|情况|事情)?(如下)?[:：,，]\s*"
)
INTRODUCED = re.compile(r"^(我|本人)(是|叫|住在|家住).{0,30}(居民|业主|村民|市民|群众|员工|职工|家长|学生|的人)$")
NUMBER = re.compile(r"[0-9０-９A-Za-z.．]+$")
#: What people say of any matter, so that it tells nothing of this one.
SIGHS = frozenset(
    [
        "到底",
        "究竟",
        "管不管",
        "不管",
        "没人管",
        "谁管",
        "谁来管",
        "管管",
        "有人",
        "没人",
        "有没有",
        "政府",
        "领导",
        "部门",
        "有关",
        "相关",
        "有关部门",
        "相关部门",
        "解决",
        "问题",
        "反映",
        "情况",
        "事情",
        "希望",
        "请求",
        "要求",
        "麻烦",
        "谢谢",
        "感谢",
        "尽快",
        "抓紧",
        "赶紧",
        "马上",
        "投诉",
        "举报",
        "求助",
        "咨询",
        "请问",
        "说法",
        "气愤",
        "气死",
        "无语",
        "忍",
        "忍无可忍",
        "太过分",
        "过分",
        "救命",
        "帮忙",
        "帮帮",
        "帮助",
        "处理",
        "答复",
        "回复",
        "为民",
        "作主",
        "做主",
        "老百姓",
        "百姓",
        "群众",
        "市民",
        "居民",
        "本人",
        "大家",
        "真的",
        "实在",
        "非常",
        "严重",
        "好",
        "坏",
        "怎么回事",
        "怎么办",
        "这件",
        "件事",
        "这事",
        "那事",
        "还是",
        "管",
        "please",
        "help",
        "thanks",
        "hello",
        "dear",
        "sir",
        "madam",
    ]
)


def headline(text: str) -> str:
    """The first sentence of `text` that says something, without the greeting, at most 40 characters and never cut within a number;
    the one that says most where none says enough; empty for an empty text.
    """
    sentences = list(_sentences(text))
    found = next((one for one in sentences if _tells(one) >= TELLING), None)
    return _short(found or max(sentences, key=_tells, default=""))


def _sentences(text: str) -> Iterator[str]:
    for part in END.split(GREETING.sub("", text.strip()) or text.strip()):
        if whole := part.strip():
            told = GREETING.sub("", whole) or whole
            yield ANNOUNCED.sub("", told) or told


def _tells(sentence: str) -> int:
    """How many characters of it belong to words that tell of this matter; words inside longer ones count with them."""
    if INTRODUCED.match(sentence):
        return 0
    return sum(map(len, {word for word in segment(sentence) if word not in SIGHS}))


def _short(sentence: str) -> str:
    """At most so many characters: whole clauses where they are enough, else cut, but never within a number or between it and what it
    counts.
    """
    if len(sentence) <= LONGEST:
        return sentence
    ends = [found.start() for found in CLAUSE.finditer(sentence, SHORTEST, LONGEST + 1)]
    if ends:
        return sentence[: ends[-1]].rstrip("，,、：:（( ")
    cut = sentence[: LONGEST - 1]
    return (NUMBER.sub("", cut) or cut) + "…"
