"""Frozen classes, like frozen dataclasses but cheap to define.

The standard library's dataclass generates and compiles its methods when a class is defined, and its
module imports ``inspect`` and ``ast`` for that: a fifth of the time of a short command.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, NoReturn

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_: bool) -> object:
        """Do nothing at run time: only type checkers read the decorator."""
        return lambda cls: cls


_MISSING = object()


class _Signature:
    """The signature of a class, computed when help, editors or the docs ask for it."""

    def __get__(self, instance: object, owner: type[Frozen]) -> Any:
        from inspect import Parameter, Signature, get_annotations

        annotations = {
            name: annotation
            for cls in reversed(owner.__mro__)
            for name, annotation in get_annotations(cls).items()
        }
        defaults = owner._defaults  # noqa: SLF001 - a part of the class
        return Signature(
            [
                Parameter(
                    name,
                    Parameter.POSITIONAL_OR_KEYWORD,
                    default=defaults.get(name, Parameter.empty),
                    annotation=annotations[name],
                )
                for name in owner._names  # noqa: SLF001 - a part of the class
            ]
        )


@dataclass_transform(frozen_default=True)
class Frozen:
    """A base class for immutable values: the fields are the annotated attributes, in order.

    When to use it: for a class of the core that is defined at every start, or that plugins see
    (``Group``, ``View``, …). Elsewhere use ``NamedTuple``, or a frozen dataclass where something is
    inherited. It is private to the core.

    Instances are equal if their classes and all their fields are. Fields with a default are
    optional. Defaults are shared, so they must be immutable as well.
    """

    _names: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}
    _blank: ClassVar[dict[str, Any]] = {}
    """All fields in their order, with their defaults."""
    __signature__: ClassVar[Any] = _Signature()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        names = [
            name for name, type_ in cls.__annotations__.items() if "ClassVar" not in str(type_)
        ]
        cls._names = (*cls._names, *names)
        cls._defaults = {**cls._defaults, **{n: vars(cls)[n] for n in names if n in vars(cls)}}
        cls._blank = {**dict.fromkeys(cls._names, _MISSING), **cls._defaults}

    def __init__(self, *args: Any, **named: Any) -> None:
        names = self._names
        fields = vars(self)
        fields.update(self._blank)
        fields.update(zip(names, args))  # noqa: B905 - surplus arguments are refused below
        fields.update(named)
        is_repeated = named and not named.keys().isdisjoint(names[: len(args)])
        if is_repeated or len(args) > len(names) or len(fields) > len(names):
            unknown = [name for name in named if name not in names]
            what = f'got an unknown field "{unknown[0]}"' if unknown else "got an unknown field"
            self._refuse(f"{what}, or one twice; its fields are {', '.join(names)}")
        for name in names:
            if fields[name] is _MISSING:
                self._refuse(f"is missing {', '.join(n for n in names if fields[n] is _MISSING)}")

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
        """A copy with other values in some fields."""
        return type(self)(**{**vars(self), **named})

    def _values(self) -> tuple[Any, ...]:
        return tuple(vars(self)[name] for name in self._names)

    def _refuse(self, why: str) -> NoReturn:
        raise TypeError(f"{type(self).__name__} {why}")
