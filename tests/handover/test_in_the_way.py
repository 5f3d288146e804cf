"""What must not be imported is not, is named, and leaves nothing behind."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from core.private_files import get_private_storage
from handover.errors import DamagedArchiveError, HandOverError, ImportFailedError, NotEmptyError, OtherSchemaError
from handover.services import check_archive, export_network, import_network
from handover.services.placing import UNDER_WAY
from handover.tables import find_content
from tests.factories.cast import Cast
from tests.handover.conftest import NOW, rewrite

pytestmark = pytest.mark.django_db
MEMBERS = "tables/members.Member.jsonl"


def as_it_is(name: str, content: bytes) -> bytes | None:
    """Leave a part as it is."""
    return content


def nothing(manifest: dict[str, Any]) -> None:
    """Leave the manifest as it is."""


def files_below(folders: tuple[Path, Path]) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def test_portal_with_content_is_refused_and_left_alone(archive: Path, portal: Cast) -> None:
    with pytest.raises(NotEmptyError, match=r"2 × members\.Member"):
        import_network(archive, at=NOW)
    assert portal.trollhattan_page.live


def test_foreign_files_of_the_same_name_are_refused_and_kept(archive: Path, new_host: tuple[Path, Path]) -> None:
    theirs = new_host[0] / "documents" / "plan.pdf"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")
    with pytest.raises(NotEmptyError, match=r"media/documents/plan\.pdf"):
        import_network(archive, at=NOW)
    assert theirs.read_bytes() == b"theirs"
    assert find_content() == []


def altered(name: str, content: bytes) -> bytes | None:
    return content.replace(b"Trollh", b"Trullh") if name == MEMBERS else content


def without_members(name: str, content: bytes) -> bytes | None:
    return None if name == MEMBERS else content


def with_fewer_rows(name: str, content: bytes) -> bytes | None:
    return content.split(b"\n")[0] + b"\n" if name == MEMBERS else content


def with_other_plan(name: str, content: bytes) -> bytes | None:
    return content[:-1] + b"!" if name.endswith("plan.pdf") else content


def test_tampered_archive_is_named(archive: Path, new_host: tuple[Path, Path]) -> None:
    for change, named in (
        (altered, r"members\.Member\.jsonl was altered"),
        (without_members, r"members\.Member\.jsonl is missing"),
        (with_fewer_rows, r"members\.Member\.jsonl has 1 rows, not 2"),
        (with_other_plan, r"plan\.pdf was altered"),
    ):
        tampered = rewrite(archive, change, seal=nothing)
        with pytest.raises(DamagedArchiveError, match=named):
            check_archive(tampered)
        with pytest.raises(DamagedArchiveError, match=named):
            import_network(tampered, at=NOW)
    assert (find_content(), files_below(new_host)) == ([], [])


def test_broken_archive_is_named(archive: Path) -> None:
    whole = archive.read_bytes()
    for share in (0.1, 0.5, 0.99):
        archive.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(DamagedArchiveError, match="is cut off, or is no archive"):
            check_archive(archive)
    flipped = bytearray(whole)
    flipped[flipped.index(b"planplan") + 4] ^= 1
    archive.write_bytes(flipped)
    with pytest.raises(DamagedArchiveError, match=r"plan\.pdf cannot be read"):
        check_archive(archive)


def test_manifest_that_was_rewritten_is_found(archive: Path, new_host: object) -> None:
    def claim_more(manifest: dict[str, Any]) -> None:
        manifest["made_at"] = "2020-01-01T00:00:00+00:00"

    def forget_plan(manifest: dict[str, Any]) -> None:
        manifest["files"] = [file for file in manifest["files"] if not file["name"].endswith("plan.pdf")]

    def older(manifest: dict[str, Any]) -> None:
        manifest["schema"]["meetings"] = "0001_initial"

    def newer(manifest: dict[str, Any]) -> None:
        manifest["format"] = 2

    _manifest, fingerprint = check_archive(archive)
    for seal, error, named in (
        (claim_more, DamagedArchiveError, "not the expected one"),
        (forget_plan, DamagedArchiveError, r"plan\.pdf is not in the manifest"),
        (older, OtherSchemaError, "meetings: 0001_initial in the archive"),
        (newer, OtherSchemaError, "format 2"),
    ):
        with pytest.raises(error, match=named):
            import_network(rewrite(archive, as_it_is, seal=seal), at=NOW, fingerprint=fingerprint)


def sealed(archive: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """An archive with another table that its manifest vouches for."""
    with zipfile.ZipFile(archive) as old:
        content = change(old.read(name))

    def vouch(manifest: dict[str, Any]) -> None:
        for table in manifest["tables"]:
            if name == f"tables/{table['label']}.jsonl":
                table["sha256"] = hashlib.sha256(content).hexdigest()

    return rewrite(archive, lambda part, old_content: content if part == name else old_content, seal=vouch)


def test_rows_that_point_nowhere_leave_nothing(archive: Path, new_host: tuple[Path, Path]) -> None:
    def strange_page(content: bytes) -> bytes:
        row = json.loads(content.splitlines()[0])
        row[0] = 99_999
        return (
            json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            + b"\n"
            + b"".join(content.splitlines(keepends=True)[1:])
        )

    with pytest.raises(ImportFailedError):
        import_network(sealed(archive, "tables/members.MemberPage.jsonl", strange_page), at=NOW)
    assert (find_content(), files_below(new_host)) == ([], [])


def test_rows_that_are_none_are_named(archive: Path, new_host: object) -> None:
    with pytest.raises(ImportFailedError, match=r"members\.Member, line 1"):
        import_network(sealed(archive, MEMBERS, lambda content: content.replace(b"[", b"[0,", 1)), at=NOW)
    assert find_content() == []


def test_file_that_cannot_be_written_takes_all_others_away(archive: Path, new_host: tuple[Path, Path]) -> None:
    _media, private = new_host
    private.mkdir(parents=True)
    (private / "meetings").write_text("where a folder should be")
    with pytest.raises(HandOverError, match="cannot be written"):
        import_network(archive, at=NOW)
    assert files_below(new_host) == [private / "meetings"]
    assert find_content() == []


def test_name_that_leads_out_of_the_folder_is_refused(archive: Path, new_host: tuple[Path, Path]) -> None:
    def escape(manifest: dict[str, Any]) -> None:
        for file in manifest["files"]:
            if file["name"].endswith("plan.pdf"):
                file["name"] = "../../escaped.pdf"

    path = rewrite(archive, lambda name, content: None if name.endswith("plan.pdf") else content, seal=escape)
    with zipfile.ZipFile(path, "a") as out:
        out.writestr("files/media/../../escaped.pdf", b"plan" * 9000)
    with pytest.raises(ImportFailedError, match="escaped"):
        import_network(path, at=NOW)
    assert not list(new_host[0].parent.parent.glob("**/escaped.pdf"))


def test_what_a_killed_import_left_is_cleared_by_the_next(archive: Path, new_host: tuple[Path, Path]) -> None:
    media, private = new_host
    (media / "documents").mkdir(parents=True)
    (media / "documents" / "plan.pdf").write_bytes(b"half")
    (media / "documents" / "of another archive.pdf").write_bytes(b"half")
    names = [["media", "documents/plan.pdf"], ["media", "documents/of another archive.pdf"]]
    get_private_storage().save(UNDER_WAY, ContentFile(json.dumps(names).encode()))

    import_network(archive, at=NOW)

    assert [path.name for path in (media / "documents").iterdir()] == ["plan.pdf"]
    assert (media / "documents" / "plan.pdf").stat().st_size == 36_000
    assert not (private / UNDER_WAY).exists()


def test_archive_is_never_overwritten_nor_half_written(archive: Path, portal: Cast, tmp_path: Path) -> None:
    with pytest.raises(HandOverError, match="is there already"):
        export_network(archive, at=NOW)
    (tmp_path / "old" / "media" / "documents" / "plan.pdf").unlink()
    with pytest.raises(HandOverError, match=r"media/documents/plan\.pdf"):
        export_network(tmp_path / "half.zip", at=NOW)
    assert list(tmp_path.glob("half*")) == []
    manifest, _fingerprint = export_network(tmp_path / "half.zip", at=NOW, may_miss_files=True)
    assert manifest.missing_files == ["media/documents/plan.pdf"]
    assert (tmp_path / "half.zip").stat().st_mode & 0o777 == 0o600
