from __future__ import annotations

from importlib.util import find_spec

import pytest

from index.files import NotAnArticleError
from index.pdf import read_pdf
from tests.pdf_file import pdf

ONLY_OWNED = b"""/Encrypt << /Filter /Standard /V 4 /R 4 /Length 128 /P -4 /O <%s>
/U <54eda445a7e784cf8969f0236c2a009e28bf4e5e4e758a4164004e56fffa0108> /StmF /StdCF /StrF /StdCF
/CF << /StdCF << /CFM /AESV2 /AuthEvent /DocOpen /Length 16 >> >> >> /ID [<00> <00>]""" % (b"00" * 32)
"""Says of a PDF that AES encrypts it, and that it is read without a password."""


@pytest.mark.skipif(find_spec("cryptography") is not None, reason="with cryptography it can be read")
def test_a_pdf_encrypted_with_aes_says_what_may_open_it() -> None:
    with pytest.raises(NotAnArticleError, match="encrypted PDF; `pip install cryptography`"):
        read_pdf(pdf("A page.").replace(b"trailer\n<<", b"trailer\n<< " + ONLY_OWNED))
