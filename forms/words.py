"""The words of the forms' own controls, in 中文 and English."""

WORDS: dict[str, tuple[str, str]] = {
    "required": ("必填", "required"),
    "optional": ("选填", "optional"),
    "choose": ("请选择", "Choose"),
    "add": ("增加一行", "Add a row"),
    "remove": ("删除", "Remove"),
    "row": ("第 {n} 行", "Row {n}"),
    "clause": ("依据", "Basis:"),
    "was": ("原为", "was"),
    "empty": ("（空）", "(empty)"),
    "none": ("未填写", "not given"),
    "no_rows": ("没有数据", "no rows"),
    "more": ("另有 {n} 行未显示", "{n} more rows are not shown"),
    "errors_one": ("有 1 处需要改正", "One thing needs correcting"),
    "errors": ("有 {n} 处需要改正", "{n} things need correcting"),
    "upload": ("上传", "Upload"),
    "accept": ("可上传 {types}，每个不超过 {size} MB", "{types}, at most {size} MB each"),
    "sample": ("查看样例", "See a sample"),
    "no_files": ("还没有上传文件", "no file yet"),
    "files": ("已上传文件", "Uploaded files"),
    "roster_open": ("填写或导入花名册", "Fill in or import the roster"),
    "roster_view": ("查看花名册", "View the roster"),
    "roster_template": ("下载 Excel 模板", "Download the Excel template"),
    "roster_counts": ("共 {count} 人，正确 {good} 人，有误 {faulty} 人", "{count} persons, {good} correct, {faulty} faulty"),
    "roster_none": ("还没有导入", "nothing imported yet"),
    "name": ("签署人姓名", "Name"),
    "agree": ("本人已阅读并同意以上内容", "I have read this and agree"),
    "signed_at": ("签署时间", "Signed at"),
    "unknown": ("（已失效）", "(no longer offered)"),
    "number": ("行号", "Row"),
    "edit": ("修改", "Edit"),
    "select": ("选择第 {n} 行", "Select row {n}"),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
    "caption": ("花名册", "Roster"),
    "pages": ("第 {page} 页，共 {pages} 页", "page {page} of {pages}"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "unfolds": ("计算过程", "How this came about"),
    "hidden_value": ("已加密", "encrypted"),
}


class Words:
    """The words of one language; `w.add` or `w("row", n=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._index = 1 if language == "en" else 0

    def __getattr__(self, name: str) -> str:
        try:
            return WORDS[name][self._index]
        except KeyError:
            raise AttributeError(name) from None

    def __call__(self, name: str, **facts: object) -> str:
        """A word with facts in it."""
        return WORDS[name][self._index].format(**facts)
