"""Which calls of Python code load a model, and which argument names it."""

from __future__ import annotations

from dataclasses import dataclass

TRANSFORMERS = ("transformers", "optimum", "diffusers")


@dataclass(frozen=True, slots=True)
class Loader:
    """
    A call that loads the model named by a positional argument or by one of `keywords`.

    `packages`: the call counts only under a name imported from one of them, since others use that name too.
    `organization` is laid before a name without one, as the library does. `prefixes` are cut off a name.
    """

    position: int | None
    keywords: tuple[str, ...]
    packages: tuple[str, ...] = ()
    organization: str = ""
    prefixes: tuple[str, ...] = ()


_REPOSITORY = Loader(0, ("repo_id",))
_MODEL_ID = Loader(0, ("model_id",))
_MODEL = Loader(0, ("model",))
_MODEL_KEYWORD = Loader(None, ("model",))
_SENTENCES = Loader(0, ("model_name_or_path", "model_name"), organization="sentence-transformers")
_SENTENCES_MODEL = Loader(0, ("model", "model_name"), organization="sentence-transformers")
_TRAINER = Loader(0, ("model",), packages=("trl",))
_PRETRAINED = Loader(
    0,
    (
        "pretrained_model_name_or_path",
        "model_id",
        "model_name",
        "model_name_or_path",
        "pretrained_model_name",
        "repo_id",
    ),
)

LOADERS: dict[str, Loader] = {
    "from_pretrained": _PRETRAINED,
    "from_single_file": Loader(0, ("pretrained_model_link_or_path",)),
    "from_preset": Loader(0, ("preset",)),
    "from_model_id": _MODEL_ID,
    "from_hparams": Loader(0, ("source",)),
    "load_lora_weights": Loader(0, ("pretrained_model_name_or_path_or_dict",)),
    "load_ip_adapter": Loader(0, ("pretrained_model_name_or_path_or_dict",)),
    "load_textual_inversion": Loader(0, ("pretrained_model_name_or_path",)),
    "load_adapter": Loader(0, ("adapter_name_or_path", "peft_model_id", "model_id")),
    # huggingface_hub
    "snapshot_download": _REPOSITORY,
    "hf_hub_download": _REPOSITORY,
    "hf_hub_url": _REPOSITORY,
    "from_pretrained_keras": _REPOSITORY,
    "InferenceClient": _MODEL,
    "AsyncInferenceClient": _MODEL,
    "text_generation": _MODEL_KEYWORD,
    "chat_completion": _MODEL_KEYWORD,
    "feature_extraction": _MODEL_KEYWORD,
    "text_to_image": _MODEL_KEYWORD,
    "automatic_speech_recognition": _MODEL_KEYWORD,
    # transformers, trl
    "pipeline": Loader(1, ("model",), packages=TRANSFORMERS),
    "SFTTrainer": _TRAINER,
    "DPOTrainer": _TRAINER,
    "GRPOTrainer": _TRAINER,
    "KTOTrainer": _TRAINER,
    "ORPOTrainer": _TRAINER,
    "RewardTrainer": _TRAINER,
    # sentence-transformers and what is built on it
    "SentenceTransformer": _SENTENCES,
    "CrossEncoder": Loader(0, ("model_name_or_path", "model_name")),
    "SparseEncoder": Loader(0, ("model_name_or_path",)),
    "KeyBERT": _SENTENCES_MODEL,
    "HuggingFaceEmbeddings": Loader(None, ("model_name", "model"), organization="sentence-transformers"),
    "HuggingFaceInstructEmbeddings": Loader(None, ("model_name",)),
    "HuggingFaceBgeEmbeddings": Loader(None, ("model_name",)),
    "HuggingFaceCrossEncoder": Loader(None, ("model_name",)),
    "SentenceTransformerEmbeddings": Loader(None, ("model_name",), organization="sentence-transformers"),
    "SentenceTransformerEmbeddingFunction": Loader(0, ("model_name",), organization="sentence-transformers"),
    "SentenceTransformerRerank": Loader(None, ("model",)),
    "SentenceTransformersTextEmbedder": _SENTENCES_MODEL,
    "SentenceTransformersDocumentEmbedder": _SENTENCES_MODEL,
    "TransformersSimilarityRanker": _MODEL,
    "SentenceTransformersSimilarityRanker": _MODEL,
    "ExtractiveReader": _MODEL,
    "HuggingFaceLocalGenerator": _MODEL,
    "HuggingFaceLocalChatGenerator": _MODEL,
    "HuggingFaceEmbedding": Loader(0, ("model_name",)),
    "HuggingFaceLLM": Loader(None, ("model_name",)),
    "HuggingFaceEndpoint": Loader(None, ("repo_id", "model")),
    "HuggingFaceHub": Loader(None, ("repo_id",)),
    "HuggingFaceModel": Loader(0, ("model_id",), packages=("bentoml",)),
    "FlagModel": Loader(0, ("model_name_or_path",)),
    "BGEM3FlagModel": Loader(0, ("model_name_or_path",)),
    "FlagReranker": Loader(0, ("model_name_or_path",)),
    "TextEmbedding": Loader(0, ("model_name",), packages=("fastembed",)),
    "WhisperModel": Loader(0, ("model_size_or_path",), packages=("faster_whisper",)),
    "INSTRUCTOR": Loader(0, ("model_name_or_path",), packages=("InstructorEmbedding",)),
    "BERTopic": Loader(None, ("embedding_model",), organization="sentence-transformers"),
    "Checkpoint": Loader(0, ("name",), packages=("colbert",)),
    "TransformerWordEmbeddings": Loader(0, ("model",), packages=("flair",)),
    "TransformerDocumentEmbeddings": Loader(0, ("model",), packages=("flair",)),
    "transformers": Loader(0, ("model_name",), packages=("outlines",)),
    "Transformers": Loader(0, ("model",), packages=("guidance",)),
    "InferenceClientModel": _MODEL_ID,
    "TransformersModel": _MODEL_ID,
    "HfApiModel": _MODEL_ID,
    # servers
    "LLM": Loader(0, ("model",), packages=("vllm", "tensorrt_llm")),
    "EngineArgs": _MODEL_KEYWORD,
    "AsyncEngineArgs": _MODEL_KEYWORD,
    "LoRARequest": Loader(2, ("lora_path", "lora_local_path")),
    "Engine": Loader(None, ("model_path",), packages=("sglang",)),
    "Runtime": Loader(None, ("model_path",), packages=("sglang",)),
    "load": Loader(
        0, ("path_or_hf_repo", "name"), packages=("mlx_lm", "mlx_vlm", "gradio"), prefixes=("models/", "huggingface/")
    ),
    "create_model": Loader(0, ("model_name",), packages=("timm",)),
    "create_model_and_transforms": Loader(0, ("model_name",), packages=("open_clip",)),
    "create_model_from_pretrained": Loader(0, ("model_name",), packages=("open_clip",)),
    "get_tokenizer": Loader(0, ("model_name", "tokenizer_name"), packages=("open_clip", "vllm")),
}
# The first argument of these is the model that the adapter is laid over.
ADAPTER_RECEIVERS = ("PeftModel", "PeftMixedModel")
ADAPTER = Loader(1, ("model_id",))
# What these are given is written, not loaded.
PUBLISHING = frozenset(
    {"push_to_hub", "create_repo", "upload_file", "upload_folder", "upload_large_folder", "create_commit"}
    | {"delete_repo", "move_repo", "ModelCard", "ModelCardData", "save_pretrained", "save_to_hub"}
)
# Their argument `default`, or the first one, is the value of a field or option.
DEFAULTS = frozenset({"Field", "Option", "Argument", "field"})
# These run the command that they are given.
RUNNERS = frozenset(
    {"run", "Popen", "call", "check_call", "check_output", "system", "popen", "getoutput", "run_commands"}
)
