"""
Which texts name a model of the Hub.

A name is read the more strictly the less its surroundings say: `from_pretrained("gpt2")` names a model, `model: gpt2`
may name anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from checker.errors import TargetError
from checker.model.snapshot import Kind, Target
from checker.sources.targets import parse_hub_target

HUB_URL = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?!api/|datasets/|spaces/)"
    r"(?P<id>[\w.-]+/[\w.-]+)(?:/(?P<page>resolve|raw|blob|tree)/(?P<revision>[^/?#\s\"'`]+))?",
    re.ASCII,
)
HUB_URI = re.compile(r"\bhf://(?!datasets/|spaces/|buckets/)[\w.-]+/[\w.@:-]+(?:/[^\s\"'`,)]*)?", re.ASCII)

# How programs spell "on the Hub": KServe, ramalama, timm and open_clip, DJL, browsers and ollama, LiteLLM.
_PREFIX = re.compile(
    r"hf://|huggingface://|hf[-_]hub:|djl://ai\.djl\.huggingface\.\w+/"
    r"|(?:https?://)?(?:www\.)?(?:hf\.co|huggingface\.co)/|huggingface/(?=[\w.-]+/[\w.-]+\Z)",
    re.IGNORECASE | re.ASCII,
)
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+(?:@[\w./-]+)?", re.ASCII)
# Repositories without an organisation date from the first years; no new ones can be made.
_LEGACY = re.compile(
    r"(?:albert-(?:base|large|x+large)-v[12]|(?:distil)?bert-(?:base|large)-[a-z0-9-]+|camembert-base|ctrl"
    r"|distil(?:gpt2|roberta-base)|gpt2(?:-(?:medium|large|xl))?|openai-gpt|roberta-(?:base|large)[a-z-]*"
    r"|t5-(?:small|base|large|3b|11b)|transfo-xl-wt103|xlm-(?:mlm|clm|roberta)-[a-z0-9-]+|xlnet-(?:base|large)-cased)"
)
_TEMPLATE = re.compile(r"\{\{|\}\}|\$[\w({]|<[\w -]+>|\{\w*\}|%\(?\w*\)?s")
_PATH = re.compile(r"[./~\\]|[A-Za-z]:[\\/]|file:")
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_FILE_ENDING = re.compile(
    r"\.(?:py|ipynb|json|ya?ml|toml|txt|md|html?|csv|tsv|jsonl|parquet|bin|pth?|ckpt|safetensors|gguf|ggml|onnx|h5|pb"
    r"|tflite|engine|plan|tar|gz|zip|png|jpe?g|svg|js|ts|tsx?|css|sh|cfg|ini|conf|so|git|model|xml|proto)\Z",
    re.IGNORECASE,
)
_LOCAL_FOLDER = re.compile(
    r"(?:artifacts|assets|cache|ckpts?|checkpoints?|configs?|data|dist|exp|experiments|inputs?|logs?"
    r"|models?|out|outputs?|pretrained|results|runs|saved|saved_models|saves|src|tests?|tmp|weights|work)/",
    re.IGNORECASE,
)
_PLACEHOLDERS = re.compile(
    r"(?:path/to|(?:your|my|some|an?|the)[-_ ]?(?:org|user|name|username|organi[sz]ation|account|hf|namespace|company)"
    r"|(?:org|user|username|organi[sz]ation|namespace|owner|author|foo|repo)/|hf[-_]user)",
    re.IGNORECASE,
)
# Names of services that spell their models provider/model; none of these is a repository of the Hub.
_SERVICES = re.compile(
    r"(?:anthropic|azure|azure_ai|bedrock|vertex_ai|gemini|openrouter|groq|together_ai|fireworks_ai|replicate|ollama"
    r"|ollama_chat|cohere_chat|cerebras|sagemaker|watsonx)/|openai/(?:gpt-[345](?!.*oss)|o[134]\b|text-|tts-|dall-e"
    r"|chatgpt|whisper-1\Z|babbage|davinci)|google/gemini|x-?ai/|perplexity/",
    re.IGNORECASE,
)
_MEDIA_TYPE = re.compile(r"(?:application|audio|font|image|model|multipart|text|video)/[\w.+-]+\Z", re.IGNORECASE)
# KServe writes hf://org/model:revision; elsewhere what follows the colon is the quantisation of a GGUF file.
_TAG = re.compile(r"(?P<name>[^:@]+/[^:@/]+):(?P<tag>[\w.-]+)\Z", re.ASCII)
_QUANTISATION = re.compile(r"(?:I?Q\d|B?F\d|UD-|latest\Z)", re.IGNORECASE)

# Architectures, and sizes in millions or billions of weights, by which the names of models go.
_CALLED_LIKE_MODEL = re.compile(
    r"/(?:[\w.-]*[-_.])?(?:llama|[a-z]{0,4}bert|gpt|[a-z]{0,3}t5|bart|qwen|mi[sx]tral|gemma|phi|whisper|wav2vec2|clip|siglip"
    r"|vit|dinov?\d|minilm|mpnet|bge|gte|e5|granite|falcon|olmo|smollm|deepseek|stable-diffusion|sdxl|flux|opt|bloom|pythia"
    r"|splade|colbert|sparse-encoding|layoutlm|detr|sam\d?|yolo\w*|\d+(?:\.\d+)?[bm])(?=[-_.\d]|\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A model of the Hub, as a text names it."""

    target: Target


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A text that stands for a model and names none of the Hub; `why` says what it is."""

    why: str


@lru_cache(10_000)
def read_name(text: str, *, is_certain: bool) -> Named | Unnamed | None:
    """
    What `text` names: a model, a model that is not told, or nothing that matters here.

    With `is_certain` the text is known to say which model to load, so that a name of the first years counts and a path
    or template is reported. Without it only `org/name` counts, and only where nothing speaks for another meaning.
    """
    text = text.strip()
    if not text or len(text) > 400:
        return None
    body, is_hub = _without_prefix(text)
    if _TEMPLATE.search(text):
        return Unnamed(f"{text[:80]} is filled in at run time") if is_certain or is_hub else None
    if not is_hub and (reason := _elsewhere(text)):
        return Unnamed(reason) if is_certain else None
    body, revision = _split_tag(body, is_uri=text.lower().startswith("hf://"))
    if not is_hub and not _is_plausible(body, is_certain):
        return Unnamed(f"{text[:80]} is no id of the Hub") if is_certain else None
    try:
        target = parse_hub_target(body)
    except TargetError as problem:
        # With the Hub in front it is a page of the site, which loads nothing.
        return Unnamed(str(problem)) if is_certain and not is_hub else None
    return None if target.kind is not Kind.MODEL else Named(Target(Kind.MODEL, target.id, target.revision or revision))


def is_called_like_model(text: str) -> bool:
    """Whether `text` has a name as models have: an architecture or a size."""
    return _CALLED_LIKE_MODEL.search(text) is not None


def _without_prefix(text: str) -> tuple[str, bool]:
    found = _PREFIX.match(text)
    if not found:
        return text, False
    body = text[found.end() :].rstrip("/")
    page = re.fullmatch(r"(?P<id>[^/]+/[^/]+)/(?:resolve|raw|blob|tree)/(?P<revision>[^/?#]+).*", body)
    if page:
        return f"{page['id']}@{page['revision']}", True
    return "/".join(body.split("?")[0].split("/")[:2]), True


def _split_tag(name: str, *, is_uri: bool) -> tuple[str, str | None]:
    tag = _TAG.match(name)
    if not tag:
        return name, None
    is_revision = is_uri and not _QUANTISATION.match(tag["tag"])
    return tag["name"], tag["tag"] if is_revision else None


def _elsewhere(text: str) -> str | None:
    """Why `text` is no name of the Hub, where that can be seen."""
    if _PATH.match(text) or "\\" in text:
        return f"{text[:80]} is a local path"
    if scheme := _SCHEME.match(text):
        return f"{text[:80]} is not on the Hub but at {scheme['scheme']}://"
    if _LOCAL_FOLDER.match(text):
        return f"{text[:80]} looks like a local folder"
    if _PLACEHOLDERS.match(text):
        return f"{text[:80]} is a placeholder"
    if _SERVICES.match(text):
        return f"{text[:80]} is a model of a service"
    if _FILE_ENDING.search(text):
        return f"{text[:80]} is a file"
    return None


def _is_plausible(name: str, is_certain: bool) -> bool:
    if is_certain and _LEGACY.fullmatch(name):
        return True
    return (
        _HUB_NAME.fullmatch(name) is not None
        and not _MEDIA_TYPE.match(name)
        and re.search("[A-Za-z]", name) is not None
    )
