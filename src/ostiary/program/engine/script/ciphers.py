"""What do Node's hashes and ciphers make of constants?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Made
from ostiary.program.engine.value import (
    NOTHING,
    Value,
    joined,
    plain,
    unknown,
)
from ostiary.program.flow import Taint


@model("crypto.createHash crypto.createHmac crypto.createDecipheriv")
def _made(asked: Asked) -> Value:
    return Value(symbol=f"{asked.target.symbol}()", code=Made(asked.given, {}), marks=asked.marks)


@model("crypto.createHash.update crypto.createHmac.update")
def _updated(asked: Asked) -> Value:
    made = asked.target.code
    before = made.given if isinstance(made, Made) else []
    symbol = asked.target.symbol.removesuffix(".update")
    return Value(symbol=symbol, code=Made([*before, asked.arg(0)], {}))


@model("crypto.createDecipheriv.update")
def _deciphered(asked: Asked) -> Value:
    from ostiary.program.decode.catalogue import decode

    made = asked.target.code
    before = made.given if isinstance(made, Made) else []
    several = [plain(one) for one in (*before, *asked.given[:2])]
    marks = joined(asked.mark(Taint.DECODED, "deciphered"), asked.marks)
    if NOTHING in several:
        return unknown(marks)
    data = decode("crypto.createDecipheriv", tuple(several), {})
    if not isinstance(data, bytes):
        return unknown(marks)
    form = asked.arg(2).const
    text = data.decode("utf-8", "replace") if isinstance(form, str) else data
    return Value(text, marks=marks, how=(*asked.arg(0).how, str(several[0])))


@model("crypto.createDecipheriv.final")
def _final(asked: Asked) -> Value:
    del asked
    return Value("")
