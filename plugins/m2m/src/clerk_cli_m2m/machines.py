"""``clerk m2m machines …``: machines, their secret keys and scopes."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    Example,
    Outcome,
    Page,
    SecretCommand,
    Subject,
    Update,
    View,
    argument,
    date,
    date_time,
    delete,
    get,
    option,
    patch,
    post,
)


def scopes(machine: APIObject) -> str:
    """The IDs of the machines that a machine can communicate with."""
    return ", ".join(str(scoped.get("id")) for scoped in machine.get("scoped_machines") or [])


MACHINES = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No machines found",
)
MACHINE = View(
    columns=MACHINES.columns,
    details=(
        Column("Machine", "id"),
        Column("Name", "name"),
        Column("Scopes", scopes),
        Column(
            "Token lifetime", lambda machine: f"{machine.get('default_token_ttl', '-')} seconds"
        ),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
    ),
)
SCOPE = View(columns=(Column("FROM", "from_machine_id"), Column("TO", "to_machine_id")))
MAXIMUM_TTL = 315_360_000


class MachinesList(
    Page,
    name="m2m machines list",
    aliases=("ls",),
    route=get("/v1/machines"),
    view=MACHINES,
    examples=(Example("clerk m2m machines list --query backend", "Search machines"),),
):
    """List machines."""

    query: str | None = option("Search query", metavar="text")


class MachinesGet(
    Command,
    name="m2m machines get",
    route=get("/v1/machines/{machine_id}"),
    view=MACHINE,
    examples=(Example("clerk m2m machines get mch_123", "Show a machine and its scopes"),),
):
    """Show a machine."""

    machine_id: str = argument("Machine ID")


class MachinesCreate(
    SecretCommand,
    name="m2m machines create",
    route=post("/v1/machines"),
    view=MACHINE,
    done="Created machine {id}.",
    examples=(
        Example('clerk m2m machines create --name "Backend service"', "Create a machine"),
        Example(
            "clerk m2m machines create --name worker --scopes mch_123",
            "Create a machine that can communicate with another one",
        ),
    ),
):
    """Create a machine and print its secret key."""

    secret_member = "secret_key"

    name: str = option("Machine name")
    scopes: Csv | None = option(
        "Comma-separated scopes (IDs of the machines it can communicate with)",
        sends="scoped_machines",
        maximum=150,
    )
    default_token_ttl: int | None = option(
        "Default token lifetime in seconds", metavar="seconds", minimum=1, maximum=MAXIMUM_TTL
    )

    objects_route = post("/v1/machines")

    def run(self, context: Context) -> Outcome:
        """Send the request, after a warning about scopes that are not machine IDs."""
        for scope in self.scopes or []:
            warn_about_scope(scope, context)
        return super().run(context)


class MachinesUpdate(
    Update,
    name="m2m machines update",
    route=patch("/v1/machines/{machine_id}"),
    view=MACHINE,
    done="Updated machine {machine_id}.",
    examples=(
        Example('clerk m2m machines update mch_123 --name "Billing service"', "Rename a machine"),
    ),
):
    """Update a machine."""

    machine_id: str = argument("Machine ID")
    name: str | None = option("New machine name")
    default_token_ttl: int | None = option(
        "Default token lifetime in seconds", metavar="seconds", minimum=1, maximum=MAXIMUM_TTL
    )


class MachinesDelete(
    Command,
    name="m2m machines delete",
    aliases=("rm",),
    route=delete("/v1/machines/{machine_id}"),
    view=DELETED,
    confirm="Delete machine {machine_id} with its secret key and tokens?",
    done="Deleted machine {machine_id}.",
    many=True,
    examples=(Example("clerk m2m machines delete mch_123", "Delete a machine"),),
):
    """Delete a machine."""

    runs_unattended = True

    machine_id: str = argument("Machine ID")


class MachinesGetSecret(
    SecretCommand,
    name="m2m machines get-secret",
    route=get("/v1/machines/{machine_id}/secret_key"),
    examples=(Example("clerk m2m machines get-secret mch_123", "Print a machine's secret key"),),
):
    """Print the secret key of a machine."""

    secret_warning = "This is the machine's secret key. Keep it secret."

    machine_id: str = argument("Machine ID")


class MachinesRotateSecret(
    SecretCommand,
    name="m2m machines rotate-secret",
    route=post("/v1/machines/{machine_id}/secret_key/rotate"),
    confirm="Rotate the secret key of machine {machine_id}?",
    done="Rotated the secret key of machine {machine_id}.",
    extension=True,
    examples=(
        Example(
            "clerk m2m machines rotate-secret mch_123 --previous-token-ttl 3600",
            "Rotate a secret key and keep the old one valid for an hour",
        ),
    ),
):
    """Rotate the secret key of a machine and print the new one."""

    machine_id: str = argument("Machine ID")
    previous_token_ttl: int = option(
        "Seconds that the previous secret key stays valid",
        default=0, metavar="seconds", minimum=0, maximum=28_800,
    )  # fmt: skip


class MachinesAddScope(
    Command,
    name="m2m machines add-scope",
    route=post("/v1/machines/{machine_id}/scopes"),
    view=SCOPE,
    done="Added scope {scope} to machine {machine_id}.",
    examples=(
        Example(
            "clerk m2m machines add-scope mch_123 --scope mch_456",
            "Let mch_123 communicate with mch_456",
        ),
    ),
):
    """Allow a machine to communicate with another machine."""

    machine_id: str = argument("Machine ID")
    scope: str = option("ID of the other machine", sends="to_machine_id")

    objects_route = post("/v1/machines/{machine_id}/scopes")

    def run(self, context: Context) -> APIObject | None:
        """Send the request, after a warning about a scope that is not a machine ID."""
        warn_about_scope(self.scope, context)
        return self.object_of(context.send(self.build()))


class MachinesRemoveScope(
    Command,
    name="m2m machines remove-scope",
    route=delete("/v1/machines/{machine_id}/scopes/{scope}"),
    view=SCOPE,
    confirm="Remove scope {scope} from machine {machine_id}?",
    subject=Subject(get("/v1/machines/{machine_id}")),
    done="Removed scope {scope} from machine {machine_id}.",
    extension=True,
    examples=(
        Example(
            "clerk m2m machines remove-scope mch_456 mch_123",
            "Stop mch_456 from communicating with mch_123",
        ),
    ),
):
    """Stop a machine from communicating with another machine."""

    machine_id: str = argument("Machine ID")
    scope: str = argument("ID of the other machine")


def warn_about_scope(scope: str, context: Context) -> None:
    """Warn if a scope does not look like a machine ID; the API decides."""
    if not scope.startswith("mch_"):
        context.messages.warn(
            f'"{scope}" is not a machine ID: scopes are the IDs of machines (mch_…).'
        )
