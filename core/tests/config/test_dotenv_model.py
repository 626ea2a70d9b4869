"""The reader of ``.env`` files against what the usual loaders read.

``CLERK_TEST_EXAMPLES=5000`` looks longer.
"""

from __future__ import annotations

import re

from core.tests.config.searches import SEARCH
from hypothesis import given
from hypothesis import strategies as st

from clerk_cli.config.dotenv_syntax import value_of

KEY_TEXTS = st.text(st.sampled_from("abcXYZ019_"), min_size=1, max_size=8).map("sk_test_{}".format)
LOADER = re.compile(
    r"""^[^\S\n]*(?:export[^\S\n]+)?([A-Za-z0-9_.-]+)(?:[^\S\n]*=[^\S\n]*|:[^\S\n]+)
    ("(?:\\"|[^"])*"(?=[^\S\n]*(?:\#.*)?$)|'(?:\\'|[^'])*'(?=[^\S\n]*(?:\#.*)?$)|
     `(?:\\`|[^`])*`(?=[^\S\n]*(?:\#.*)?$)|[^\n]*)""",
    re.MULTILINE | re.VERBOSE,
)
"""An assignment as the loaders of Node, Ruby and Python find it."""


def loaded(text: str) -> str | None:
    """The key that a loader puts into the environment."""
    values = [match[2] for match in LOADER.finditer(text) if match[1] == "CLERK_SECRET_KEY"]
    if not values:
        return None
    value = values[-1].strip()
    if value[:1] in ("'", '"', "`"):
        return value[1:-1].strip()
    return re.split(r"(?:^|\s)#", value)[0].strip()


def spell(value: str, style: str) -> str:
    return style.replace("VALUE", value)


ASSIGNMENTS = st.tuples(
    KEY_TEXTS | st.just(""),
    st.sampled_from([
        "CLERK_SECRET_KEY=VALUE", "CLERK_SECRET_KEY = VALUE", "export CLERK_SECRET_KEY='VALUE'",
        '\tCLERK_SECRET_KEY="VALUE" # note', "CLERK_SECRET_KEY: VALUE", "CLERK_SECRET_KEY=`VALUE`",
        "CLERK_SECRET_KEY=VALUE # sk_live_old", '\ufeffCLERK_SECRET_KEY="\nVALUE\n"',
    ]),
)  # fmt: skip
OTHER_LINES = st.sampled_from(
    [
        "",
        "# CLERK_SECRET_KEY=sk_live_x",
        "A=1",
        "A='\nCLERK_SECRET_KEY=sk_live_x\n'",
        'A="it is \\"\nCLERK_SECRET_KEY=sk_live_x\n" # x',
        "MY_CLERK_SECRET_KEY=sk_live_x",
        "A=1\u2028CLERK_SECRET_KEY=sk_live_x",
        "not an assignment",
        "=",
        "B='",
        "C=`x",
        "D=caf\udce9",
        "CLERK_SECRET_KEY_OLD=sk_live_x",
        "A: 'x' y",
    ]
)


@SEARCH
@given(st.lists(ASSIGNMENTS | OTHER_LINES, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_the_last_assignment_is_the_key(lines: list[tuple[str, str] | str], ending: str) -> None:
    # A quote that is not closed would make what follows a part of its value.
    lines = [line for line in lines if line not in ("B='", "C=`x")]
    values = [line[0] for line in lines if isinstance(line, tuple)]
    text = "\n".join(line if isinstance(line, str) else spell(*line) for line in lines)
    assert value_of(text.replace("\n", ending)) == (values[-1] if values else None)


TOKENS = st.sampled_from(
    [
        "CLERK_SECRET_KEY",
        "CLERK_SECRET_KEY=",
        "\nCLERK_SECRET_KEY=",
        "export ",
        "=",
        ": ",
        " ",
        "\t",
        "\n",
        "\r\n",
        "'",
        '"',
        "`",
        "\\",
        '\\"',
        " # ",
        "sk_test_a",
        "sk_live_b",
        "A",
        "\nA=",
        "$",
        "${A}",
        "\r",
        "\u2028",
        "\udce9",
    ]
)


@SEARCH
@given(st.lists(TOKENS, max_size=14).map("".join))
def test_any_env_text_is_read_like_the_loaders_or_refused(text: str) -> None:
    try:
        value = value_of(text)
    except ValueError:
        return
    assert (value or "") == (loaded(text) or "")
