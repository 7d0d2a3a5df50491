"""What do libraries of JavaScript read that look for settings by a name?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.files import opened
from ostiary.program.engine.names import symbol
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import CLEAN, Value, joined
from ostiary.program.flow import Act, Taint


@model("dotenv.config dotenv.configDotenv")
def _environment(asked: Asked) -> Value:
    """Variables out of a file: one of them is one variable, all of them are the environment."""
    whole = symbol(asked.m, "process.env", CLEAN, asked.node, asked.frame)
    return Value(items={"parsed": whole})


@model("rc cosmiconfig.cosmiconfig cosmiconfig.cosmiconfigSync cosmiconfig lilconfig.lilconfig")
def _found(asked: Asked) -> Value:
    """Settings of a program, in a file with its name in the folder of whoever runs it."""
    path = f"~/.{asked.text(0)}rc"
    if LOOT.isdisjoint(path_marks(path)):
        return asked.result()
    marks = opened(path, asked.node, asked.m, asked.frame)
    asked.act(Act.READ, marks, target=path)
    return asked.result(joined(marks, asked.marks))


@model(
    "@aws-sdk/credential-providers.fromNodeProviderChain @aws-sdk/credential-providers.fromIni"
    " @aws-sdk/credential-provider-node.defaultProvider"
)
def _provided(asked: Asked) -> Value:
    """A function that gives the credentials: who calls it has them, who hands it on does not."""
    called = asked.target.symbol.endswith("()")
    return asked.result(asked.mark(Taint.METADATA) if called else CLEAN)
