"""The expression in an answer, and answers that are none: thoughts, cut ones, odd forms."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli_protect.ai.answers import extract_expression

VPN = "ip.privacy.is_vpn"
COUNTRY = 'ip.geo.country_code == "RU"'
GENERATE = ("rules", "add", "SIGN_IN", "--generate", "block VPN users", "--yes")


@pytest.mark.parametrize(
    "expression", [VPN, COUNTRY, f"{COUNTRY} &&\n!{VPN}", '"a" == "b"', "true"]
)
@pytest.mark.parametrize(
    "wrapping",
    [
        "{}",
        "```cel\r\n{}\r\n```\r\n",
        "~~~\n{}\n~~~",
        "~~~~ cel\n{}\n~~~~\nDone.",
        "Sure:\r\n\r\n~~~cel\r\n{}",
        "````\n```\n{}\n```\n````",
        "`{}`",
        "``{}``",
        "**{}**",
        "1. {}",
        "- {}",
        "* `{}`",
        "1) **{}**",
        "***{}***",
        "**`{}`**",
        "__{}__",
        "\u201c{}\u201d",
        "\u00ab{}\u00bb",
        "<code>{}</code>",
        "**Expression:** `{}`",
        "**Expression**: {}",
        "The final expression is:\n\n```\n{}\n```",
        "<think>\nnot `true`, or ```\nfalse\n```?\n</think>\n\n{}",
        "<think>a<think>b</think>c</think>{}",
        '<THINKING budget="1">hm</THINKING>\n```\n{}\n```',
        "<reasoning>\r\nfalse</reasoning>\r\n{}",
        "the tag that begins it is missing\n</think>\n{}",
        "```\n<think>hm</think>\n{}\n```",
    ],
)
def test_an_expression_is_found_in_its_wrapping(wrapping: str, expression: str) -> None:
    assert extract_expression(wrapping.format(expression)) == expression


@pytest.mark.parametrize(
    ("answer", "expression"),
    [
        (f'"{VPN}"', VPN),
        (f"'{VPN}'", VPN),
        (f'"{COUNTRY}"', COUNTRY),
        ('"ip.geo.country_code == \\"RU\\""', COUNTRY),
        (f"> {VPN}", VPN),
        (f"> {VPN}\n> && true", f"{VPN}\n&& true"),
        ("'a' == 'b'", "'a' == 'b'"),
        ('"RU" == ip.geo.country_code', '"RU" == ip.geo.country_code'),
        ('description == "``` x"', 'description == "``` x"'),
        ('description == "~~~"', 'description == "~~~"'),
        ("```\n\n```\n```cel\ntrue\n```", "true"),
        ("```true\n```", "true"),
    ],
)
def test_quotes_are_removed_only_around_an_expression(answer: str, expression: str) -> None:
    assert extract_expression(answer) == expression


@pytest.mark.parametrize(
    "answer",
    [
        f"<think>maybe {VPN}",
        f"<think>maybe\n```\n{VPN}\n```",
        f"<think>a</think>\n<think>{VPN}",
        f"{VPN}\n<thinking>or should it be",
        f"<Think >\r\n{VPN}",
        f"<think>{VPN}</think>",
        "",
        " \r\n ",
        "```\n```",
        "~~~",
    ],
)
def test_an_answer_without_an_end_or_a_text_has_no_expression(answer: str) -> None:
    assert extract_expression(answer) == ""


def change_last(model: Any, **changes: Any) -> None:
    """Change the last reply that is queued: its text and the reason for its end."""
    status, body, headers = model.api._answers.pop()
    if model.kind == "openai":
        choice = body["choices"][0]
        if "content" in changes:
            choice["message"]["content"] = changes["content"]
        choice["finish_reason"] = changes.get("reason", choice["finish_reason"])
    else:
        body["content"] = changes.get("content", body["content"])
        body["stop_reason"] = changes.get("reason", body["stop_reason"])
    model.api._answers.append((status, body, headers))


CUT = {"openai": "length", "anthropic": "max_tokens"}


@pytest.mark.slow
def test_an_answer_that_was_cut_is_never_taken(protect: Any, model: Any) -> None:
    model.says(VPN)
    change_last(model, reason=CUT[model.kind])
    model.says("!" + VPN)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert protect.expressions() == ["!" + VPN]
    assert "Asking for a correction: the answer was cut off" in result.err
    assert "was cut off" in str(model.messages[-1]["content"])


def test_answers_that_are_all_cut_are_an_error(protect: Any, model: Any) -> None:
    for reason in (CUT[model.kind], "model_context_window_exceeded", "max_tokens"):
        model.says(VPN)
        change_last(model, reason=reason)
    result = protect(*GENERATE)
    assert (result.code, protect.rules()) == (1, [])
    assert f"The last answer was cut off: {VPN}" in result.err


def test_a_tool_call_that_was_cut_is_not_made(protect: Any, model: Any, write_servers: Any) -> None:
    write_servers("asn-lookup")
    model.calls_tools(("resolve_asn", {"name": "Cl"}))
    change_last(model, reason=CUT[model.kind])
    model.says(VPN)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert "Tool call" not in result.err
    assert model.results == []


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": "ip.privacy."}, {"type": "text", "text": "is_vpn"}],
        [{"type": "thinking", "thinking": "false"}, {"type": "text", "text": VPN}],
        [{"type": "reasoning", "text": "false"}, {"type": "text", "text": VPN}],
        [{"text": VPN}],
        [None, {"type": "text", "text": None}, {"type": "text", "text": VPN}],
        VPN,
    ],
    ids=range(6),
)  # fmt: skip
def test_content_in_parts_is_joined(protect: Any, model: Any, content: Any) -> None:
    model.says("")
    change_last(model, content=content)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert protect.expressions() == [VPN]
    assert "Warning" not in result.err


@pytest.mark.parametrize("content", [None, "", [], [{"type": "text", "text": ""}], 7, {}])
def test_an_answer_without_content_is_asked_for_again(
    protect: Any, model: Any, content: Any
) -> None:
    model.says("")
    change_last(model, content=content)
    model.says(VPN)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    empty = [message for message in model.messages if not message["content"]]
    assert empty == []


@pytest.mark.parametrize("reason", ["content_filter", "refusal"])
def test_a_refusal_is_an_error_whatever_the_text_says(
    protect: Any, model: Any, reason: str
) -> None:
    model.says(VPN)
    change_last(model, reason=reason)
    result = protect(*GENERATE)
    assert (result.code, protect.rules()) == (1, [])
    assert "refused to answer" in result.err


def test_a_refusal_in_a_part_is_an_error(protect: Any, one_model: Any) -> None:
    one_model.says("")
    change_last(one_model, content=[{"type": "refusal", "refusal": "I will\nnot"}])
    result = protect(*GENERATE)
    assert (result.code, "refused to answer: I will\\nnot" in result.err) == (1, True)


BODIES = {
    "openai": [
        {"choices": None}, {"choices": [None]}, {"choices": [{"message": None}]}, {"choices": {}},
        {"choices": [{"message": {"content": None, "tool_calls": [None, {"function": None}]}}]},
    ],
    "anthropic": [
        {"content": None}, {"content": [None]}, {"content": [{"type": "tool_use"}]},
        {"content": [{"type": "tool_use", "id": 1, "name": None, "input": "x"}]}, {"content": 7},
    ],
}  # fmt: skip


@pytest.mark.parametrize("number", range(7))
def test_a_response_of_any_form_gives_one_line(protect: Any, model: Any, number: int) -> None:
    body = [*BODIES[model.kind], {"error": {"message": "over\x1b[2Jloaded"}}, {"error": "x"}][
        number
    ]
    for _ in range(10):
        model.api.answer(body)
    result = protect(*GENERATE)
    model.api._answers.clear()
    assert (result.code, protect.rules()) == (1, [])
    (line,) = [line for line in result.err.splitlines() if line.startswith("\u2717")]
    assert 'plugin "' not in line
    assert "Traceback" not in result.err


def test_half_a_surrogate_pair_is_replaced(protect: Any, model: Any) -> None:
    model.says("\ud83d", VPN)
    assert protect(*GENERATE).code == 0
    assert "\ufffd" in str(model.messages)


REFUSED_TOOLS = [
    ("Invalid schema for function 'fails': schema must be of type object", "fails"),
    ("tools.2.custom.input_schema: JSON schema is invalid", "fails"),
    ("Invalid 'tools[2].function.parameters': unknown keyword", "fails"),
    ("gpt-4o does not support tools", ""),
    ("Function calling is not enabled for this model", ""),
]


@pytest.mark.parametrize(("message", "name"), REFUSED_TOOLS)
def test_a_tool_that_the_provider_refuses_is_left_out(
    protect: Any, model: Any, write_servers: Any, message: str, name: str
) -> None:
    write_servers("asn-lookup")
    model.api.answer({"type": "error", "error": {"type": "x", "message": message}}, status=400)
    model.says(VPN)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    (warning,) = [line for line in result.err.splitlines() if line.startswith("\u26a0")]
    assert message in warning
    tools = model.api.requests[-1].body.get("tools", [])
    assert len(tools) == (6 if name else 0)
    assert name in warning
    assert not any(name and name in str(tool) for tool in tools)


def test_an_error_that_is_not_about_tools_drops_none(
    protect: Any, model: Any, write_servers: Any
) -> None:
    write_servers("asn-lookup")
    error = {"type": "error", "error": {"type": "x", "message": "max_tokens is too large"}}
    model.api.answer(error, status=400)
    result = protect(*GENERATE)
    assert (result.code, "max_tokens is too large" in result.err) == (1, True)
