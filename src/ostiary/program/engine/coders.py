"""What do encoders and the functions of codecs give?"""

from ostiary.program.decode.catalogue import decode
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Made
from ostiary.program.engine.handovers import early, run_now
from ostiary.program.engine.value import CLEAN, NOTHING, Value, joined, plain, unknown, wrap
from ostiary.program.flow import Taint


@model("codecs.getencoder codecs.getdecoder codecs.lookup")
def _coder(asked: Asked) -> Value:
    """A function of a codec, by the codec's name; it gives the data and its length."""
    verb = "decode" if asked.name.endswith("getdecoder") else "encode"
    return Value(symbol=f"codecs.%{verb}", items=[asked.arg(0)])


@model("codecs.register codecs.register_error")
def _registered(asked: Asked) -> Value:
    """A codec of the program's own: whoever names it has its functions called."""
    found = asked.given[-1] if asked.given else unknown()
    made = run_now(asked, found, [], CLEAN) if early(asked.m) else unknown()
    for one in made.code.given if isinstance(made.code, Made) else ():
        run_now(asked, one, [], CLEAN)
    return unknown()


@model("codecs.CodecInfo")
def _codec(asked: Asked) -> Value:
    """The functions of a codec, kept for whoever finds it."""
    return asked.result(code=Made([*asked.given, *asked.named.values()], {}))


@model("codecs.%encode codecs.%decode codecs.%encode.encode codecs.%encode.decode")
def _coded(asked: Asked) -> Value:
    codec = asked.target.items[0] if isinstance(asked.target.items, list) else unknown()
    name = f"codecs.{asked.name.rpartition('%')[2].rpartition('.')[2]}"
    data = asked.m.call(Value(symbol=name), [asked.arg(0), codec], {}, asked.node, asked.frame)
    return Value(items=[data, unknown()], marks=data.marks)


@model(
    "base64.b64encode base64.urlsafe_b64encode base64.b85encode binascii.hexlify zlib.compress"
    " codecs.encode urllib.parse.quote base64.b32encode base64.encodebytes"
)
def _encoded(asked: Asked) -> Value:
    data = plain(asked.arg(0))
    if data is not NOTHING:
        rest = [plain(one) for one in asked.given[1:]]
        folded = decode(asked.name, (data, *rest), {})
        if folded is not None:
            return wrap(folded, asked.marks, asked.arg(0).how)
    marks = joined(asked.marks, asked.mark(Taint.ENCODED)) if asked.marks else asked.marks
    return unknown(marks)
