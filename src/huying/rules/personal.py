"""What personal data looks like in Chinese prose: one table of patterns, read by `rules.scrub`.

Two conditions hold for every pattern. It is bounded, so that a megabyte takes linear time. And no class of characters in it
contains `*`: what is already hidden can never help to match, which is what makes scrubbing idempotent.
"""

import re

import msgspec

HAN = "[\u4e00-\u9fff]"
COMPOUND = "欧阳|上官|司马|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|长孙|夏侯|轩辕|令狐|宇文|端木|申屠|南宫|独孤"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤康尚葛游邢柴牛冀聂焦"
    "翟齐申靳樊霍柳芦路耿关岳辛管祝左涂谷祁舒项阮米管殷鲍辜倪盛甄欧洪庞卞穆苗鲁裴蓝晏滕宁费詹温喻甘屈娄褚凌解桂"
)
_ORG = "区县市镇乡村社处科局委办中学校院所司厂部室会组班级生店站队"
_TAIL = "是系在的现今家住来于和向有要想因从也已与反男女我你他电手联地身为等都被把将说某老先就给对同您请到去曾前年岁副姓"
_GIVEN = f"(?![{_ORG}{_TAIL}]){HAN}"
_NAME = f"(?:{COMPOUND}|(?!{COMPOUND})[{SURNAMES}])(?P<x>{_GIVEN}(?:{_GIVEN})?)"
_END = r"(?=[，,。；;、！!\s（(：:]|是|系|男|女|家住|现|今年|身份证|电话|的|$)"
_LABEL = "联系人|姓名|反映人|诉求人|投诉人|举报人|申请人|报案人|信访人|业主|户主|家长|负责人|法人|法定代表人|患者|当事人|经办人|收件人|署名|学生|孩子"
_TITLE = "先生|女士|小姐|太太|大爷|大妈|阿姨|师傅|同志|老师|医生|大夫|护士|经理|老板|主任|书记|村长|支书|校长|局长|所长|院长|科长|队长|站长|会计"
_SEP = r"[ \t\-—–.·_]"
_NUM = "(?:[0-9]{1,5}|[A-Za-z][0-9]{0,2}|[一二三四五六七八九十]{1,3})"
_PART = rf"{_NUM} ?(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|户|房|#楼?|门)"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


class Pattern(msgspec.Struct, frozen=True):
    """`kind` of data; `found` matches it; hidden is group `x` where there is one, else each match of `hidden` inside,
    else the whole. `numerals`: Chinese numerals and look-alike letters count as digits.
    """

    kind: str
    found: re.Pattern[str]
    hidden: re.Pattern[str] | None = None
    numerals: bool = False


def _pattern(kind: str, expression: str, *, numerals: bool = False) -> Pattern:
    return Pattern(kind=kind, found=re.compile(expression), numerals=numerals)


def _address(expression: str) -> Pattern:
    return Pattern(kind="address", found=re.compile(expression), hidden=re.compile(_NUM))


_NO_DATE = r"(?!19[0-9]{2}[.\-][0-9]{1,2}[.\-])"
_MOBILE = rf"(?<![0-9])(?:\+?86{_SEP}{{0,2}})?{_NO_DATE}1{_SEP}{{0,2}}[3-9](?:{_SEP}{{0,2}}[0-9]){{9}}(?![0-9])"
_IDENTITY = (
    rf"(?<![0-9])[1-9](?:{_SEP}?[0-9]){{5}}{_SEP}?(?:1{_SEP}?[89]|2{_SEP}?0)(?:{_SEP}?[0-9]){{2}}"
    rf"{_SEP}?[01]{_SEP}?[0-9]{_SEP}?[0-3](?:{_SEP}?[0-9]){{4}}{_SEP}?[0-9Xx](?![0-9])"
)

_DOMAIN = r"@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"

# The order matters: what comes first is hidden first, and the rest is looked for in what is left.
PATTERNS = (
    _pattern("email", rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{{1,64}}{_DOMAIN}"),
    _pattern("email", _DOMAIN),
    _pattern("identity", _IDENTITY),
    _pattern("identity", r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|[0-9]{15})(?![0-9Xx])"),
    _pattern("card", r"(?<![0-9])[3-6][0-9]{3}(?:[ \-][0-9]{4}){3}(?:[ \-]?[0-9]{1,3})?(?![0-9])"),
    _pattern("card", r"(?<![0-9])[0-9]{16,19}(?![0-9])"),
    _pattern("phone", _MOBILE),
    _pattern("phone", _MOBILE, numerals=True),
    _pattern("number", r"[0-9]{11,}[Xx]?"),
    _pattern("number", r"[0-9]{11,}", numerals=True),
    _pattern(
        "phone",
        rf"(?<![0-9])\(?0[0-9]{{2,3}}\)?{_SEP}{{0,2}}[2-9][0-9]{{2,3}}{_SEP}?[0-9]{{4}}(?:[\-转][0-9]{{1,5}})?(?![0-9])",
    ),
    _pattern(
        "phone",
        r"(?:电话|座机|手机|致电|拨打|联系方式|号码|[Tt][Ee][Ll])[^0-9\n*]{0,6}(?P<x>[2-9][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9])",
    ),
    _pattern(
        "plate", rf"[{_PROVINCE}][A-HJ-Za-hj-z][ ·•.\-]?[A-HJ-NP-Za-hj-np-z0-9]{{5,6}}[学警挂港澳领]?(?![A-Za-z0-9])"
    ),
    _pattern("account", r"(?:[Qq]{2}|扣扣|企鹅)(?:群|号|号码|群号)?[:： 是为]{0,3}(?P<x>[1-9][0-9]{4,10})(?![0-9])"),
    _pattern(
        "account",
        r"(?:微信|薇信|威信|加微|[Vv][Xx]|[Vv]信|[Ww]ei[Xx]in|[Ww]e[Cc]hat|支付宝|抖音|微博)(?:号码|号|账号|帐号|[Ii][Dd])?"
        r"[:： 是为]{0,3}(?P<x>[A-Za-z0-9][A-Za-z0-9_\-]{4,19})(?![A-Za-z0-9_])",
    ),
    _pattern(
        "account",
        r"(?:护照|通行证|军官证|社保卡|医保卡|学籍|学号|工号|准考证|档案|证件|卡号|账号|帐号|账户|身份证)(?:号码|号)?"
        r"[:： 是为]{0,3}(?P<x>[A-Za-z0-9]{5,20})(?![A-Za-z0-9])",
    ),
    _address(
        rf"(?<![月0-9A-Za-z]){_PART}(?:[ ,，\-]?{_PART}){{1,5}}(?:[ \-]?[0-9]{{3,4}}(?![0-9年月日元户人]))?(?!厅)"
    ),
    _address(
        r"(?<![0-9A-Za-z])(?:[0-9]{1,3}|[A-Za-z][0-9]{0,2}) ?(?:号楼|栋|幢|座)[ \-]?[0-9]{3,4}(?![0-9年月日元户人])"
    ),
    _address(rf"(?<![0-9A-Za-z]){_NUM} ?(?:号楼|单元)"),
    _address(r"(?<![共有建约近等0-9A-Za-z])(?:[0-9]{1,3}|[A-Za-z][0-9]{0,2}) ?(?:栋|幢|座)(?!楼房|别墅|住宅)"),
    _address(r"(?<![0-9A-Za-z])[0-9]{3,4} ?(?:室|房)(?![0-9一二两三]厅)"),
    _address(r"(?<![0-9])[0-9]{1,3}-[0-9]{1,2}-(?!19|20)[0-9]{3,4}(?![0-9])"),
    _pattern(
        "address",
        r"(?:路|街|巷|道|胡同|弄|里|村|组|段|坊|门牌|门牌号)[:： ]?(?P<x>[0-9]{1,5}(?:-[0-9]{1,4})?) ?号(?!线|公交|路)",
    ),
    _pattern("name", rf"(?:我叫|我的名字叫|我的名字是|我名叫|名叫|本人叫|本人姓名){_NAME}"),
    _pattern("name", rf"(?:本人|我是|我系|本人是|本人系)(?![于从向和应经常时成原万]){_NAME}{_END}"),
    _pattern("name", rf"(?:{_LABEL})(?:姓名)?[:：] ?(?:{COMPOUND}|(?!{COMPOUND}){HAN})(?P<x>{_GIVEN}(?:{_GIVEN})?)"),
    _pattern("name", rf"(?:联系人|姓名|户主)(?:是|为|叫)?{_NAME}"),
    _pattern("name", rf"(?<!感)(?!任何|谢谢){_NAME}(?={_TITLE})"),
    _pattern(
        "name",
        rf"(?:\n|敬礼[!！。]?)[ \t]{{0,20}}{_NAME}[ \t]{{0,20}}(?=\s{{0,40}}\Z|\s{{0,40}}[0-9]{{4}}[年.\-/][^\n*]{{0,12}}\s{{0,40}}\Z)",
    ),
)
