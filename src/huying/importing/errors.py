"""Why a file or a row can't be imported.

BadInput
├── UnreadableFile
├── FileTooBig
├── NoHeader
│   └── NothingInIt
├── TooManyRows
├── BadMapping
└── BadRow
Refusal
├── Waiting        a case that is here already and has no answer yet, while its row has one
├── GivenUp        a run that was broken off too often
└── Expired        a checked file that nobody imported in time
"""

from huying.rules.errors import BadInput, Refusal


class UnreadableFile(BadInput):
    """The file can't be read as .xlsx, .xls or .csv; save it as one of these and try again."""

    code = "import.unreadable"
    zh = "文件不能按 .xlsx、.xls 或 .csv 读取，请另存为其中一种后重试。"


class FileTooBig(BadInput):
    """The file is larger than {limit} MB, or unpacks to more; split it."""

    code = "import.too_big"
    zh = "文件（或解开后）超过{limit}兆，请拆分后导入。"


class NoHeader(BadInput):
    """No row of column names was found; the file needs columns for: {missing}."""

    code = "import.no_header"
    zh = "没有找到表头，文件须含以下各列：{missing}。"


class NothingInIt(NoHeader):
    """There is nothing in the file: no row of column names, no rows; check that it is the right one."""

    code = "import.empty"
    zh = "文件是空的：没有表头，也没有数据，请核对是否选对了文件。"


class BadMapping(BadInput):
    """Column “{caption}” can't be read as {column}; choose one of the columns that the programme knows, each once."""

    code = "import.mapping"
    zh = "列“{caption}”不能对应为“{column}”，请从可选的栏目中选择，每个栏目只选一次。"


class TooManyRows(BadInput):
    """The file has more than {limit} rows; split it."""

    code = "import.too_many"
    zh = "文件超过{limit}行，请拆分后导入。"


class BadRow(BadInput):
    """{field}: {problem}"""

    code = "import.row"
    zh = "{field}：{problem}"


class Waiting(Refusal):
    """This case is here already as {number} and is still being handled; give the file's answer there, by hand."""

    code = "import.waiting"
    zh = "此件已在系统内（{number}），尚未答复；请在该件上办理，把表中的答复填进去。"


class GivenUp(Refusal):
    """The import was broken off {times} times and is not tried again by itself; tell the administrator, then start it again."""

    code = "import.given_up"
    zh = "导入已中断{times}次，系统不再自动重试；请告知管理员后重新导入，已导入的不会重复。"


class Expired(Refusal):
    """Nobody imported this file within {days} days of its check, so it was deleted; send it again."""

    code = "import.expired"
    zh = "检查后{days}天内没有导入，文件已删除，请重新上传。"
