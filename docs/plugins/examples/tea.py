"""Groups, settings, and commands that do not call the API.

`clerk tea time` is answered without loading the rest of the program, from the second run on.

$ clerk tea list
NAME        STATUS   HARVESTED         ORGANIC  PRICE
Dragon …    active   2026-03-20 00:00  yes      $12.00
Lapsang     expired  2025-04-01 00:00  no       $8.50
$ clerk tea list -o csv
NAME,STATUS,HARVESTED,ORGANIC,PRICE
Dragon …,active,2026-03-20T00:00:00+00:00,true,12.0
Lapsang,expired,2025-04-01T00:00:00+00:00,false,8.5
$ clerk tea list --wide -o csv
NAME,STATUS,HARVESTED,ORGANIC,PRICE,REGION
Dragon …,active,2026-03-20T00:00:00+00:00,true,12.0,Zhejiang
Lapsang,expired,2025-04-01T00:00:00+00:00,false,8.5,Fujian
$ clerk tea list --kind white
… No teas of this kind
$ clerk tea list --region Fujian -o json --fields name
{
  "data": [
    {
      "name": "Lapsang"
    }
  ],
  "total_count": 1
}
$ clerk __complete tea list --region Z
Zhejiang…
$ clerk tea brew Lapsang --strong --no-milk -t 80c -m 2 --spices mint --spices ginger
Tea:     Lapsang
Water:   80 °C
Minutes: 2
Leaves:  strong
Milk:    no
Spices:  mint, ginger
✓ Brewed Lapsang.
$ clerk tea brew Lapsang --minutes 9
✗ --minutes must be at most 7, not 9
…
$ clerk tea brew Lapsang --water hot
✗ --water: "hot" is not a temperature such as 80c
…
$ clerk tea pot empty
✗ confirmation required, but this is not an interactive terminal
  Would ask: Empty the pot?
  Pass --force to confirm.
…
$ clerk tea pot empty --force
{
  "emptied": true
}
✓ Emptied the pot.
$ clerk tea brew Lapsang --spices salt
✗ --spices: "salt" is not one of ginger, mint
…
$ clerk tea name
Lapsang
$ clerk tea name -o json
{
  "name": "Lapsang"
}
$ clerk tea say two --words of --tea
two --words of --tea
$ clerk config set tea.cup bowl
✗ tea.cup must be one of mug, glass, not "bowl"
…
$ clerk config get tea.cup --resolve
mug
$ clerk cha --help
Usage:
  clerk tea <command> [options]
…
"""

from __future__ import annotations

from typing import Annotated, Literal

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Environment,
    Example,
    Group,
    Kind,
    Listing,
    Note,
    Outcome,
    Setting,
    View,
    argument,
    comma,
    date,
    flag,
    hookimpl,
    option,
    switch,
    yes_no,
)

CLERK_PLUGIN_API = 1


@hookimpl
def clerk_groups() -> list[Group]:
    """The group ``tea``, with the group ``pot`` below it."""
    return [
        Group(
            "tea",
            "Make tea",
            module=__name__,
            aliases=("cha",),
            groups=(Group("pot", "Look after the pot", __name__),),
            extension=True,
            section="tools",
            synonyms=("coffee",),
            offline=__name__,
        )
    ]


@hookimpl
def clerk_settings() -> list[Setting]:
    """What people can store, or set with a variable."""
    return [
        Setting(
            "tea.cup",
            "What tea is served in",
            variable="TEA_CUP",
            default="mug",
            choices=("mug", "glass"),
        ),
        Setting("tea.password", "The password of the kettle", secret=True),
    ]


def answer(words: list[str]) -> str | None:
    """Answer ``clerk tea time`` before anything else is imported."""
    return "It is tea time.\n" if words == ["time"] else None


TEAS: list[APIObject] = [
    {
        "name": "Dragon Well from the lakeside garden",
        "kind": "green",
        "status": "active",
        "harvested": "2026-03-20",
        "organic": True,
        "price": 12.0,
        "region": "Zhejiang",
    },
    {
        "name": "Lapsang",
        "kind": "black",
        "status": "expired",
        "harvested": "2025-04-01",
        "organic": False,
        "price": 8.5,
        "region": "Fujian",
    },
]

TEA = View(
    columns=(
        Column("NAME", "name", truncatable=True),
        Column("STATUS", "status", is_status=True),
        Column("HARVESTED", "harvested", date),
        Column("ORGANIC", "organic", show=yes_no, data=lambda value: str(value).lower()),
        Column("PRICE", "price", lambda value: f"${value:.2f}", data=str, optional=True),
    ),
    wide=(Column("REGION", "region"),),
    empty="No teas of this kind",
)
CUP = View(
    details=(
        Column("Tea", "tea"),
        Column("Water", "water", lambda value: f"{value} °C"),
        Column("Minutes", "minutes"),
        Column("Leaves", "leaves"),
        Column("Milk", "milk", yes_no),
        Column("Spices", "spices", comma),
    )
)


def temperature(text: str, _environment: Environment) -> int:
    """Read a temperature such as ``80c``."""
    number = text.lower().removesuffix("c")
    if not number.isdigit():
        raise ValueError(f'"{text}" is not a temperature such as 80c')
    return int(number)


def spice(text: str, _environment: Environment) -> list[str]:
    """Read one spice; those of several uses are joined."""
    return [text]


Temperature = Annotated[int, Kind(metavar="celsius", parse=temperature, note="such as 80c")]
Spices = Annotated[
    list[str], Kind("spice", spice, repeats=True, choices=("ginger", "mint"), files="")
]


class TeaList(
    Command,
    name="tea list",
    aliases=("ls",),
    view=TEA,
    extension=True,
    examples=(Example("clerk tea list --kind green", "List the green teas"),),
):
    """List teas."""

    writes = False
    result_fields = ("name", "kind", "status", "harvested@", "organic", "price", "region")

    kind: Literal["green", "black", "white"] | None = option("Only teas of this kind")
    region: str | None = option("Only teas of a region", completes=("Zhejiang", "Fujian"))

    def run(self, context: Context) -> Listing:
        """Return the teas."""
        wanted = {"kind": self.kind, "region": self.region}
        teas = [tea for tea in TEAS if all(wanted[name] in (None, tea[name]) for name in wanted)]
        return Listing(teas, total_count=len(teas), extras={"currency": "USD"})


class TeaBrew(
    Command,
    name="tea brew",
    view=CUP,
    confirm_if={"--milk": "Put milk in {tea}?"},
    done="Brewed {tea}.",
    examples=(Example("clerk tea brew Lapsang --minutes 3", "Brew a cup"),),
):
    """Brew a cup of tea."""

    writes = False
    result_fields = ("tea", "water", "minutes", "leaves", "milk", "spices[]")

    tea: str = argument("The tea", sends=None, completes=("Lapsang", "Longjing"))
    water: Temperature = option("How hot the water is", default=95, short="t", sends=None)
    minutes: int = option(
        "How long", default=3, metavar="minutes", short="m", minimum=1, maximum=7, sends=None
    )
    strong: bool = flag("Take more leaves", short="s", sends=None)
    spices: Spices | None = option("What else goes in", sends=None)
    milk: bool | None = switch("Add milk", sends=None)

    def run(self, context: Context) -> APIObject:
        """Return the cup."""
        leaves = "strong" if self.strong else "as usual"
        return {
            "tea": self.tea,
            "water": self.water,
            "minutes": self.minutes,
            "leaves": leaves,
            "milk": self.milk,
            "spices": self.spices,
        }


class TeaPotEmpty(
    Command,
    name="tea pot empty",
    confirm="Empty the pot?",
    examples=(Example("clerk tea pot empty", "Empty the pot"),),
):
    """Empty the pot."""

    writes = False
    runs_locally = True
    reports_dry_run = True
    default_format = "json"
    result_fields = ("emptied",)

    def run(self, context: Context) -> Outcome:
        """Return more than a result: a note, and what tables show."""
        if context.is_dry_run:
            return Outcome({"emptied": False}, notes=(Note("The pot would be emptied."),))
        note = Note("Emptied the pot.", level="success")
        return Outcome({"emptied": True}, notes=(note,), status=0, table=None, view=TEA)


class TeaName(
    Command, name="tea name", examples=(Example("tea=$(clerk tea name)", "Keep the name"),)
):
    """Print the name of the best tea."""

    writes = False
    prints_bare_value = True
    result_fields = ("name",)

    def run(self, context: Context) -> APIObject:
        """Return the name."""
        return {"name": "Lapsang"}

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print it bare."""
        context.print(result["name"])


class TeaSay(
    Command,
    name="tea say",
    passthrough=True,
    examples=(Example("clerk tea say two for --tea", "Say it"),),
):
    """Say something; all words are arguments, even those that look like options."""

    writes = False

    words: list[str] = argument("What to say", sends=None)

    def run(self, context: Context) -> None:
        """Print the words."""
        context.print(" ".join(self.words))
