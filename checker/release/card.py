"""A model card, or a document beside it, read by topic: prose, figures and the fields of the front matter."""

from __future__ import annotations

from checker.model.evidence import Card
from checker.model.release import CardText, Mention, Topic
from checker.release.figures import find_figures, has_structured
from checker.release.passages import MarkdownText, read_markdown
from checker.release.topics import find_leftovers, find_mentions

# Fields of the front matter that speak of a topic by themselves.
_FIELDS = {
    "quantized_by": Topic.DEVELOPER,
    "model_creator": Topic.DEVELOPER,
    "co2_eq_emissions": Topic.COMPUTE,
    "version": Topic.VERSION,
}


def read_card_text(card: Card) -> CardText:
    """What the card says by topic; what its front matter says comes first."""
    read = read_document(read_markdown(card.body, first_line=card.body_line), card.path)
    stated = {topic: _field(card, field) for field, topic in _FIELDS.items() if card.fields.get(field)}
    if has_structured(card.fields):
        stated |= {topic: _field(card, "model-index") for topic in (Topic.EVALUATION, Topic.RESULTS)}
    mentions = dict(read.mentions)
    for topic, mention in stated.items():
        mentions[topic] = (mention, *mentions.get(topic, ()))
    return CardText(file=read.file, mentions=mentions, leftovers=read.leftovers)


def read_document(text: MarkdownText, file: str) -> CardText:
    """What a Markdown file of the repository says by topic."""
    mentions = dict(find_mentions(text, file))
    if figure := find_figures(text, mentions.get(Topic.EVALUATION, ()), file):
        mentions[Topic.RESULTS] = (figure,)
    return CardText(file=file, mentions=mentions, leftovers=find_leftovers(text, file))


def _field(card: Card, field: str) -> Mention:
    return Mention(file=card.path, line=card.lines.get(field, 1), quote=field, label=field)
