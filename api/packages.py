"""What is wrong with a program, as the errors of whoever sent it."""

from engine.sdk.errors import FieldError, PackageError


def faults_of(refusal: PackageError) -> tuple[FieldError, ...]:
    """Every fault of a package with the file it stands in."""
    return tuple(FieldError("", f"{each.file}：{each.zh}", f"{each.file}: {each.en}", code=each.code) for each in refusal.findings)
