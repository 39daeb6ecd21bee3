"""Why a secret of the desk cannot be had. None of these says anything of the secret itself."""

from __future__ import annotations

from pipeline.errors import DeskError


class SecretFileBroken(DeskError):
    """The file {path} that {name} names cannot be read: {cause}. Correct the path, or the file's permissions."""

    code = "secret-file-broken"


class SecretFileOpen(DeskError):
    """The file {path} that {name} names is open to others (mode {mode}). Run `chmod 600 {path}`, and make a new \
secret if others could have read it."""

    code = "secret-file-open"


class KeyMissing(DeskError):
    """There is no key to keep tokens with. Run `anhduong key new --out FILE`, name that file in ANHDUONG_KEY_FILE, \
and keep a copy of it apart from the data."""

    code = "key-missing"


class KeyInvalid(DeskError):
    """Key number {number} in {name} is not a key. A key is a line that `anhduong key new` printed; copy it whole."""

    code = "key-invalid"


class KeyWrong(DeskError):
    """{what} was encrypted with a key that is not at hand. Add that key on a line below the present one in \
ANHDUONG_KEY_FILE, or connect the page again with `anhduong page connect`."""

    code = "key-wrong"


class SealBroken(DeskError):
    """{what} is damaged, or was moved there from elsewhere, and cannot be used. Connect the page again with \
`anhduong page connect`."""

    code = "seal-broken"


class SecretEmpty(DeskError):
    """{name} is empty. Give the secret, or take the setting away."""

    code = "secret-empty"
