"""What a scenario file that is wrong gets to hear: the place, the sentence, and what was probably meant."""

from pathlib import Path

import pytest

from rma_scenarios.format.problems import FileProblems, did_you_mean
from rma_scenarios.format.reading import read_file, read_text

GOOD = """\
format: 1
scenario: The agent sees the return
because: Else they ask for a number that we have
rules: [GL-LINK-1]
given:
  people:
    gina: {name: Gina Lin, email: gina.lin@example.com}
  orders:
    boots: {of: gina, items: [{product: Alpine Boots, reason: Too Small}]}
  rmas:
    jacket: {of: gina, status: In Transit, created: 2026-03-01T10:00:00Z}
steps:
  - agent: {opens_profile: gina}
    expect:
      profile: {linked: true, attributes: {rma: {links_to: jacket}}}
      verdict: {rule: GL-LINK-1, outcome: linked}
      never: [{from: adaptor, operation: list_rmas}]
"""

VERBS_OF_AN_AGENT = (
    "opens_profile, adds_email, creates_profile, searches, links_manually, unlinks, merges_profiles, replies, "
    "follows_rma_link, starts_return, runs_action"
)
ACTORS = "customer, agent, admin, merchant, warehouse, carrier, clock, returnlogic, gladly, api"


def problems(text: str) -> list[str]:
    with pytest.raises(FileProblems) as caught:
        read_text(text, Path("bad.scenario.yaml"))
    assert str(caught.value).splitlines()[0].startswith("bad.scenario.yaml:")
    return [f"{one.place.line}:{one.place.column} {one.sentence}" for one in caught.value.problems]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_the_file_that_all_these_are_made_of_is_fine() -> None:
    assert [case.name for case in read_text(GOOD, Path("good.scenario.yaml"))] == ["good"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("because", "becuase", "3:1 becuase is unknown; did you mean because?", id="in the file"),
        pytest.param("given:", "giben:", "5:1 giben is unknown; did you mean given?", id="given"),
        pytest.param("name: Gina", "nmae: Gina", "7:12 nmae is unknown; did you mean name?", id="in a person"),
        pytest.param("items:", "item:", "9:23 item is unknown; did you mean items?", id="in an order"),
        pytest.param("product:", "prodct:", "9:32 prodct is unknown; did you mean product?", id="in an item"),
        pytest.param("status:", "Status:", "11:24 Status is unknown; did you mean status?", id="in an RMA"),
        pytest.param("agent:", "agnet:", "13:5 agnet is unknown; did you mean agent?", id="an actor"),
        pytest.param(
            "opens_profile:",
            "open_profile:",
            "13:13 open_profile is unknown; did you mean opens_profile?",
            id="a verb",
        ),
        pytest.param(
            "opens_profile: gina",
            "opens_profile: {profil: gina}",
            "13:29 profil is unknown; did you mean profile?",
            id="in a verb",
        ),
        pytest.param("expect:", "expects:", "14:5 expects is unknown; did you mean expect?", id="in a step"),
        pytest.param("profile: {", "profil: {", "15:7 profil is unknown; did you mean profile?", id="a subject"),
        pytest.param("linked: true", "liked: true", "15:17 liked is unknown; did you mean linked?", id="in a profile"),
        pytest.param("links_to", "link_to", "15:50 link_to is unknown; did you mean links_to?", id="in a matcher"),
        pytest.param("rule: GL", "rules: GL", "16:17 rules is unknown; did you mean rule?", id="in a verdict"),
        pytest.param("from:", "form:", "17:16 form is unknown; did you mean from?", id="in a call"),
        pytest.param(
            "verdict: {rule: GL-LINK-1, outcome: linked}",
            "ledger: {auto_link: 1}",
            "16:16 auto_link is unknown; did you mean auto_links?",
            id="in the ledger",
        ),
        pytest.param(
            "verdict: {rule: GL-LINK-1, outcome: linked}",
            "ledger: {calls: [{cuont: 2}]}",
            "16:25 cuont is unknown; did you mean count?",
            id="in a counted call",
        ),
        pytest.param(
            "profile: {",
            "profile_of_ginna: {",
            "15:7 profile_of_ginna is unknown; did you mean profile_of_gina?",
            id="whose",
        ),
        pytest.param(
            "profile: {",
            "rma_of_jackt: {status: Complete}\n      profile: {",
            "15:7 rma_of_jackt is unknown; did you mean rma_of_jacket?",
            id="which RMA",
        ),
        pytest.param(
            "profile: {",
            "rma_of_jacket: {staus: Complete}\n      profile: {",
            "15:23 staus is unknown; did you mean status?",
            id="in an RMA by key",
        ),
        pytest.param(
            "agent:",
            "robot:",
            f"13:5 robot is unknown; write one of: {ACTORS}, expect, eventually",
            id="like no other word",
        ),
    ],
)
def test_a_misspelled_key_is_refused_where_it_stands(old: str, new: str, told: str) -> None:
    assert problems(changed(old, new))[0] == told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("format: 1", "format: 2", "1:9 format cannot be 2; write one of: 1", id="another format"),
        pytest.param(
            "The agent sees the return", "12", "2:11 scenario must be text; write it in quotes: '12'", id="number"
        ),
        pytest.param(
            "The agent sees the return", "true", "2:11 scenario must be text; write it in quotes: 'true'", id="yes"
        ),
        pytest.param("The agent sees the return", "[a]", "2:11 scenario must be text", id="a list for text"),
        pytest.param("The agent sees the return", "' '", "2:11 scenario must not be blank", id="blank"),
        pytest.param("The agent sees the return", "''", "2:11 scenario must not be empty", id="empty"),
        pytest.param(
            "The agent sees the return", "x" * 301, "2:11 scenario must have at most 300 letters", id="too long"
        ),
        pytest.param("The agent sees the return", "", "2:1 scenario is left empty", id="left empty"),
        pytest.param(
            "[GL-LINK-1]",
            "GL-LINK-1",
            "4:8 rules must be a list; write each item after a dash, not 'GL-LINK-1'",
            id="no list",
        ),
        pytest.param(
            "[GL-LINK-1]",
            "{a: b}",
            "4:8 rules must be a list; write each item after a dash, not a mapping",
            id="a mapping",
        ),
        pytest.param(
            "{rma: {links_to: jacket}}",
            "[rma]",
            "15:43 attributes must have fields, not a list",
            id="a list for fields",
        ),
        pytest.param(
            "linked: true", "linked: [true]", "15:25 linked must be true or false, not a list", id="a list for yes"
        ),
        pytest.param(
            "{name: Gina Lin, email: gina.lin@example.com}",
            "Gina",
            "7:11 gina must have fields such as name, email, phone, address",
            id="text for a person",
        ),
        pytest.param("linked: true", "linked: yes", "15:25 linked must be true or false, not 'yes'", id="yes for true"),
        pytest.param("linked: true", "linked: 1", "15:25 linked must be true or false, not 1", id="1 for true"),
        pytest.param(
            "linked: true", "name: 5", "15:23 name must be text; write it in quotes: '5'", id="a number as name"
        ),
        pytest.param(
            "linked: true",
            "emails: a",
            "15:25 emails must be a list; write each item after a dash, not 'a'",
            id="text for a list",
        ),
        pytest.param(
            "linked: true", "emails: {count: two}", "15:33 count must be a whole number, not 'two'", id="count"
        ),
        pytest.param(
            "linked: true",
            "name: {matches: '('}",
            "15:33 matches is no regular expression: missing ), unterminated subpattern at position 0",
            id="regular expression",
        ),
        pytest.param(
            "reason: Too Small", "quantity: 1.5", "9:65 quantity must be a whole number, not 1.5", id="half a jacket"
        ),
        pytest.param("reason: Too Small", "quantity: 0", "9:65 quantity must be at least 1", id="no jacket"),
        pytest.param("reason: Too Small", "quantity: 101", "9:65 quantity must be at most 100", id="101 jackets"),
        pytest.param("reason: Too Small", "amount: free", "9:63 amount must be a number, not 'free'", id="amount"),
        pytest.param("reason: Too Small", "amount: -1", "9:63 amount must be at least 0", id="negative amount"),
        pytest.param(
            "{of: gina, status: In Transit, created: 2026-03-01T10:00:00Z}",
            "gina",
            "11:13 jacket must have fields such as of, status, items, id, order_name, created",
            id="text for an RMA",
        ),
        pytest.param(
            "{opens_profile: gina}", "opens_profile", f"13:12 agent needs a verb: {VERBS_OF_AN_AGENT}", id="no verb"
        ),
        pytest.param(
            "{opens_profile: gina}", "", f"13:11 agent needs exactly one of: {VERBS_OF_AN_AGENT}", id="nothing"
        ),
        pytest.param(
            "{opens_profile: gina}",
            "{opens_profile: gina, unlinks: gina}",
            f"13:12 agent needs exactly one of: {VERBS_OF_AN_AGENT}",
            id="two verbs",
        ),
        pytest.param("opens_profile: gina", "opens_profile: ", "13:28 profile is missing", id="a verb with nothing"),
        pytest.param(
            "- agent: {opens_profile: gina}\n    expect:",
            "- opens the profile\nfinally:",
            f"13:5 a step needs exactly one of: {ACTORS}",
            id="a step in words",
        ),
        pytest.param(
            "    expect:",
            "    clock: {advances: 5s}\n    expect:",
            f"13:5 a step needs exactly one of: {ACTORS}",
            id="two actors",
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_where_it_stands(old: str, new: str, told: str) -> None:
    assert problems(changed(old, new))[0].startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(
            "boots: {of: gina", "boots: {of: ginna", "9:17 no person is called ginna; did you mean gina?", id="person"
        ),
        pytest.param(
            "opens_profile: gina",
            "opens_profile: gena",
            "13:28 no customer profile is called gena; did you mean gina?",
            id="profile",
        ),
        pytest.param(
            "links_to: jacket", "links_to: jackt", "15:60 no RMA is called jackt; did you mean jacket?", id="RMA"
        ),
        pytest.param(
            "opens_profile: gina",
            "starts_return: bots",
            "13:28 no order is called bots; did you mean boots?",
            id="order",
        ),
        pytest.param("[GL-LINK-1]", "[GL-LNK-1]", "4:9 no rule is called GL-LNK-1; did you mean GL-LINK-1?", id="rule"),
        pytest.param(
            "rule: GL-LINK-1", "rule: GL-LINK-99", "16:23 no rule is called GL-LINK-99; did you", id="verdict's rule"
        ),
        pytest.param("In Transit", "Intransit", "11:32 Intransit is unknown; did you mean In Transit?", id="status"),
        pytest.param("Too Small", "too small", "9:63 too small is unknown; did you mean Too Small?", id="reason"),
        pytest.param("outcome: linked", "outcome: lnked", "16:43 lnked is unknown; did you mean linked?", id="outcome"),
        pytest.param("list_rmas", "list_rma", "17:42 list_rma is unknown; did you mean list_rmas?", id="operation"),
        pytest.param("from: adaptor", "from: adapter", "17:22 adapter is unknown; did you mean adaptor?", id="party"),
        pytest.param(
            "agent: {opens_profile: gina}",
            "customer: {who: Gina, says: hello}",
            "13:21 no person is called Gina; did you mean gina?",
            id="who",
        ),
        pytest.param(
            "agent: {opens_profile: gina}",
            "returnlogic: {fails: timeout}",
            "13:26 timeout is unknown; write one of: status, rate_limited, maintenance, expired_token, latency, drip, "
            "malformed, truncated, content_type, reset, answer_lost, filter_ignored",
            id="fault",
        ),
        pytest.param(
            "agent: {opens_profile: gina}",
            "customer: {who: gina, starts_chat: {in: shop}}",
            "13:45 in cannot be 'shop'; write one of: returns_center, store",
            id="where a chat is",
        ),
        pytest.param(
            "agent: {opens_profile: gina}",
            "api: {get: /x/<idd>}",
            "13:10 <idd> is unknown; write one of: <world>",
            id="a value that nobody kept",
        ),
        pytest.param(
            "agent: {opens_profile: gina}",
            "api: {get: /x, keep: {id: id}}",
            "13:10 keep wants places such as body.id or headers.location",
            id="a place to keep from",
        ),
        pytest.param(
            "agent: {opens_profile: gina}",
            "returnlogic: {recovers: yes}",
            "13:29 fully cannot be 'yes'; write one of: true",
            id="yes",
        ),
        pytest.param(
            "  people:\n    gina: {name: Gina Lin, email: gina.lin@example.com}\n",
            "",
            "7:17 no person is called gina; nothing of that kind is declared in given",
            id="nobody is declared",
        ),
        pytest.param(
            "2026-03-01T10:00:00Z",
            "2026-02-30T10:00:00Z",
            "11:53 created: 2026-02-30T10:00:00Z is no date and time (day ",  # Python's own words differ by version
            id="impossible date",
        ),
        pytest.param(
            "2026-03-01T10:00:00Z",
            "yesterday",
            "11:53 created: yesterday is no date and time; write one such as 2026-03-02T15:00:00Z",
            id="no date",
        ),
        pytest.param(
            "2026-03-01T10:00:00Z",
            "2026-03-01T10:00:00",
            "11:53 created: a time needs its zone, as in 2026-03-02T15:00:00Z",
            id="no time zone",
        ),
        pytest.param(
            "gina.lin@example.com",
            "gina.lin",
            "7:35 email: gina.lin is no e-mail address such as gina.lin@example.com",
            id="e-mail address",
        ),
        pytest.param(
            "    gina: {",
            "    Gina Lin: {",
            "7:5 Gina Lin must be a name of up to 40 lower-case letters, digits and _",
            id="key",
        ),
        pytest.param(
            "because:",
            "tags: [Auto Link]\nbecause:",
            "3:8 tags must be a name of up to 40 lower-case letters",
            id="tag",
        ),
        pytest.param(
            "because:",
            "within: 30\nbecause:",
            "3:9 within must be a duration such as 250ms, 5s, 10m, 24h or 3d",
            id="duration",
        ),
    ],
)
def test_a_word_that_stands_for_nothing_is_refused_where_it_stands(old: str, new: str, told: str) -> None:
    assert problems(changed(old, new))[0].startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("format: 1\n", "", "1:1 format is missing", id="format"),
        pytest.param("scenario: The agent sees the return\n", "", "1:1 scenario is missing", id="sentence"),
        pytest.param("name: Gina Lin, ", "", "7:11 name is missing", id="a person's name"),
        pytest.param("of: gina, status", "status", "11:13 of is missing", id="whose RMA"),
        pytest.param(
            "{opens_profile: gina}", "{searches: {profile: gina}}", "13:23 search is missing", id="what to search"
        ),
        pytest.param("{from: adaptor, operation: list_rmas}", "{from: }", "17:16 from is left empty", id="in a call"),
        pytest.param("{links_to: jacket}", "{links_to: }", "15:50 links_to is left empty", id="in a matcher"),
        pytest.param(
            "profile: {linked: true, attributes: {rma: {links_to: jacket}}}", "chat:", "15:7 chat is left empty", id="x"
        ),
        pytest.param("[{product: Alpine Boots, reason: Too Small}]", "[]", "9:30 items must not be empty", id="items"),
    ],
)
def test_what_is_missing_or_left_empty_is_told(old: str, new: str, told: str) -> None:
    assert told in problems(changed(old, new))


def test_an_expectation_that_expects_nothing_is_refused() -> None:
    text = GOOD[: GOOD.index("    expect:")]

    assert problems(f"{text}    expect: {{}}\n") == ["14:13 expect must say what holds"]
    assert problems(f"{text}    eventually: {{within: 5s}}\n") == ["14:17 eventually must say what holds"]


def test_a_world_that_is_open_already_stands_alone() -> None:
    text = changed("  people:", "  world: w1\n  people:")

    assert problems(text) == ["6:3 given plays in a world that is open already, so world stands alone there"]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        pytest.param(
            "agent: {creates_profile: {name: Leo, as: gina}}",
            "18:46 gina is the name of something else already",
            id="a person",
        ),
        pytest.param(
            "merchant: {creates_return: {order: boots, as: jacket}}",
            "18:51 jacket is the name of something else already",
            id="a declared RMA",
        ),
        pytest.param(
            "\n  - ".join(["merchant: {creates_return: {order: boots, as: new}}"] * 2),
            "19:51 new is the name of something else already",
            id="an RMA made before",
        ),
    ],
)
def test_the_story_cannot_give_one_name_twice(step: str, told: str) -> None:
    assert problems(f"{GOOD}  - {step}\n") == [told]


def test_a_name_that_the_story_gives_can_be_used_from_then_on() -> None:
    step = (
        "  - merchant: {creates_return: {order: boots, as: fresh}}\n    expect: {rma: {status: {is_not: Rejected}}}\n"
    )

    [case] = read_text(f"{GOOD}{step}  - merchant: {{opens_rma: fresh}}\n", Path("good.scenario.yaml"))

    assert len(case.scenario.steps) == 3


@pytest.mark.parametrize("text", ["hello\n", "- a\n", "12\n", "~\n"], ids=["a word", "a list", "a number", "nothing"])
def test_a_file_of_another_kind_is_told_how_scenarios_begin(text: str) -> None:
    assert problems(text) == ["1:1 a scenario begins with format: 1, scenario: and because:"]


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("of: gina", "of: ginna").replace("linked: true", "linked: yes")

    assert problems(text) == [
        "9:17 no person is called ginna; did you mean gina?",
        "11:18 no person is called ginna; did you mean gina?",
        "15:25 linked must be true or false, not 'yes'",
    ]


def test_a_file_with_thousands_of_problems_is_told_the_first_hundred() -> None:
    people = "".join(f"    P{number}: 1\n" for number in range(2000))

    with pytest.raises(FileProblems) as caught:
        read_text(changed("  orders:\n", f"{people}  orders:\n"), Path("bad.scenario.yaml"))

    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (101, "bad.scenario.yaml: and more problems; mend these first")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.scenario.yaml"
    path.write_bytes(GOOD.replace("Gina", "Zoë").encode("latin-1"))

    with pytest.raises(FileProblems, match=r"bad\.scenario\.yaml:1:1: the file is not UTF-8 text$"):
        read_file(path)


def test_a_file_that_cannot_be_read_is_told_why(tmp_path: Path) -> None:
    with pytest.raises(FileProblems, match=r"1:1: cannot be read: No such file or directory$"):
        read_file(tmp_path / "gone.scenario.yaml")


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        pytest.param("agnt", ["agent", "admin"], "did you mean agent?", id="near"),
        pytest.param("GINA", ["gina", "omar"], "did you mean gina?", id="another case"),
        pytest.param("in transit", ["In Transit"], "did you mean In Transit?", id="as it is written"),
        pytest.param("zzz", ["a", "b"], "write one of: a, b", id="near to none of few"),
        pytest.param(
            "zzz",
            [f"n{number}" for number in range(20)],
            f"write one of: {', '.join(f'n{number}' for number in range(15))}, …",
            id="near to none of many",
        ),
        pytest.param("gina", [], "nothing of that kind is declared in given", id="there is none"),
    ],
)
def test_a_hint_names_what_was_probably_meant(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known) == hint
