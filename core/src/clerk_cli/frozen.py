"""Values with named fields, without what the standard library's dataclasses cost at every start.

A dataclass writes and compiles its methods when the class is made, and its module imports a parser
of Python for that: together a fifth of the time of a short command.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, NoReturn

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_: bool) -> object:
        """Tell type checkers, and nobody else, how the classes below are made."""
        return lambda made: made


class _Signature:
    """How a class is called, for those who ask: help, editors, our documentation."""

    def __get__(self, instance: object, owner: type[Frozen]) -> Any:
        from inspect import Parameter, Signature, get_annotations

        said = {n: a for each in reversed(owner.__mro__) for n, a in get_annotations(each).items()}
        names, defaults = owner._names, owner._defaults  # noqa: SLF001 - a part of the class
        kind, none = Parameter.POSITIONAL_OR_KEYWORD, Parameter.empty
        return Signature(
            [
                Parameter(name, kind, default=defaults.get(name, none), annotation=said[name])
                for name in names
            ]
        )


@dataclass_transform(frozen_default=True)
class Frozen:
    """A value whose fields are the annotated attributes of its class, in their order.

    Two of them are equal if their classes and all their fields are. A field with a default may be
    left out. Defaults are shared, so they must not be changed either.
    """

    _names: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}
    __signature__: ClassVar[Any] = _Signature()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = [name for name, said in cls.__annotations__.items() if "ClassVar" not in str(said)]
        cls._names = (*cls._names, *own)
        cls._defaults = {**cls._defaults, **{n: vars(cls)[n] for n in own if n in vars(cls)}}

    def __init__(self, *given: Any, **named: Any) -> None:
        names = self._names
        values = dict(zip(names, given))  # noqa: B905 - what is left over is refused below
        if len(given) > len(names) or not named.keys() <= set(names) - values.keys():
            self._refuse("got what is no field of it, or is given twice")
        values = {**self._defaults, **values, **named}
        if missing := [name for name in names if name not in values]:
            self._refuse(f"misses {', '.join(missing)}")
        vars(self).update((name, values[name]) for name in names)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        pairs = zip(self._names, self._values(), strict=True)
        fields = ", ".join(f"{name}={value!r}" for name, value in pairs)
        return f"{type(self).__name__}({fields})"

    def replace(self, **named: Any) -> Self:
        """The same with other values in some fields."""
        return type(self)(**{**vars(self), **named})

    def _values(self) -> tuple[Any, ...]:
        return tuple(vars(self)[name] for name in self._names)

    def _refuse(self, why: str) -> NoReturn:
        raise TypeError(f"{type(self).__name__} {why}")
