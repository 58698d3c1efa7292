"""The gist of an answer: what was found and done, not the polite opening every answer begins with. Pure."""

import re
from collections.abc import Collection

LONGEST = 90  # characters
SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
HELLO = re.compile(
    r"^(尊敬的[^，,：:。！!]{0,20}|[^，,：:。！!]{0,12}(网友|市民|先生|女士|同志|朋友)|您好|你好|大家好)[，,：:！!。\s]*"
)
INTRODUCED = re.compile(r"^.{0,30}(答复|回复|反馈|说明)(您)?如下[：:，,。]?")
FORMULA = re.compile(
    r"收悉|已收到|来信.{0,4}收|感谢您|谢谢您|感谢.{0,12}(关注|支持|理解|来信|留言)|高度重视|祝您|如有(疑问|问题|其他)|"
    r"请(您)?(拨打|联系)|欢迎.{0,8}(监督|来电|致电)"
)
REPEATED = re.compile(
    r"^(关于)?(您|你|网友|市民)?.{0,6}(反映|咨询|留言|提出|投诉)的?.{0,60}(问题|情况|一事|事项)[，,。：:]?$"
)
FOUND = re.compile(r"^(经)(核实|查|调查|了解|研究|现场).{0,8}[，,：:]")


def gist(answer: str, wanted: Collection[str] = ()) -> str:
    """The first sentences that say something, from the one that says most of the `wanted` words on; the whole begins the text where
    nothing but politeness is in it.
    """
    sentences = [one.strip() for one in SENTENCE.findall(answer) if one.strip()]
    plain = [INTRODUCED.sub("", HELLO.sub("", HELLO.sub("", one))) for one in sentences]
    telling = [one for one in plain if one and not FORMULA.search(one) and not REPEATED.match(one)]
    if not telling:
        return _short(answer.strip())
    best = max(range(len(telling)), key=lambda place: (sum(word in telling[place] for word in wanted), -place))
    return _short(FOUND.sub("", "".join(telling[best:])))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
