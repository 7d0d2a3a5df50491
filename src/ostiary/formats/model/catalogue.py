"""All formats of model files, those with the surest marks first."""

from ostiary.formats.model.desk import Format
from ostiary.formats.model.safetensors import index as safetensors_index
from ostiary.formats.model.safetensors import read as safetensors_read

FORMATS: tuple[Format, ...] = (
    # tensors and graphs
    Format("safetensors", "safetensors", safetensors_read.sniff, safetensors_read.read),
    Format("safetensors-index", "index of shards", safetensors_index.sniff, safetensors_index.read),
)
