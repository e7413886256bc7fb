"""What the names of files tell: weight formats, which of them run code when loaded, and code itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from checker.evidence.reading import Reading, known
from checker.model.evidence import Citation, Fact
from checker.model.snapshot import FileEntry, State

# A fact lists at most this many names; the listing itself has them all.
MAX_NAMED_FILES = 50


class WeightFormat(NamedTuple):
    """A weight format by file name ending. `pickle` says that loading may unpickle, and so run code."""

    suffix: str
    name: str
    pickle: bool


# The first row that fits holds. OpenVINO and GGML use `.bin` without pickle. A Keras file can carry marshalled
# Python in a Lambda layer, a NeMo file is an archive around a pickle.
WEIGHT_FORMATS: tuple[WeightFormat, ...] = (
    WeightFormat(".safetensors", "safetensors", pickle=False),
    WeightFormat(".gguf", "gguf", pickle=False),
    WeightFormat("openvino_model.bin", "openvino", pickle=False),
    WeightFormat(".bin", "pickle", pickle=True),
    WeightFormat(".pt", "pickle", pickle=True),
    WeightFormat(".pth", "pickle", pickle=True),
    WeightFormat(".pth.tar", "pickle", pickle=True),
    WeightFormat(".ckpt", "pickle", pickle=True),
    WeightFormat(".pkl", "pickle", pickle=True),
    WeightFormat(".pickle", "pickle", pickle=True),
    WeightFormat(".dill", "pickle", pickle=True),
    WeightFormat(".joblib", "pickle", pickle=True),
    WeightFormat(".nemo", "nemo", pickle=True),
    WeightFormat(".h5", "keras", pickle=True),
    WeightFormat(".hdf5", "keras", pickle=True),
    WeightFormat(".keras", "keras", pickle=True),
    WeightFormat(".onnx", "onnx", pickle=False),
    WeightFormat(".msgpack", "flax", pickle=False),
    WeightFormat(".ot", "rust", pickle=False),
    WeightFormat(".tflite", "tflite", pickle=False),
    WeightFormat(".pb", "tensorflow", pickle=False),
    WeightFormat(".mlmodel", "coreml", pickle=False),
    WeightFormat(".npz", "numpy", pickle=False),
)


def find_format(path: str) -> WeightFormat | None:
    """The weight format that a file's name tells, None for a file that is no weights."""
    name = PurePosixPath(path).name.lower()
    if name.endswith(".bin") and name.startswith("ggml"):
        return WeightFormat(".bin", "ggml", pickle=False)
    return next((known_format for known_format in WEIGHT_FORMATS if name.endswith(known_format.suffix)), None)


def read_names(files: Sequence[FileEntry], listing_complete: bool) -> Reading:
    """`weight_formats`, `pickle_files` and `code_files`; absent only when the listing is complete."""
    formats = {entry.path: found for entry in files if (found := find_format(entry.path))}
    absent = Fact(state=State.ABSENT if listing_complete else State.UNKNOWN)

    def listed(names: Sequence[str]) -> Fact:
        return known(tuple(names[:MAX_NAMED_FILES]), Citation(file=names[0])) if names else absent

    return Reading(
        facts={
            "weight_formats": known(tuple(sorted({f.name for f in formats.values()})), Citation(file=min(formats)))
            if formats
            else absent,
            "pickle_files": listed([path for path, found in formats.items() if found.pickle]),
            "code_files": listed([entry.path for entry in files if entry.path.endswith(".py")]),
        }
    )
