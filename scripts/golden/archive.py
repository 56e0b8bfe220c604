"""Golden archives: the Word file of the paper in a zip as Windows packs it (names in GBK without a flag) and as a mail's attachment."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from golden import word
from golden.plain import Spec, zipped

NAME = "附件：来文"


def build(source: Spec) -> tuple[str, bytes]:
    """A source as (".zip", bytes): a zip in a zip, beside what a Mac and Word leave behind."""
    suffix, data = word.build(source)
    inner = _renamed(zipped({"M" * len(f"{NAME}{suffix}".encode("gbk")): data}), f"{NAME}{suffix}")
    return ".zip", zipped({"__MACOSX/._x.docx": b"\0\5\26\7", "folder/~$x.docx": b"lock", "folder/inner.zip": inner})


def _renamed(package: bytes, name: str) -> bytes:
    raw = name.encode("gbk")
    return package.replace(b"M" * len(raw), raw)


def mail(source: Spec) -> tuple[str, bytes]:
    """A source as (".eml", bytes): the Word file attached to a mail without words of its own."""
    suffix, data = word.build(source)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "duchashi@huaichuan.example", "bangongshi@huaichuan.example", "报送材料"
    message["Date"], message["Message-ID"] = "Sat, 01 Mar 2025 10:00:00 +0800", "<1@huaichuan.example>"
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{NAME}{suffix}")
    message.set_boundary("=-golden-=")
    return ".eml", message.as_bytes()
