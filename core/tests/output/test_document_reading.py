"""Documents that somebody wrote, as the values of JSON and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.output.document_reading import parse_document, parse_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2.5, true, null]}', {"a": [1, 2.5, True, None]}),
        ("a: yes\nb: off\nc: True\nd: ~", {"a": "yes", "b": "off", "c": True, "d": None}),
        (
            "a: 12:30:00\nb: 2026-01-01\nc: 1_000",
            {"a": "12:30:00", "b": "2026-01-01", "c": "1_000"},
        ),
        ("a: 007\nb: 0o17\nc: 0x1F\nd: -5", {"a": 7, "b": 15, "c": 31, "d": -5}),
        ("a: 1e3\nb: .5\nc: 1.\nd: e5", {"a": 1000.0, "b": 0.5, "c": 1.0, "d": "e5"}),
        ("a: !!str 5\nb: !!int '5'\nc: '5'\n'1': x", {"a": "5", "b": 5, "c": "5", "1": "x"}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("{a: 1, b: c}", {"a": 1, "b": "c"}),
        ("- |\n  text\n- ''\n-", ["text\n", "", None]),
        ('"😀"', "😀"),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
def test_a_document_has_the_values_of_json(text: str, value: Any) -> None:
    read = parse_document(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1e999}', "too large"),
        ('{"a": 1, "a": 2}', 'the key "a" appears twice'),
        ('{"a": {"b": 1, "b": 1}}', 'the key "b" appears twice'),
        ('{"a": ' + "9" * 5000 + "}", "too large"),
        ('{"a": "\\ud800"}', "surrogate"),
        ("a: .inf", "line 1, column 4: JSON cannot represent the number .inf"),
        ("a: -.INF", "JSON cannot represent the number"),
        ("a: .NaN", "JSON cannot represent the number"),
        ("a: 1e999", "too large"),
        ("a: 1\nb: !!binary aGk=", "line 2, column 4: JSON cannot represent the type !!binary"),
        ("a: !!set {x}", "!!set"),
        ("a: !!omap [x: 1]", "!!omap"),
        ("a: !!timestamp 2026-01-01", "!!timestamp"),
        ("a: !!python/name:os.system x", "python"),
        ("a: !mine x", "!mine"),
        ("a: !!int x", "!!int"),
        ("&x {a: *x}", "line 1, column 1: it contains itself"),
        ("a: &x [*x]", "it contains itself"),
        ("1: x", "line 1, column 1: keys must be strings"),
        ("a: {true: x}", "keys must be strings"),
        ("? [a]\n: x", "keys must be strings"),
        ("~: x", "keys must be strings"),
        ("a: 1\nb: 2\na: 3", 'line 3, column 1: the key "a" appears twice'),
        ("a: &x {b: 1}\nc:\n  <<: *x", "merge keys (<<) are not supported"),
        ("a: 1\n---\nb: 2", "not valid YAML"),
        ("a: [", "not valid YAML"),
        ("", "empty"),
        (" \n", "empty"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_json_does_not_have_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        parse_document(text)
    assert problem in str(raised.value)
    assert len(str(raised.value)) < 200


@pytest.mark.slow
def test_aliases_cannot_make_a_document_huge() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for number in range(1, 9):
        item = f"*a{number - 1}"
        lines.append(f"a{number}: &a{number} [{', '.join([item] * 10)}]")
    with pytest.raises(ValueError, match="its aliases expand to too much data"):
        parse_document("\n".join(lines))


@pytest.mark.parametrize("text", ["NaN", "1e999", '{"a": 1, "a": 1}', '"\\udfff"', "[" * 100_000])
def test_json_alone_is_as_strict(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(text, "body.json")
