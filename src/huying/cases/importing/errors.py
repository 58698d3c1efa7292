"""Why a file or a row can't be imported.

BadInput
├── UnreadableFile
├── NoHeader
├── TooManyRows
└── BadRow
"""

from huying.rules.errors import BadInput


class UnreadableFile(BadInput):
    """The file can't be read as .xlsx, .xls or .csv; save it as one of these and try again."""

    code = "import.unreadable"
    zh = "文件不能按 .xlsx、.xls 或 .csv 读取，请另存为其中一种后重试。"


class NoHeader(BadInput):
    """No row of column names was found; the file needs columns for: {missing}."""

    code = "import.no_header"
    zh = "没有找到表头，文件须含以下各列：{missing}。"


class TooManyRows(BadInput):
    """The file has more than {limit} rows; split it."""

    code = "import.too_many"
    zh = "文件超过{limit}行，请拆分后导入。"


class BadRow(BadInput):
    """{field}: {problem}"""

    code = "import.row"
    zh = "{field}：{problem}"
