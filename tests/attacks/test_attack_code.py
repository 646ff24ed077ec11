"""The list of bugs to plant fits the code as it is, and what comes of a bug is told right."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from importlib import import_module

import attack_code
import pytest
from attack import parsed
from attack_code import ROOT, Patch, Result

PATCHES = attack_code.patches()
SOUND = {"verdicts": {"one": "proved", "two": "refuted"}, "wrong": {}}


def test_there_are_bugs_for_every_room_and_no_two_are_alike():
    rooms = Counter(p.room for p in PATCHES)
    assert rooms.keys() == {"core", "evaluate", "language", "judge", "normalize", "prove", "refute"}
    assert sum(n for room, n in rooms.items() if room not in attack_code.TRUSTED) >= 50
    assert len({(p.room, p.name) for p in PATCHES}) == len(PATCHES)
    assert len({(p.file, p.old, p.new) for p in PATCHES}) == len(PATCHES)


@cache
def as_it_is(file):
    return ast.dump(ast.parse((ROOT / file).read_text(encoding="utf-8")))


@pytest.mark.parametrize("patch", PATCHES, ids=lambda p: f"{p.room}: {p.name}")
def test_a_bug_can_be_planted(patch, tmp_path):
    assert patch.amiss() == ""
    assert patch.file.startswith(f"symderiv/{patch.room}/")
    copy = tmp_path / patch.file
    copy.parent.mkdir(parents=True)
    copy.write_text((ROOT / patch.file).read_text(encoding="utf-8"), encoding="utf-8")
    patch.plant(tmp_path)
    assert ast.dump(ast.parse(copy.read_text(encoding="utf-8"))) != as_it_is(patch.file)


def test_an_anchor_that_is_not_there_once_is_stale():
    assert "0 times" in Patch("core", "none", "symderiv/core/ring.py", "no such text", "").amiss()
    assert "times" in Patch("core", "many", "symderiv/core/ring.py", "return", "").amiss()
    assert "no such file" in Patch("core", "gone", "symderiv/core/gone.py", "x", "").amiss()


def told(room, verdicts, wrong=()):
    patch = Patch(room, "a bug", "file", "old", "new")
    return attack_code.replaced(patch, {"verdicts": verdicts, "wrong": dict(wrong)}, SOUND, 0.0)


def test_lost_proofs_are_allowed_and_wrong_verdicts_are_not():
    lost = told("prove", {"one": "undecided", "two": "refuted"})
    assert (lost.kind, lost.escaped) == ("seen", False)
    assert lost.changed == {"proved -> undecided": 1}
    wrong = told("prove", {"one": "proved", "two": "proved"}, {"two": "proved, and false"})
    assert (wrong.kind, wrong.escaped) == ("wrong", True)


@pytest.mark.parametrize("room", attack_code.TRUSTED)
def test_a_bug_in_what_is_trusted_has_to_be_seen_by_tests(room, monkeypatch):
    patch = next(p for p in PATCHES if p.room == room)
    monkeypatch.setattr(attack_code, "copied", lambda _: None)
    monkeypatch.setattr(Patch, "plant", lambda *_: None)
    for failed, kind, escaped in (("1 failed", "seen", False), ("", "unseen", True)):
        monkeypatch.setattr(attack_code, "tested", lambda _, of, said=failed: said if of == room else "")
        result = attack_code.tried(patch, SOUND)
        assert (result.kind, result.escaped) == (kind, escaped)


def test_a_bug_that_nobody_notices_is_none_where_nothing_is_trusted():
    assert not told("prove", SOUND["verdicts"]).escaped


def test_tests_that_fail_without_a_bug_see_none(monkeypatch, capsys):
    monkeypatch.setattr(attack_code, "copied", lambda _: None)
    monkeypatch.setattr(attack_code, "tested", lambda *_: "1 error")
    assert attack_code.main(["core"]) == 1
    assert "the tests of core fail without a bug: 1 error" in capsys.readouterr().out


def test_a_stale_bug_fails_the_run(monkeypatch, capsys):
    gone = Patch("core", "old", "symderiv/core/ring.py", "no such text", "")
    monkeypatch.setattr(attack_code, "failing", lambda _: {})
    monkeypatch.setattr(attack_code, "patches", lambda *_: [gone])
    assert attack_code.main(["core"]) == 1
    assert "1 stale" in capsys.readouterr().out


def test_what_was_wrong_without_a_bug_is_no_escape():
    known = {"verdicts": {"one": "proved"}, "wrong": {"one": "proved, and false"}}
    patch = Patch("prove", "a bug", "file", "old", "new")
    result = attack_code.replaced(patch, known, known, 0.0)
    assert isinstance(result, Result)
    assert (result.kind, result.escaped) == ("unseen", False)


@pytest.mark.parametrize("scale", ["0.01", "1", "3"])
@pytest.mark.parametrize("program", ["attack", "attack_check", "attack_print", "attack_pages", "attack_code"])
def test_every_attack_takes_the_same_options(program, scale, monkeypatch):
    seen = []

    def stop(parser, arguments):
        seen.append(parsed(parser, arguments))
        raise SystemExit

    monkeypatch.setattr(f"{program}.parsed", stop)
    with pytest.raises(SystemExit):
        import_module(program).main(["--scale", scale, "--seed", "7", "--jobs", "1"])
    (options,) = seen
    assert options.number == max(1, round(options.usual[0] * float(scale)))
    assert (options.seed, options.jobs) == (7, 1)
    assert options.seconds >= options.usual[1]
