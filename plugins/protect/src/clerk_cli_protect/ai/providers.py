"""Which provider writes, from the settings; keys are resolved when they are needed."""

from __future__ import annotations

from clerk_cli.api import AuthenticationError, Context, UsageError
from clerk_cli_protect.ai.conversation import Provider

NAMES = ("openai", "anthropic")
VARIABLES = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
URLS = {"openai": "OPENAI_BASE_URL", "anthropic": "ANTHROPIC_BASE_URL"}

SETUP = """\
Set one up with: clerk config set ai.openai.key KEY
or set OPENAI_API_KEY or ANTHROPIC_API_KEY"""


def configured(context: Context) -> str | None:
    """The provider that would be used, or None; no command that prints a key is executed.

    It is the one of ``ai.provider``, else the first that has a key.

    Raises:
        UsageError: ``ai.provider`` names none.
    """
    chosen = context.settings.value("ai.provider")
    if chosen:
        if chosen not in NAMES:
            raise UsageError(
                f'ai.provider is "{chosen}" ({context.settings.lookup("ai.provider").source})',
                hint=f"It must be {' or '.join(NAMES)}.",
            )
        return chosen
    return next((name for name in NAMES if _has_key(context, name)), None)


def open_provider(context: Context) -> Provider:
    """The provider, with its key.

    Raises:
        AuthenticationError: No key is configured, or it cannot be one.
        ConfigError: A command that prints the key fails, or the SDK is not installed.
    """
    name = configured(context)
    if name is None:
        raise AuthenticationError("no AI provider is configured", hint=SETUP)
    key = _key(context, name)
    model = context.settings.value(f"ai.{name}.model") or ""
    url = context.environment.variable(URLS[name])
    if name == "openai":
        from clerk_cli_protect.ai.openai_provider import OpenAIProvider

        return OpenAIProvider(key, model, url)
    from clerk_cli_protect.ai.anthropic_provider import AnthropicProvider

    return AnthropicProvider(key, model, url)


def _key(context: Context, name: str) -> str:
    key = (context.settings.value(f"ai.{name}.key") or "").strip()
    hint = f"Run clerk config set ai.{name}.key, or set {VARIABLES[name]}."
    if not key:
        raise AuthenticationError(f"there is no API key for {name}", hint=hint)
    if not key.isascii() or not key.isprintable():
        # The SDKs would fail with the key in their message, or not say why.
        where = context.settings.lookup(f"ai.{name}.key").source
        said = f"the API key for {name} ({where}) has characters that no key has"
        raise AuthenticationError(said, hint=hint)
    return key


def _has_key(context: Context, name: str) -> bool:
    return bool(context.settings.lookup(f"ai.{name}.key").text)
