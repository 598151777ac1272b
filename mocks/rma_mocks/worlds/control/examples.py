"""Examples of the control API for its documentation: how a world is opened, in curl and as JSON."""

from typing import Any

ABOUT = """Worlds, their time, failures and journal, for tests in any language: the control API of rma-toolkit's mocks.

It is on both ports of `rma mocks` and `rma up`, wants `Authorization: Bearer <control token>`, and answers misuse with
`{"message": "..."}`, one sentence that names the field and says what to write.
The first line that `rma up --json` or `rma mocks` prints has port and token.
Two calls are enough for a test; put the port in the place of 8701 and the token into `TOKEN`:

```sh
curl -X POST http://127.0.0.1:8701/_mock/worlds -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '{
  "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
  "rmas":   [{"key": "jacket", "of": "gina", "status": "In Transit"}],
  "apps":   [{"url": "http://127.0.0.1:3000/lookup", "signing_key": "a-key"}]
}'
curl http://127.0.0.1:8701/_mock/worlds/w1/journal -H "Authorization: Bearer $TOKEN"
```

The first answers with ids, credentials and addresses of a world of its own, the second with what was said in it.
`DELETE /_mock/worlds/w1` closes it.
"""

A_RETURN: dict[str, Any] = {
    "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
    "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
    "apps": [{"url": "http://127.0.0.1:3000/lookup", "signing_key": "a-key"}],
    "now": "2026-03-02T15:00:00Z",
}

OPENED: dict[str, Any] = {
    "id": "w1",
    "seed": 7,
    "now": "2026-03-02T15:00:00.000Z",
    "customers": 51,
    "stage_url": "http://127.0.0.1:8701/w/w1/stage",
    "gladly": {
        "organization": "w1",
        "username": "api@w1.example.com",
        "api_token": "an-invented-token",
        "url": "http://127.0.0.1:8701/w/w1",
        "api_url": "http://127.0.0.1:8701/api/v1",
        "desk_url": "http://127.0.0.1:8701/w/w1/desk",
        "chat_app_id": "returns-center",
        "apps": [
            {
                "id": "N7nW12nH",
                "name": "ReturnLogic",
                "url": "http://127.0.0.1:3000/lookup",
                "signing_key": "a-key",
            }
        ],
    },
    "returnlogic": {
        "team_id": "00000000-0000-4000-8000-000000000000",
        "api_key": "an-invented-key",
        "url": "http://127.0.0.1:8702/w/w1",
        "api_url": "http://127.0.0.1:8702/v1",
        "originate_url": "http://127.0.0.1:8702/w/w1/originate",
        "returns_center_url": "http://127.0.0.1:8702/w/w1/returns-center",
        "apps": [],
    },
    "people": {"gina": {"name": "Gina Lin", "email": "gina.lin@example.com", "phone": None}},
    "profiles": {"gina": "kgxtIns51f7OSenB1Ch8TQ"},
    "orders": {},
    "rmas": {
        "jacket": {
            "id": "2000000",
            "order": "#500001",
            "items": [9_000_001],
            "tracking_number": "92020901535400000002000000",
            "url": "http://127.0.0.1:8702/w/w1/originate/rma/2000000",
        }
    },
}

REQUESTS: dict[str, dict[str, Any]] = {
    "open_world": {
        "a shopper with a return": A_RETURN,
        "many people": {"id": "sale", "seed": 11, "customers": 1_000, "people": []},
        "every edge case": {"gallery": ["all"], "customers": 0},
        "given credentials": {"gladly": {"username": "me@shop.example", "api_token": "my-token"}, "customers": 0},
    },
    "fork_world": {"another adaptor": {"id": "what-if", "apps": [{"url": "http://127.0.0.1:3001/lookup"}]}},
    "move_clock": {"a day on": {"advance_s": 86_400}, "hold it": {"freeze": True}},
    "install_app": {"the only app": {}},
    "script_fault": {"maintenance until removed": {"kind": "maintenance", "path": "/v1/rmas*", "times": None}},
    "set_team": {"another envelope": {"variants": {"envelope": "results", "rma_id": "text"}}},
    "reset_world": {"one shopper": {"what": "person", "person": "gina.lin@example.com"}},
    "take_snapshot": {"a name": {"name": "before the call"}},
}
"""Bodies that may be sent, by the name of the call's function and by what they are an example of."""

RESPONSES: dict[str, Any] = {"open_world": OPENED}
"""What is answered to the first of them."""
