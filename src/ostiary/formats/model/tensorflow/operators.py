"""What does an operator of TensorFlow do besides computing, and with which of its inputs and attributes?"""

from typing import NamedTuple

from ostiary.formats.model.record import Standing
from ostiary.formats.model.tensorflow.arithmetic import ARITHMETIC
from ostiary.formats.model.tensorflow.stateful import ACCELERATOR, PIPELINE, STATE


class Rule(NamedTuple):
    """How an operator stands and why; `paths` are its inputs that name a file or an address."""

    standing: Standing
    reason: str
    paths: tuple[int, ...] = ()


_READS = "reads files that the graph names"
_WRITES = "writes files that the graph names"
_CALLS = "calls a Python function of the process that runs it"
_SENDS = "talks to another process by an address that the graph names"
_HIDES = "runs a program that lies in the graph as bytes, and that nobody reads here"
_DATA = "a pipeline of data that reads files which the graph names"

_SINKS = (
    (_CALLS, (), "PyFunc PyFuncStateless EagerPyFunc"),
    (_READS, (0,), "ReadFile MatchingFiles MatchingFilesDataset ExperimentalMatchingFilesDataset"),
    (
        _READS,
        (0,),
        "LoadAndRemapMatrix GenerateVocabRemapping FileSystemSetConfiguration LoadDataset",
    ),
    (_READS, (0,), "ListSnapshotChunksDataset SnapshotChunkDataset SnapshotDatasetReader"),
    (_READS, (0,), "SnapshotNestedDatasetReader"),
    (
        _READS,
        (),
        "WholeFileReader WholeFileReaderV2 TextLineReader TextLineReaderV2 TFRecordReader",
    ),
    (_READS, (), "TFRecordReaderV2 FixedLengthRecordReader FixedLengthRecordReaderV2 LMDBReader"),
    (_READS, (), "RecordInput"),
    (_WRITES, (0,), "WriteFile"),
    (_WRITES, (1,), "SaveDataset SaveDatasetV2 DatasetToTFRecord ExperimentalDatasetToTFRecord"),
    (_WRITES, (1,), "SnapshotDataset SnapshotDatasetV2"),
    (_WRITES, (), "DumpTensor CalibrationStatisticsSaver"),
    (_SENDS, (0,), "RpcServer RpcClient"),
    (_SENDS, (), "RpcCall RpcCheckStatus RpcGetValue RpcServerRegister RpcServerStart"),
    (_SENDS, (), "DeleteRpcFutureResource RemoteCall"),
    (_SENDS, (0, 1, 2), "SqlDataset ExperimentalSqlDataset"),
    (_SENDS, (1,), "DistributedSave RegisterDataset RegisterDatasetV2"),
    (_SENDS, (2, 3), "DataServiceDataset DataServiceDatasetV2 DataServiceDatasetV3"),
    (_SENDS, (2, 3), "DataServiceDatasetV4"),
)
_LOADERS = (
    (_DATA, (0,), "TextLineDataset TFRecordDataset TFRecordDatasetV2 FixedLengthRecordDataset"),
    (_DATA, (0,), "FixedLengthRecordDatasetV2 CSVDataset CSVDatasetV2 ExperimentalCSVDataset"),
    (_DATA, (0,), "LMDBDataset ExperimentalLMDBDataset"),
)
_UNLISTED = (
    (_HIDES, (), "XlaCustomCall XlaCustomCallV2 XlaCallModule DatasetFromGraph TPUCompile"),
    (
        "writes a log of training to a path in the graph",
        (1, 0),
        "CreateSummaryFileWriter CreateSummaryDbWriter",
    ),
)
_GIVEN = (
    ("saves or restores variables, at a path that the caller gives", (0,), "SaveV2 RestoreV2 Save"),
    ("saves or restores variables, at a path that the caller gives", (0,), "SaveSlices Restore"),
    ("saves or restores variables, at a path that the caller gives", (0,), "RestoreSlice"),
    ("saves or restores variables, at a path that the caller gives", (0,), "DTensorRestoreV2"),
    ("puts the parts of a checkpoint together", (0, 1), "MergeV2Checkpoints"),
    ("keeps what a pipeline gave, in memory unless a path is named", (1,), "CacheDataset"),
    ("keeps what a pipeline gave, in memory unless a path is named", (1,), "CacheDatasetV2"),
)
TABLES = frozenset({"InitializeTableFromTextFile", "InitializeTableFromTextFileV2"})
"""Operators that fill a table from a vocabulary, which ordinary models bring among their assets."""
_CALLS = """
PartitionedCall StatefulPartitionedCall If StatelessIf While StatelessWhile Case StatelessCase
BatchFunction For TPUPartitionedCall SymbolicGradient
"""
CALLS = frozenset(_CALLS.split())
"""Operators that hand their inputs to functions of the file."""
DEBUGS = frozenset(
    {
        "DebugIdentity",
        "DebugIdentityV2",
        "DebugIdentityV3",
        "DebugNanCount",
        "DebugNumericSummary",
        "DebugNumericSummaryV2",
    }
)
"""Operators that send what passes them to each address in `debug_urls`."""
ATTRIBUTES = {
    **dict.fromkeys(DEBUGS, "debug_urls"),
    "PrintV2": "output_stream",
    "DecodeProtoV2": "descriptor_source",
    "EncodeProto": "descriptor_source",
    "FixedUnigramCandidateSampler": "vocab_file",
}
"""Operators whose attribute of this name says what they open."""

_COMPUTES = "computes on what it is given"
_GROUPS = (
    (ARITHMETIC, _COMPUTES),
    (STATE, "keeps variables, tables and queues in memory"),
    (PIPELINE, "a step of a pipeline that transforms what it is given"),
    (ACCELERATOR, "works on accelerators"),
)


def _rules() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for standing, rows in (
        (Standing.SINK, _SINKS),
        (Standing.LOADER, _LOADERS),
        (Standing.UNLISTED, _UNLISTED),
        (Standing.INERT, _GIVEN),
    ):
        for reason, paths, names in rows:
            found |= dict.fromkeys(names.split(), Rule(standing, reason, paths))
    table = Rule(Standing.INERT, "fills a table from a vocabulary", (1,))
    found |= dict.fromkeys(TABLES, table)
    found |= dict.fromkeys(ATTRIBUTES, Rule(Standing.INERT, _COMPUTES))
    return found


RULES = _rules()
"""Operators that need a look at their inputs or attributes, or stand badly whatever these are."""


def standing(operator: str) -> Rule:
    """How an operator stands by its name."""
    if rule := RULES.get(operator):
        return rule
    for names, reason in _GROUPS:
        if operator in names:
            return Rule(Standing.INERT, reason)
    return Rule(Standing.UNLISTED, "no operator of TensorFlow itself: a library has to bring it")


def opens(operator: str, value: str) -> str:
    """What an operator of `ATTRIBUTES` does by this value, empty where it does nothing besides computing."""
    if operator in DEBUGS:
        return "sends what passes it to an address in the graph" if value else ""
    if operator == "PrintV2":
        return _WRITES if value.startswith("file:") else ""
    if operator == "FixedUnigramCandidateSampler":
        return _READS if value else ""
    return "" if value in ("", "local://") or value.startswith("bytes://") else _READS
