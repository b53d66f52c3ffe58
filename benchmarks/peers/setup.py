"""Make the environments of the peers, apart from the product's: `python -m benchmarks.peers.setup`."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

from core.errors import ChanyeError
from core.settings import get_settings

FOLDER: Final = Path(__file__).parent
LOCKS: Final = ("peers", "nomenklatura")


def python_of(lock: str) -> Path:
    """Return the interpreter of an environment, made where it does not stand yet.

    It stands in the cache, named by what its lock file holds. Raises ChanyeError where a package cannot be
    installed here.
    """
    path = FOLDER / f"{lock}.lock"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    home = get_settings().cache / "peers" / f"{lock}-{digest}"
    python, ready = home / "bin" / "python", home / "ready"
    if ready.is_file():
        return python
    venv.create(home, clear=True, symlinks=True)
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "install", "-q", "--system-certs", "--require-hashes", "-r", str(path)]
    done = subprocess.run(
        [*command, "--python", str(python)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise ChanyeError(f"装不上 {path.name} 里的包：{done.stdout.strip()[-400:]}")
    ready.touch()
    return python


if __name__ == "__main__":
    for name in LOCKS:
        print(python_of(name))
