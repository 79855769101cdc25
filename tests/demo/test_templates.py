"""The demo's templates."""

from yardflow.demo.templates import TEMPLATES
from yardflow.services.sequences.templates.problems import problems
from yardflow.services.sequences.templates.rendering import PARTS, Source


def test_they_could_be_published():
    for template in TEMPLATES:
        source = Source(**{name: text for name, text in template.items() if name in PARTS})
        assert problems(source) == [], template["name"]
