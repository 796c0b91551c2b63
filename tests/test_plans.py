"""A plan that cannot be used says where and why, so that someone who writes plans and not programs can mend it."""

import json
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest

from shared import plan_language, plans
from shared.words import LANGUAGES, words

SHIPPED = Path(__file__).resolve().parent.parent / "session_plans"

GOOD = """\
id = "T1"
lang = "en"
domain = "hope"
title = "A try"
aim = "To see that it works."
why = "It is good to have tried."

[[steps]]
id = "welcome"
activity = "info"
title = "Welcome"
minutes = {60 = 5, 90 = 5, 120 = 5}

[steps.settings]
form = "welcome"
prompt = "Good to see you"

[[steps]]
id = "agreement"
activity = "info"
title = "Agreement"
minutes = {60 = 5, 90 = 5, 120 = 5}

[steps.settings]
form = "agreement"
prompt = "How we are together"

[[steps]]
id = "check-in"
activity = "check_in"
title = "Arriving"
minutes = {60 = 10, 90 = 20, 120 = 30}
without_phones = "Take a round."

[steps.settings]
prompt = "One word for today"

[[steps]]
id = "wall"
activity = "wall"
title = "Notes"
depth = "medium"
minutes = {60 = 20, 90 = 20, 120 = 20}
without_phones = "Write on paper notes and mix them."

[steps.settings]
prompt = "What keeps you going?"
gentler = "What is nice?"
max_chars = 60
themes = [
  "Near",
  "Far",
]

[steps.cues]
say = \"\"\"
[[steps]]
title = "this is only talk"
\"\"\"

[[steps]]
id = "pause"
activity = "info"
title = "Break"
minutes = {60 = 0, 90 = 10, 120 = 15}

[steps.settings]
form = "break"
prompt = "Break"

[[steps]]
id = "vote"
activity = "dot_vote"
title = "Choose"
minutes = {60 = 10, 90 = 15, 120 = 25}
without_phones = "Put small dots on a sheet."

[steps.settings]
prompt = "What shall we talk about?"
options_from = "wall"

[[steps]]
id = "check-out"
activity = "check_out"
title = "Leaving"
minutes = {60 = 10, 90 = 15, 120 = 20}
without_phones = "Take a round."

[steps.settings]
prompt = "What do you take with you?"
"""

# what is changed -> to what, then: text on the line that is named, step, field, part of the words
BAD = {
    "an unknown key": ("title = ", "titel = ", "titel", "", "titel", "Do you mean “title”"),
    "an unknown setting": ("max_chars = 60", "max_char = 60", "max_char", "wall", "settings.max_char", "max_chars"),
    "a missing field": ('domain = "hope"\n', "", "id =", "", "domain", "missing"),
    "a missing setting": (
        'prompt = "What keeps you going?"\n',
        "",
        "settings]",
        "wall",
        "settings.prompt",
        "missing",
    ),
    "an unknown domain": ('"hope"', '"joy"', "domain", "", "domain", "connectedness, hope"),
    "an unknown language": ('lang = "en"', 'lang = "se"', "lang", "", "lang", "da, nb, nn, en"),
    "an unknown activity": ('"dot_vote"', '"dots"', '"dots"', "vote", "activity", "dot_vote"),
    "a number for a text": ('title = "Notes"', "title = 7", "title = 7", "wall", "title", "quotation marks"),
    "a text for a number": ("max_chars = 60", 'max_chars = "60"', "max_chars", "wall", "settings.max_chars", "number"),
    "too large a number": ("max_chars = 60", "max_chars = 999", "max_chars", "wall", "settings.max_chars", "140"),
    "too small a number": ("max_chars = 60", "max_chars = 1", "max_chars", "wall", "settings.max_chars", "20"),
    "too long a question": ("What keeps you going?", "x" * 121, "xxx", "wall", "settings.prompt", "120"),
    "an empty title": ('title = "Choose"', 'title = ""', 'title = ""', "vote", "title", "missing"),
    "an empty theme": ('"Far"', '""', "themes", "wall", "settings.themes[2]", "missing"),
    "a text for a list": ('domain = "hope"', 'domain = "hope"\nsources = "x"', "sources", "", "sources", "list"),
    "a text for the minutes": (
        "minutes = {60 = 10, 90 = 20, 120 = 30}",
        'minutes = "20"',
        'minutes = "20"',
        "check-in",
        "minutes",
        "60 = 5",
    ),
    "another length": ("{60 = 10, 90 = 15, 120 = 25}", "{45 = 10}", "{45", "vote", "minutes", "60, 90, 120"),
    "minutes that do not add up": ("90 = 15", "90 = 16", "id =", "", "steps", "91 in all"),
    "a length left out": (", 120 = 25", "", "90 = 15}", "vote", "minutes", "120 are missing"),
    "a name with a space": ('id = "wall"', 'id = "the wall"', "the wall", "the wall", "id", "small letters"),
    "two steps of one name": ('id = "check-out"', 'id = "vote"', 'id = "vote"', "vote", "id", "Two parts"),
    "a step that is not there": (
        '_from = "wall"',
        '_from = "hall"',
        "hall",
        "vote",
        "settings.options_from",
        "no part",
    ),
    "a later step": ('_from = "wall"', '_from = "check-out"', "_from", "vote", "settings.options_from", "later"),
    "a step that offers nothing": (
        '_from = "wall"',
        '_from = "check-in"',
        "_from",
        "vote",
        "settings.options_from",
        "",
    ),
    "nothing to choose between": ('options_from = "wall"', "", "settings]", "vote", "settings.options", "two things"),
    "two things to choose from": (
        "options_from",
        'options = ["a", "b"]\noptions_from',
        "options = ",
        "vote",
        "settings.options",
        "not both",
    ),
    "a tag": ("A try", "A <b>try</b>", "title", "", "title", "HTML"),
    "a control character": ("A try", "A \\u0007try", "title", "", "title", "invisible"),
    "a character that turns the text around": ("A try", "A \\u202Etry", "title", "", "title", "invisible"),
    "cues that are no table": (
        'title = "Choose"',
        'title = "y"\ncues = 1',
        "cues = 1",
        "vote",
        "cues",
        "Several words",
    ),
    "a line that cannot be read": ('title = "Notes"', 'title = "Notes', 'title = "Notes', "", "", "quotation mark"),
    "a word twice": ('title = "Notes"', 'title = "Notes"\ntitle = "x"', 'title = "x"', "", "", "twice"),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "T1.en.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_a_good_plan_is_read(folder):
    plan = plans.load(folder / "T1.en.toml")
    ids = ["welcome", "agreement", "check-in", "wall", "pause", "vote", "check-out"]
    assert [step.id for step in plan.steps] == ids
    assert plans.check([folder]) == []


@pytest.mark.parametrize("name", BAD)
def test_a_bad_plan_says_where_and_why(folder, name):
    before, after, on_line, step, field, said = BAD[name]
    file = folder / "T1.en.toml"
    assert before in GOOD
    file.write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(plans.BadPlan) as bad:
        plans.load(file)
    found = bad.value.finding
    lines = file.read_text(encoding="utf-8").split("\n")
    assert (found.step, found.field) == (step, field)
    assert said in found.words
    assert on_line in lines[found.line - 1]
    assert str(bad.value).startswith(f"{file}:{found.line}: {step}")
    assert found in plans.check([file])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said_in_every_language(folder, name, lang):
    before, after, *_ = BAD[name]
    (folder / "T1.en.toml").write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    assert all(finding.words for finding in plans.check([folder], words(lang)))


def test_the_lines_in_a_text_of_many_lines_are_not_taken_for_steps(folder):
    file = folder / "T1.en.toml"
    file.write_text(GOOD.replace('title = "Choose"', "title = 1"), encoding="utf-8")
    [found] = plans.check([file])
    assert file.read_text(encoding="utf-8").split("\n")[found.line - 1] == "title = 1"


def test_everything_that_is_wrong_is_said_at_once(folder):
    text = GOOD.replace('title = "Notes"', "title = 1").replace('"dot_vote"', '"dots"').replace("max_chars", "max")
    (folder / "T1.en.toml").write_text(text, encoding="utf-8")
    assert [found.field for found in plans.check([folder])] == ["title", "settings.max", "activity"]


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"\xef\xbb\xbf" + GOOD.encode(), 1, "BOM"),
        (GOOD.encode("utf-16"), 1, "UTF-8"),
        (GOOD.replace("A try", "En prøve").encode("latin-1"), 4, "UTF-8"),
        (b"# " + b"x" * plans.LARGEST, 1, "too big"),
        (b"", 1, "missing"),
        (b'id = "x"\nwhy = """never closed\n', 3, "ends in the middle"),
        (b"a = " + b"[" * 90_000, 1, ""),
    ],
    ids=["bom", "utf-16", "latin-1", "large", "empty", "unclosed", "deep"],
)
def test_a_file_that_is_no_text_we_can_read_says_so(folder, content, line, said):
    file = folder / "T1.en.toml"
    file.write_bytes(content)
    with pytest.raises(plans.BadPlan) as bad:
        plans.load(file)
    assert bad.value.finding.line == line
    assert said in str(bad.value)


def test_a_file_that_is_not_there_says_so(folder):
    with pytest.raises(plans.BadPlan, match="cannot be opened"):
        plans.load(folder / "T2.en.toml")


def test_a_file_is_called_what_the_plan_is_called(folder):
    (folder / "T1.en.toml").rename(folder / "mine.toml")
    assert [f.field for f in plans.check([folder])] == ["id"]


def test_the_same_plan_twice_is_found(folder):
    (folder / "copy").mkdir()
    (folder / "copy/T1.en.toml").write_text(GOOD, encoding="utf-8")
    [found] = plans.check([folder])
    assert "T1.en.toml" in found.words


def test_nothing_comes_up_unread_in_a_plan_that_wants_all_of_it_read_first(folder):
    file = folder / "T1.en.toml"
    read = GOOD.replace('domain = "hope"', 'domain = "hope"\nreviewed = true')
    file.write_text(read, encoding="utf-8")
    assert plans.check([file]) == []
    file.write_text(read.replace('title = "Notes"', 'title = "Notes"\nrelease = "live"'), encoding="utf-8")
    [found] = plans.check([file])
    assert (found.step, found.field) == ("wall", "release")
    assert "read before it is shown" in found.words


@pytest.mark.parametrize(
    ("change", "step", "field"),
    [
        (('id = "vote"', 'id = "choose"'), "choose", "id"),
        (('"Near",', '"Nær",\n  "Midt",'), "wall", "settings.themes"),
        (("max_chars = 60", "max_chars = 50"), "wall", "settings.max_chars"),
        (('domain = "hope"', 'domain = "meaning"'), "", "domain"),
        (('domain = "hope"', 'domain = "hope"\nreviewed = true'), "", "reviewed"),
        (('title = "Notes"', 'title = "Sedler"\nrelease = "live"'), "wall", "release"),
    ],
)
def test_only_words_differ_between_the_languages(folder, change, step, field):
    danish = GOOD.replace('lang = "en"', 'lang = "da"').replace("What keeps you going?", "Hvad holder dig oppe?")
    (folder / "T1.da.toml").write_text(danish, encoding="utf-8")
    (folder / "T1.en.toml").write_text(GOOD.replace(*change), encoding="utf-8")
    found = plans.check([folder])
    assert [(f.step, f.field) for f in found] == [(step, field)]
    with pytest.raises(plans.BadPlan):
        plans.library(folder)


def test_a_part_that_continues_needs_the_one_it_continues(folder):
    more = '\n[[steps]]\nid = "more"\nactivity = "wall"\ncontinues = "{}"\ntitle = "More"\nminutes = 0\n'
    file = folder / "T1.en.toml"
    file.write_text(GOOD + more.format("wall"), encoding="utf-8")
    assert plans.load(file).step("more").home == "wall"
    for wrong in ("vote", "nowhere", "more"):
        file.write_text(GOOD + more.format(wrong), encoding="utf-8")
        with pytest.raises(plans.BadPlan, match="more, continues"):
            plans.load(file)
    file.write_text(GOOD + more.format("wall") + '\n[steps.settings]\nprompt = "Again"\n', encoding="utf-8")
    with pytest.raises(plans.BadPlan, match="more, settings"):
        plans.load(file)


def test_a_part_is_not_kept_where_what_it_builds_on_is_left_out(folder):
    text = GOOD.replace("60 = 10", "60 = 30", 1).replace("minutes = {60 = 20, 90 = 20", "minutes = {60 = 0, 90 = 20")
    (folder / "T1.en.toml").write_text(text, encoding="utf-8")
    with pytest.raises(plans.BadPlan, match=r"vote, minutes: .* 60 minutes"):
        plans.load(folder / "T1.en.toml")


# what is changed -> to what, then: step, field, part of the words
ADVICE = {
    "no welcome": ('form = "welcome"', 'form = "talk"', "", "steps", "no welcome"),
    "no agreement": ('form = "agreement"', 'form = "talk"', "", "steps", "no agreement"),
    "no check-in": ('"check_in"', '"open_answers"', "", "steps", "no check-in"),
    "no check-out": ('"check_out"', '"open_answers"', "", "steps", "no check-out"),
    "no aim": ('aim = "To see that it works."\n', "", "", "aim", "what the meeting is for"),
    "no reason": ('why = "It is good to have tried."\n', "", "", "why", "why the group is asked"),
    "no break": ('form = "break"', 'form = "talk"', "", "steps", "without a break"),
    "deep at once": ('depth = "medium"', 'depth = "deep"', "wall", "depth", "straight after"),
    "no gentler question": ('gentler = "What is nice?"\n', "", "wall", "settings.gentler", "lighter question"),
    "no way without phones": ('without_phones = "Take a round."\n', "", "check-in", "without_phones", "without phones"),
    "a long question": ("What keeps you going?", "What " * 15, "wall", "settings.prompt", "back of the room"),
    "a hard first question": ("What keeps you", "What problem keeps you", "wall", "settings.prompt", "“problem”"),
    "a word to leave out": ('"What is nice?"', '"What would a patient say?"', "wall", "settings.gentler", "“patient”"),
    "a word to leave out in a list": ('"Far"', '"Symptoms"', "wall", "settings.themes[2]", "“Symptoms”"),
    "a loud voice": ("Good to see you", "Good to see you!", "welcome", "settings.prompt", "exclamation"),
    "the name of somebody's course": ("Take a round.", "As in WRAP.", "check-in", "without_phones", "“WRAP”"),
    "texts that are hard to read": (
        "It is good to have tried.",
        "Notwithstanding considerable organisational complexities, participants collectively investigate alternatives "
        "to established understandings, whatever circumstances individuals experience throughout everyday encounters.",
        "",
        "steps",
        "hard to read",
    ),
}


def test_a_plan_that_is_well_made_has_nothing_to_remark(folder):
    assert plans.check([folder]) == []


@pytest.mark.parametrize("name", ADVICE)
def test_what_a_meeting_would_lack_is_said_and_may_stay(folder, name):
    before, after, step, field, said = ADVICE[name]
    assert before in GOOD
    (folder / "T1.en.toml").write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    found = [each for each in plans.check([folder]) if said in each.words]
    assert {(each.level, each.step, each.field) for each in found} == {("advice", step, field)}
    assert "T1" in plans.library(folder)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ADVICE)
def test_advice_explains_itself_in_every_language(folder, name, lang):
    before, after, *_ = ADVICE[name]
    (folder / "T1.en.toml").write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    assert all(len(finding.words) > 30 for finding in plans.check([folder], words(lang)))


def test_nothing_deep_is_opened_when_people_soon_go(folder):
    text = GOOD.replace('"Choose"\n', '"Choose"\ndepth = "medium"\n')
    text = text.replace('"Leaving"\n', '"Leaving"\ndepth = "deep"\n')
    (folder / "T1.en.toml").write_text(text, encoding="utf-8")
    assert [(f.step, f.field) for f in plans.check([folder]) if "last 15" in f.words] == [("check-out", "depth")]


def test_a_plan_that_lacks_a_language_which_others_have_is_named(folder):
    for lang in ("da", "nb"):
        (folder / f"T1.{lang}.toml").write_text(GOOD.replace('lang = "en"', f'lang = "{lang}"'), encoding="utf-8")
    for lang in ("da", "en"):
        text = GOOD.replace('id = "T1"', 'id = "T2"').replace('lang = "en"', f'lang = "{lang}"')
        (folder / f"T2.{lang}.toml").write_text(text, encoding="utf-8")
    found = [each for each in plans.check([folder]) if "not there in" in each.words]
    assert [(Path(each.file).name, each.words.split(" in ")[1][:2]) for each in found] == [("T2.da.toml", "nb")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_to_leave_out_can_be_read_in_every_language(lang):
    assert list(plan_language.advice(plans.load(SHIPPED / "hope/H0.en.toml"))) == []
    text = {"da": "En patient", "nb": "En pasient", "nn": "Ein pasient", "en": "A patient"}[lang]
    plan = msgspec.structs.replace(plans.load(SHIPPED / "hope/H0.en.toml"), lang=lang, title=text)
    assert any(wrong.field == "title" for wrong in plan_language.advice(plan))


@pytest.mark.parametrize(
    ("lang", "counted"), [("en", "not yet"), ("da", "endnu ikke"), ("nb", "gjenstår"), ("nn", "står att")]
)
def test_words_that_count_what_somebody_lacks_are_named(folder, lang, counted):
    written = GOOD.replace('lang = "en"', f'lang = "{lang}"').replace("What keeps you going?", f"Hm, {counted}?")
    file = folder / f"T1.{lang}.toml"
    file.write_text(written, encoding="utf-8")
    assert any(found.step == "wall" and counted in found.words for found in plans.check([file]))


def test_how_easy_a_text_is_to_read_is_counted_as_others_count_it():
    assert plan_language.lix(["En kat sidder på en måtte."]) == 6
    assert plan_language.lix(["Vi taler. Undervejs fortæller deltagerne."]) == round(5 / 2 + 100 * 3 / 5)
    assert plan_language.lix([""]) == 0


def test_the_plans_that_come_along_have_nothing_to_remark():
    assert [str(found) for found in plans.check([SHIPPED])] == []


def test_the_library_holds_every_plan_in_its_languages():
    found = plans.library(SHIPPED)
    assert {"C0", "H0", "I0", "M0", "E0", "demo"} <= found.keys()
    assert all({"da", "nb", "en"} <= languages.keys() for languages in found.values())


def test_the_schema_file_is_what_the_code_says():
    assert json.loads((SHIPPED / "plan.schema.json").read_text(encoding="utf-8")) == plans.schema()


def test_every_plan_that_comes_along_fits_the_schema():
    validator = jsonschema.Draft202012Validator(plans.schema())
    for file in SHIPPED.rglob("*.toml"):
        validator.validate(tomllib.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("change", [("max_chars = 60", "max_chars = 6"), ("options_from", "from"), ("wall", "hall")])
def test_the_schema_finds_what_is_wrong_with_the_settings_of_an_activity(change):
    validator = jsonschema.Draft202012Validator(plans.schema())
    assert list(validator.iter_errors(tomllib.loads(GOOD))) == []
    assert list(validator.iter_errors(tomllib.loads(GOOD.replace(*change))))
