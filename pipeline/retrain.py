"""Teach the desk's topic model from what its editors corrected, and use the outcome only if it is no worse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from classifier.adapt import AdaptConfig, Adapted, Labelled, adapt
from pipeline import models
from pipeline.settings import Settings
from pipeline.store import Store


@dataclass(frozen=True)
class Retrained:
    """What came of it. `name` is the new model, in use now; None where the old one stays because it did better."""

    adapted: Adapted
    before: str
    name: str | None


def retrain(
    store: Store,
    settings: Settings,
    now: datetime,
    config: AdaptConfig | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Retrained:
    """Stack the corrections on the model that was there before any of them, and compare with the one in use.

    Raises `TooFewLabels`, and what `pipeline.models.load` does.
    """
    before = store.models.current()
    present = models.load(settings.models, before)
    # A model that learnt from these labels already answers them too well to be built upon.
    base_name = str(present.about.get("adapted", {}).get("base", before))
    base = present if base_name == before else models.load(settings.models, base_name)
    made = adapt(base, _examples(store), config or AdaptConfig(), progress, present)
    if not made.no_worse:
        return Retrained(made, before, None)
    adapted = {**made.model.about["adapted"], "base": base_name}
    model = replace(made.model, about={**made.model.about, "adapted": adapted})
    name = models.save(model, settings.models, now.astimezone(ZoneInfo(settings.zone)).date())
    store.models.use(name, now, "corrections")
    return Retrained(made, before, name)


def _examples(store: Store) -> list[Labelled]:
    return [
        Labelled(f"{one.article_id}-{one.version}", one.title, one.text, one.codes, one.at, one.source_id)
        for one in store.labels.texts()
    ]
