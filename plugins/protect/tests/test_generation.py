"""Generated rules: the real SDKs against local servers with each provider's wire format."""

from __future__ import annotations

import socket
import sys
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI
from clerk_cli_protect.ai.answers import extract_expression

VPN = "ip.privacy.is_vpn"
GENERATE = ("rules", "add", "SIGN_IN", "--generate", "block VPN users", "--yes")


def test_a_description_becomes_a_rule(protect: Any, model: Any) -> None:
    model.says(VPN)
    result = protect(*GENERATE, "-o", "json")
    assert result.code == 0, result.err
    assert (result.json["expression"], result.json["action"]) == (VPN, "BLOCK")
    assert result.json["description"] == "block VPN users"
    assert "Generating expression for: block VPN users" in result.err
    assert "Generated expression:\n  ip.privacy.is_vpn\n" in result.err


def test_the_model_gets_the_fields_and_the_description(protect: Any, model: Any) -> None:
    model.says(VPN)
    protect(*GENERATE)
    assert "- ip.privacy.is_vpn (bool)" in model.system
    assert "phoneNumber" not in model.system.split("The fields of a")[1].split("Examples")[0]
    assert model.messages[-1] == {"role": "user", "content": "block VPN users"}


@pytest.mark.parametrize(
    "answer",
    [
        VPN,
        f"```\n{VPN}\n```",
        f"```cel\n{VPN}\n```",
        f"```{VPN}```",
        f"```cel\n{VPN}",
        f"Here it is:\n```\n{VPN}\n```\nEnjoy!",
        f"`{VPN}`",
        f"Expression: {VPN}",
        f" {VPN}\n",
    ],
)
def test_an_expression_is_extracted_from_its_wrapping(answer: str) -> None:
    assert extract_expression(answer) == VPN


@pytest.mark.parametrize(
    ("answer", "repair"),
    [
        ("Sure! Here is a rule for you.", "unexpected"),
        ("", "Your answer contains no expression"),
        ("ip.privcy.is_vpn", "did you mean ip.privacy?"),
        ("ip.privacy.is_vpn = true", "use == instead of ="),
        ("ip.privacy.is_vpn &&", "unexpected end of expression"),
    ],
)
def test_an_invalid_answer_is_repaired_by_the_model(
    protect: Any, model: Any, answer: str, repair: str
) -> None:
    model.says(answer, VPN)
    result = protect(*GENERATE)
    assert result.code == 0, result.err
    assert protect.expressions() == [VPN]
    assert repair in str(model.messages[-1]["content"])
    assert "Asking for a correction" in result.err


@pytest.mark.parametrize("prose", ["I cannot do it", "Sorry", "N/A", "", "```\n```", "None."])
def test_prose_is_never_sent_as_a_rule(protect: Any, one_model: Any, prose: str) -> None:
    one_model.says(prose, prose, prose)
    result = protect(*GENERATE)
    assert result.code == 1
    assert "returned no expression in 3 attempts" in result.err
    assert f"The last answer was: {prose.replace(chr(10), ' ') or '(empty)'}" in result.err
    assert protect.rules() == []


def test_a_rejected_expression_is_repaired_by_the_model(
    clerk: CommandLine, fake_api: FakeAPI, model: Any
) -> None:
    fake_api.answer({"events": {"SMS": {"fields": {"a": "BOOLEAN"}}}})
    fake_api.fail(422, "invalid", "f is not a function").answer({"id": "rule_1"})
    model.says("f(a)", "a")
    result = clerk("protect", "rules", "add", "SMS", "-g", "x", "--yes")
    assert result.code == 0, result.err
    assert fake_api.requests[-1].body["expression"] == "a"
    assert "The error: f is not a function" in model.messages[-1]["content"]
    assert "Asking for a correction: f is not a function" in result.err


def test_an_expression_that_is_rejected_three_times_is_an_error(
    clerk: CommandLine, fake_api: FakeAPI, one_model: Any
) -> None:
    fake_api.answer({"events": {"SMS": {"fields": {"a": "BOOLEAN"}}}})
    for _ in range(3):
        fake_api.fail(422, "invalid", "f is not a function")
    one_model.says("f(a)", "f(a, 1)", "f(a, 2)")
    result = clerk("protect", "rules", "add", "SMS", "-g", "x", "--yes")
    assert (result.code, "✗ f is not a function" in result.err) == (1, True)


def test_control_characters_of_a_model_are_escaped(protect: Any, one_model: Any) -> None:
    one_model.says('identifierType == "\x1b[2J"')
    result = protect(*GENERATE)
    assert r'identifierType == "\x1b[2J"' in result.err
    assert "\x1b" not in result.out + result.err


def test_an_expression_with_warnings_is_left_to_the_server(protect: Any, one_model: Any) -> None:
    one_model.says(*["ip.nothing.here"] * 3)
    result = protect(*GENERATE)
    assert "field ip.nothing does not exist" in result.err
    assert "cannot be compiled" in result.err
    assert (result.code, protect.rules()) == (1, [])


def test_an_expression_is_changed_by_the_model(protect: Any, model: Any) -> None:
    (id,) = protect.add(VPN, description="old")
    model.says(f"{VPN} || ip.privacy.is_tor")
    result = protect("rules", "edit", "SIGN_IN", id, "--ai", "Tor as well", "--yes")
    assert result.code == 0, result.err
    (rule,) = protect.rules()
    assert (rule["expression"], rule["description"]) == (f"{VPN} || ip.privacy.is_tor", "old")
    assert (
        model.messages[-1]["content"]
        == f"The expression:\n{VPN}\n\nThe requested change: Tor as well"
    )


def test_an_invalid_position_is_reported_before_the_model_is_asked(
    protect: Any, one_model: Any
) -> None:
    protect.add(VPN)
    result = protect(*GENERATE, "--after", "rule_9")
    assert (result.code, 'rule "rule_9" does not exist' in result.err) == (2, True)
    assert one_model.api.requests == []


def test_a_generated_rule_is_inserted_at_its_position(protect: Any, one_model: Any) -> None:
    protect.add("true")
    one_model.says(VPN)
    assert protect(*GENERATE, "--index", "0").code == 0
    assert protect.expressions() == [VPN, "true"]


def test_tokens_are_shown_with_debug(protect: Any, model: Any) -> None:
    model.says(VPN)
    assert "321 input tokens, 12 output tokens" in protect("--debug", *GENERATE).err


def test_progress_and_keys_are_not_on_stdout(protect: Any, one_model: Any) -> None:
    one_model.says("nonsense nonsense", VPN)
    result = protect("--debug", *GENERATE, "-o", "json")
    assert result.json["expression"] == VPN
    assert "sk-pl4nted77-of-the-provider" not in result.out + result.err


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (401, 3, "rejected the API key"),
        (403, 3, "rejected the API key"),
        (404, 1, 'has no model "'),
        (400, 1, "returned HTTP 400: no such thing"),
    ],
)
def test_an_error_of_a_provider_is_reported_in_one_line(
    protect: Any, model: Any, status: int, code: int, message: str
) -> None:
    error = {"type": "error", "error": {"type": "x", "message": "no such thing"}}
    model.api.answer(error, status=status)
    result = protect(*GENERATE)
    assert result.code == code
    (line, *_) = [line for line in result.err.splitlines() if line.startswith("✗")]
    assert message in line
    assert "Traceback" not in result.err


def test_a_rate_limit_is_reported_in_one_line(protect: Any, model: Any) -> None:
    error = {"type": "error", "error": {"type": "x", "message": "slow down"}}
    for _ in range(3):
        model.api.answer(error, status=429, headers={"retry-after-ms": "1"})
    result = protect(*GENERATE)
    assert (result.code, len(model.api.requests)) == (1, 3)
    assert "rate limit exceeded: slow down" in result.err


def test_a_refusal_is_reported_in_one_line(protect: Any, model: Any) -> None:
    model.says("x")
    (status, body, headers) = model.api._answers.pop()
    if model.kind == "openai":
        body["choices"][0]["message"] |= {"content": None, "refusal": "I will not"}
    else:
        body["stop_reason"] = "refusal"
    model.api._answers.append((status, body, headers))
    result = protect(*GENERATE)
    assert (result.code, "refused to answer" in result.err) == (1, True)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that an SDK wanted to wait before a retry, in order; it never does."""
    seconds: list[float] = []
    monkeypatch.setattr("time.sleep", seconds.append)
    return seconds


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://127.0.0.1:9/v1"])
def test_an_unreachable_provider_is_reported_in_one_line(
    protect: Any, model: Any, waits: list[float], url: str
) -> None:
    result = protect(*GENERATE, env={f"{model.kind.upper()}_BASE_URL": url})
    assert (result.code, "cannot reach" in result.err) == (1, True)
    assert len(waits) == 2


def test_a_provider_that_times_out_is_reported_in_one_line(
    protect: Any, model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clerk_cli_protect.ai.provider_errors.TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr("clerk_cli_protect.ai.provider_errors.MAX_ATTEMPTS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        result = protect(*GENERATE, env={f"{model.kind.upper()}_BASE_URL": url})
    assert result.code == 1
    assert "timed out after 0.1 seconds" in result.err


@pytest.mark.parametrize("key", ["sk-ключ", "sk\nsecret", "sk-\x1b[2J"])
def test_an_invalid_key_is_refused_and_not_shown(protect: Any, model: Any, key: str) -> None:
    name = f"{model.kind.upper()}_API_KEY"
    result = protect(*GENERATE, env={name: key})
    assert result.code == 3
    assert f"(env:{name}) contains invalid characters" in result.err
    assert key not in result.err
    assert model.api.requests == []


@pytest.mark.parametrize("body", ["a text", {"choices": []}, {"content": []}, []])
def test_an_unexpected_response_is_an_error_without_a_traceback(
    protect: Any, model: Any, body: Any
) -> None:
    for _ in range(3):
        model.api.answer(body)
    result = protect(*GENERATE)
    model.api._answers.clear()
    assert result.code == 1
    assert "Traceback" not in result.err


class TestSettings:
    """Which provider, model and key are used."""

    def test_a_missing_key_is_reported_with_how_to_set_one(self, protect: Any) -> None:
        result = protect(*GENERATE)
        assert result.code == 3
        assert "no AI provider is configured" in result.err
        assert "clerk config set ai.openai.key" in result.err

    def test_a_chosen_provider_without_a_key_is_not_replaced_by_the_other(
        self, protect: Any, one_model: Any
    ) -> None:
        protect.clerk("config", "set", "ai.provider", "anthropic", "-p", "default")
        protect.clerk.write_profiles("[default]\nai.provider = anthropic\n")
        result = protect(*GENERATE)
        assert result.code == 3
        assert "ANTHROPIC_API_KEY" in result.err

    def test_a_key_can_come_from_a_command_that_runs_once(
        self, protect: Any, one_model: Any
    ) -> None:
        del protect.clerk.variables["OPENAI_API_KEY"]
        command = "!echo run >> log; echo sk-from-the-vault"
        protect.clerk.write_profiles(f"[default]\nai.openai.key = {command}\n")
        one_model.says(VPN)
        assert protect(*GENERATE).code == 0
        assert one_model.api.requests[0].headers["authorization"] == "Bearer sk-from-the-vault"
        assert (protect.clerk.directory / "log").read_text() == "run\n"

    def test_a_key_is_not_resolved_unless_something_is_generated(self, protect: Any) -> None:
        protect.clerk.write_profiles("[default]\nai.openai.key = !echo run >> log; false\n")
        assert protect("rules", "add", "SIGN_IN", "--expression", VPN).code == 0
        assert not (protect.clerk.directory / "log").exists()

    def test_a_command_that_fails_is_reported(self, protect: Any) -> None:
        protect.clerk.write_profiles("[default]\nai.openai.key = !echo sealed >&2; exit 1\n")
        result = protect(*GENERATE)
        assert (result.code, "sealed" in result.err) == (1, True)

    def test_the_setting_chooses_the_model(self, protect: Any, one_model: Any) -> None:
        protect.clerk.write_profiles("[default]\nai.openai.model = gpt-next\n")
        one_model.says(VPN)
        protect(*GENERATE)
        assert one_model.api.requests[0].body["model"] == "gpt-next"

    def test_an_unknown_provider_is_refused(self, protect: Any) -> None:
        protect.clerk.write_profiles("[default]\nai.provider = hal\n")
        result = protect(*GENERATE)
        assert (result.code, 'ai.provider: "hal" is not one of' in result.err) == (2, True)


@pytest.mark.parametrize("module", ["openai", "anthropic"])
def test_a_missing_sdk_is_reported_with_the_command_that_installs_it(
    protect: Any, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    env = {f"{module.upper()}_API_KEY": "sk-x"}
    result = protect(*GENERATE, env=env)
    assert result.code == 1
    assert f"clerk plugins install 'protect[{module}]'" in result.err


def test_a_missing_mcp_package_is_reported_with_the_command_that_installs_it(
    protect: Any, one_model: Any, write_servers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_servers("asn-lookup")
    monkeypatch.setitem(sys.modules, "mcp", None)
    result = protect(*GENERATE)
    assert (result.code, "clerk plugins install 'protect[mcp]'" in result.err) == (1, True)


def test_consent_is_needed_before_any_request(clerk: CommandLine, one_model: Any) -> None:
    result = clerk("-p", "sandbox", "protect", "rules", "add", "SMS", "-g", "x")
    assert result.code == 2
    assert "--yes" in result.err
    assert one_model.api.requests == []
