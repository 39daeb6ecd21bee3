"""Refuses to build a wheel or sdist without the browser assets that npm brings at set-up."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = ("review_ui/static/vendor/htmx.min.js",)


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """An editable install is made before the assets are there, so only real builds are checked."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        missing = [name for name in ASSETS if not (Path(self.root) / name).is_file()]
        if missing:
            raise RuntimeError(f"{', '.join(missing)} is missing. Run `make setup` first, then build again.")
