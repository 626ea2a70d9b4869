"""The templates of emails and text messages that every instance begins with."""

from __future__ import annotations

from typing import NamedTuple

EMAIL, SMS = "email", "sms"
APP = ("app.name", "app.url")
REQUEST = ("requested_at", "requested_by")
CODE, LINK, ACTION = "otp_code", "magic_link", "action_url"
NEW_CODE = "{{otp_code}} is your {{app.name}} verification code"


class DefaultTemplate(NamedTuple):
    """A template as nobody has changed it.

    Args:
        type: ``email`` or ``sms``.
        slug: What the path calls it.
        name: What people call it.
        subject: The subject of an email; empty for a text message.
        body: The text, with variables in double braces.
        required: The variables that the text must have.
        others: The variables that it may have, besides those of the application.
    """

    type: str
    slug: str
    name: str
    subject: str
    body: str
    required: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable that the text may have."""
        return (*APP, *self.required, *self.others)

    @property
    def is_notification(self) -> bool:
        """Whether it only tells something, so that an instance can do without it."""
        return not self.required

    @property
    def has_fixed_body(self) -> bool:
        """Whether the text is fixed, as carriers demand of codes in text messages."""
        return self.type == SMS and CODE in self.required


def _email(
    slug: str, name: str, subject: str, text: str, *names: tuple[str, ...]
) -> DefaultTemplate:
    return DefaultTemplate(EMAIL, slug, name, subject, f"<p>{text}</p>", *names)


DEFAULT_TEMPLATES = (
    _email("verification_code", "Verification code", NEW_CODE,
           "Enter {{otp_code}} to continue to {{app.name}}.", (CODE,), REQUEST),
    _email("magic_link_sign_in", "Sign-in link", "Sign in to {{app.name}}",
           "Sign in with this link: {{magic_link}}", (LINK,), REQUEST),
    _email("magic_link_sign_up", "Sign-up link", "Sign up for {{app.name}}",
           "Confirm your email address with this link: {{magic_link}}", (LINK,), REQUEST),
    _email("magic_link_user_profile", "Verification link", "Verify your email address",
           "Verify your email address with this link: {{magic_link}}", (LINK,), REQUEST),
    _email("reset_password_code", "Reset password code", "{{otp_code}} resets your password",
           "Enter {{otp_code}} to choose another password.", (CODE,), REQUEST),
    _email("invitation", "Invitation", "You are invited to {{app.name}}",
           "Accept the invitation: {{action_url}}", (ACTION,), ("inviter_name",)),
    _email("organization_invitation", "Organization invitation", "Join {{org.name}}",
           "{{inviter_name}} invites you to {{org.name}}: {{action_url}}", (ACTION,),
           ("inviter_name", "org.name")),
    _email("organization_invitation_accepted", "Organization invitation accepted",
           "Your invitation was accepted", "{{user.email_address}} joined {{org.name}}.", (),
           ("org.name", "user.email_address")),
    _email("waitlist_confirmation", "Waitlist confirmation", "You are on the waitlist",
           "We will write to you when you can use {{app.name}}."),
    _email("waitlist_invitation", "Waitlist invitation", "You can use {{app.name}} now",
           "Sign up with this link: {{action_url}}", (ACTION,)),
    _email("account_locked", "Account locked", "Your account is locked",
           "There were too many attempts to sign in to {{app.name}}."),
    _email("new_device_sign_in", "New device", "New sign-in to {{app.name}}",
           "Somebody signed in from a new device: {{device_type}}.", (), ("device_type",)),
    _email("password_changed", "Password changed", "Your password was changed",
           "The password of your {{app.name}} account was changed."),
    _email("password_removed", "Password removed", "Your password was removed",
           "Your {{app.name}} account no longer has a password."),
    _email("primary_email_address_changed", "Primary email address changed",
           "Your email address was changed", "Your address is now {{new_email_address}}.", (),
           ("new_email_address",)),
    DefaultTemplate(SMS, "verification_code", "Verification code", "", f"{NEW_CODE}.", (CODE,)),
    DefaultTemplate(SMS, "reset_password_code", "Reset password code", "",
                    "{{otp_code}} resets your {{app.name}} password.", (CODE,)),
    DefaultTemplate(SMS, "password_changed", "Password changed", "",
                    "The password of your {{app.name}} account was changed."),
    DefaultTemplate(SMS, "password_removed", "Password removed", "",
                    "Your {{app.name}} account no longer has a password."),
)  # fmt: skip
"""In their order. The names of templates and variables are Clerk's, the wording is not."""
