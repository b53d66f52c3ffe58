"""A report opens in an office suite and becomes pages; skipped where none is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.viz.reports.sample import REPORT
from viz.reports.write import Form, targets, write

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")]


@pytest.mark.parametrize("form", [Form.DOCX, Form.XLSX])
def test_it_becomes_pages(form: Form, tmp_path: Path) -> None:
    (path,) = write(REPORT, targets(tmp_path, form, "report"))
    own = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
