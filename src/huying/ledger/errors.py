"""What the ledger refuses besides the rules' own refusals.

BadInput
├── WrongFile      not a kind of file we keep
├── FileTooLarge
│   └── UnpacksTooLarge
├── TooManyFiles
└── KeyReused      the same key for another request
"""

from huying.rules.errors import BadInput


class WrongFile(BadInput):
    """“{name}” is not a picture, PDF, Word, Excel or text file that can be kept; save it as one of these and send it again."""

    code = "file.wrong"
    zh = "“{name}”不是可接收的图片、PDF、Word、Excel 或文本文件，请另存后再上传。"


class FileTooLarge(BadInput):
    """“{name}” is larger than {limit} MB; make it smaller and send it again."""

    code = "file.large"
    zh = "“{name}”超过{limit}兆，请压缩后再上传。"


class UnpacksTooLarge(FileTooLarge):
    """“{name}” unpacks to more than {limit} MB; save what is in it as smaller files and send them."""

    code = "file.unpacks"
    zh = "“{name}”解开后超过{limit}兆，请把其中内容另存为较小的文件后再上传。"


class TooManyFiles(BadInput):
    """A case can hold {limit} files; join some into one document."""

    code = "file.many"
    zh = "每件最多{limit}个附件，请合并后再上传。"


class KeyReused(BadInput):
    """This form (or Idempotency-Key) was already sent with something else in it; open the page anew (or take a new key)."""

    code = "key.reused"
    zh = "这份表单（或这个幂等键）已提交过别的内容，请重新打开页面（或换用新键）后再提交。"
