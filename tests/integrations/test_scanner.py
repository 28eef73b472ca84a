"""The scanner's protocol, against a stand-in (UP-6)."""

import pytest

from app.integrations.scanner import ScannerDown, is_clean
from tests.evidence_files import EICAR
from tests.integrations.clamd import clamd


@pytest.fixture
def file(tmp_path):
    def write(content: bytes):
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return write


def test_up6_a_clean_file_and_the_test_signature(file):
    with clamd() as address:
        assert is_clean(address, file(b"a" * 200_000))
        assert not is_clean(address, file(b"truoc " + EICAR))


def test_up6_clamd_may_listen_on_a_socket_file(file, tmp_path):
    with clamd(path=str(tmp_path / "clamd.sock")) as address:
        assert not is_clean(address, file(EICAR))


def test_up6_no_answer_and_no_usable_answer_both_mean_later(file):
    with clamd() as address:
        pass
    with pytest.raises(ScannerDown):
        is_clean(address, file(b"a"))
    with clamd(b"INSTREAM size limit exceeded. ERROR") as address, pytest.raises(ScannerDown):
        is_clean(address, file(b"a"))
