"""Presidio as a peer of `personal-data`: its own pattern recognisers over a blank Vietnamese pipeline, no model.

Phone (region VN), e-mail, credit card and IBAN, as they come. Presidio has no recognisers for Vietnamese identity
numbers, addresses, plates or illness, and none is written for it here; nor does it ask whose a number is, so that a
hotline counts like a private number. Needs the extra `bench`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from classifier.checks import Flag, Subject, flag


def recogniser() -> Callable[[Subject], Iterator[Flag]]:
    """What Presidio finds, as flags. Raises `ImportError` where it is not installed."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        EmailRecognizer,
        IbanRecognizer,
        PhoneRecognizer,
    )

    # The bundled suffix list instead of the one that would be fetched.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    class Blank(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"vi": spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})}

    found = [
        PhoneRecognizer(supported_language="vi", supported_regions=("VN",)),
        *(kind(supported_language="vi") for kind in (EmailRecognizer, CreditCardRecognizer, IbanRecognizer)),
    ]
    registry = RecognizerRegistry(recognizers=found, supported_languages=["vi"])
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["vi"])

    def check(subject: Subject) -> Iterator[Flag]:
        for name, doc in subject.docs:
            for result in engine.analyze(doc.text, language="vi"):
                yield flag("personal-data", "high", name, doc, result.start, result.end, result.entity_type)

    return check
