"""``clerk m2m machines …`` (reference: clerk m2m machines)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    Outcome,
    Page,
    SecretCommand,
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
    """The machines that a machine may talk to."""
    return ", ".join(str(each.get("id")) for each in machine.get("scoped_machines") or [])


MACHINES = View(
    columns=(
        Column("ID", "id"),
        Column("NAME", "name", truncatable=True),
        Column("CREATED", "created_at", date),
    ),
    empty="No machines found",
)
MACHINE = View(
    columns=MACHINES.columns,
    details=(
        Column("Machine", "id"),
        Column("Name", "name"),
        Column("May talk to", scopes),
        Column(
            "Token lifetime", lambda machine: f"{machine.get('default_token_ttl', '-')} seconds"
        ),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
    ),
)
SCOPE = View(columns=(Column("FROM", "from_machine_id"), Column("TO", "to_machine_id")))
TTL = 315_360_000


class MachinesList(
    Page, name="m2m machines list", aliases=("ls",), route=get("/v1/machines"), view=MACHINES
):
    """List machines."""

    query: str | None = option("Search query", metavar="text")


class MachinesGet(
    Command, name="m2m machines get", route=get("/v1/machines/{machine_id}"), view=MACHINE
):
    """Get details of a machine."""

    machine_id: str = argument("The machine to show")


class MachinesCreate(
    SecretCommand,
    name="m2m machines create",
    route=post("/v1/machines"),
    view=MACHINE,
    done="Created machine {id}.",
):
    """Create a machine; its secret key alone goes to stdout."""

    secret_member = "secret_key"

    name: str = option("Machine name")
    scopes: Csv | None = option(
        "Comma-separated scopes: IDs of the machines that it may talk to",
        sends="scoped_machines",
        maximum=150,
    )
    default_token_ttl: int | None = option(
        "Lifetime of its tokens", metavar="seconds", minimum=1, maximum=TTL
    )

    def run(self, context: Context) -> Outcome:
        """Send it, after a warning about scopes that are not machine IDs."""
        for scope in self.scopes or []:
            warn_of_scope(scope, context)
        return super().run(context)


class MachinesUpdate(
    Update,
    name="m2m machines update",
    route=patch("/v1/machines/{machine_id}"),
    view=MACHINE,
    done="Updated machine {machine_id}.",
):
    """Update a machine."""

    machine_id: str = argument("The machine to update")
    name: str | None = option("New machine name")
    default_token_ttl: int | None = option(
        "Lifetime of its tokens", metavar="seconds", minimum=1, maximum=TTL
    )


class MachinesDelete(
    Command,
    name="m2m machines delete",
    aliases=("rm",),
    route=delete("/v1/machines/{machine_id}"),
    view=DELETED,
    confirm="Delete machine {machine_id} with its secret and tokens?",
    done="Deleted machine {machine_id}.",
):
    """Delete a machine."""

    machine_id: str = argument("The machine to delete")


class MachinesGetSecret(
    SecretCommand, name="m2m machines get-secret", route=get("/v1/machines/{machine_id}/secret_key")
):
    """Retrieve the secret for a machine, alone on stdout."""

    secret_warning = "This is the machine's secret key. Keep it secret."

    machine_id: str = argument("The machine")


class MachinesRotateSecret(
    SecretCommand,
    name="m2m machines rotate-secret",
    route=post("/v1/machines/{machine_id}/secret_key/rotate"),
    confirm="Replace the secret of machine {machine_id}?",
    done="Replaced the secret of machine {machine_id}.",
    extension=True,
):
    """Replace the secret of a machine; the new one alone goes to stdout."""

    machine_id: str = argument("The machine")
    previous_token_ttl: int = option(
        "Seconds that the old secret stays valid",
        default=0, metavar="seconds", minimum=0, maximum=28_800,
    )  # fmt: skip


class MachinesAddScope(
    Command,
    name="m2m machines add-scope",
    route=post("/v1/machines/{machine_id}/scopes"),
    view=SCOPE,
    done="Added scope {scope} to machine {machine_id}.",
):
    """Let a machine talk to another one."""

    machine_id: str = argument("The machine")
    scope: str = option("Scope to add: the ID of the other machine", sends="to_machine_id")

    def run(self, context: Context) -> APIObject:
        """Send it, after a warning about a scope that is not a machine ID."""
        warn_of_scope(self.scope, context)
        return context.send(self.build()).object


class MachinesRemoveScope(
    Command,
    name="m2m machines remove-scope",
    route=delete("/v1/machines/{machine_id}/scopes/{scope}"),
    view=SCOPE,
    done="Removed scope {scope} from machine {machine_id}.",
    extension=True,
):
    """Stop a machine from talking to another one."""

    machine_id: str = argument("The machine")
    scope: str = argument("The ID of the other machine")


def warn_of_scope(scope: str, context: Context) -> None:
    """Say that scopes are machines where one does not look like it; the API decides."""
    if not scope.startswith("mch_"):
        context.messages.warn(
            f"{scope} is no machine: scopes are IDs of machines, which begin with mch_"
        )
