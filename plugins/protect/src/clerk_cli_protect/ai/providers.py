"""The configured AI provider and its key, which is resolved only when it is needed."""

from __future__ import annotations

from clerk_cli.api import AuthenticationError, Context, UsageError
from clerk_cli_protect import KEY_VARIABLES
from clerk_cli_protect.ai.conversation import Provider
from clerk_cli_protect.ai.provider_errors import Endpoint

NAMES = tuple(KEY_VARIABLES)
LABELS = {"openai": "OpenAI", "anthropic": "Anthropic"}
URL_VARIABLES = {"openai": "OPENAI_BASE_URL", "anthropic": "ANTHROPIC_BASE_URL"}

SETUP = f"""\
Set one up with: clerk config set ai.openai.key KEY
or set {" or ".join(KEY_VARIABLES.values())}"""


def configured_provider(context: Context) -> str | None:
    """The provider of ``ai.provider``, else the first that has a key; None if there is none.

    Commands that print keys are not run.

    Raises:
        UsageError: ``ai.provider`` is not a valid provider.
    """
    name = context.settings.value("ai.provider")
    if name:
        if name not in NAMES:
            source = context.settings.lookup("ai.provider").source
            raise UsageError(f'ai.provider: "{name}" is not one of {", ".join(NAMES)} ({source})')
        return name
    return next((name for name in NAMES if _has_key(context, name)), None)


def open_provider(context: Context) -> Provider:
    """Connect to the configured provider.

    Raises:
        AuthenticationError: No key is configured, or it is not valid.
        ConfigError: A command that prints the key fails, the SDK is not installed, or the key
            would be sent to another machine without encryption.
    """
    name = configured_provider(context)
    if name is None:
        raise AuthenticationError("no AI provider is configured", hint=SETUP)
    label, url = LABELS[name], context.environment.variable(URL_VARIABLES[name])
    avoid_proxies = bool(url) and context.check_key_url(
        url or "", key=f"{label} API key", setting=URL_VARIABLES[name]
    )
    endpoint = Endpoint(url, avoid_proxies)
    key = _key(context, name)
    model = context.settings.value(f"ai.{name}.model") or ""
    if name == "openai":
        from clerk_cli_protect.ai.openai_provider import OpenAIProvider

        return OpenAIProvider(key, model, endpoint, context.messages.warn)
    from clerk_cli_protect.ai.anthropic_provider import AnthropicProvider

    return AnthropicProvider(key, model, endpoint, context.messages.warn)


def _key(context: Context, name: str) -> str:
    key = (context.settings.value(f"ai.{name}.key") or "").strip()
    hint = f"Run clerk config set ai.{name}.key, or set {KEY_VARIABLES[name]}."
    if not key:
        raise AuthenticationError(f"no API key for {name} is configured", hint=hint)
    if not key.isascii() or not key.isprintable():
        # The SDKs would fail with the key in their message, or without a reason.
        source = context.settings.lookup(f"ai.{name}.key").source
        message = f"the API key for {name} ({source}) contains invalid characters"
        raise AuthenticationError(message, hint=hint)
    return key


def _has_key(context: Context, name: str) -> bool:
    return bool(context.settings.lookup(f"ai.{name}.key").text)
