"""答复体检 through the page, the API and the command line; nothing of it stays."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from docintel.store.models import Paper
from tests.people import person

ROOT = Path(__file__).parents[2]
DRAFT = ROOT / "corpora" / "W01.txt"
PROPOSAL = Path(__file__).with_name("proposal_086.txt")
pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.force_login(person())
    return client


def files():
    return {
        "draft": SimpleUploadedFile(DRAFT.name, DRAFT.read_bytes()),
        "proposal": SimpleUploadedFile(PROPOSAL.name, PROPOSAL.read_bytes()),
    }


def test_the_page_shows_the_report_beside_the_draft(client):
    assert "答复稿" in client.get("/check/").content.decode()
    page = client.post("/check/", files()).content.decode()
    assert "第5条建议没有找到回应" in page
    assert "43项承诺中有" in page
    assert '<a id="f1"></a>' in page
    assert "2023年秋季开学前完成工作指南修订" in re.sub(r"<[^>]+>", "", page)
    assert not Paper.objects.exists()


def test_a_file_that_cannot_be_read_is_said(client):
    page = client.post("/check/", {"draft": SimpleUploadedFile("坏.docx", b"PK\x03\x04broken")}).content.decode()
    assert "坏.docx" in page
    assert "note error" in page


def test_without_a_file_the_form_says_so(client):
    assert "note error" in client.post("/check/", {}).content.decode()


def test_the_api_gives_the_same(client):
    found = client.post("/api/check", files()).json()
    assert [a["how"] for a in found["answers"]] == ["promise"] * 4 + ["unanswered"]
    assert any(f["code"] == "unanswered" for f in found["faults"])


def test_the_command_and_its_exit_code():
    command = [sys.executable, "-m", "docintel", "check", str(DRAFT), "--proposal", str(PROPOSAL)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "第5条建议没有找到回应" in told
    as_json = subprocess.run([*command, "--format", "json", "--fail-on", "must"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert as_json.returncode == 1
    assert json.loads(as_json.stdout)["doc_id"] == "W01"
