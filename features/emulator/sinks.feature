@emulator
Feature: Sinks
  An organization has receivers of its own for callbacks and webhooks, whose requests a test reads.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a client has sent
      """
      PUT /_emulator/v1/sinks/hook

      {}
      """
    And "url" is remembered as "hook"

  Scenario: A sink receives requests without a token and shows them byte for byte
    When a client without a token sends
      """
      POST {hook}/a%2Fb//c?sig=x%2By%3D&&flag
      X-Key: one
      X-Key: two
      Content-Type: application/x-anything

      {"url":"http:\/\/h", "n":1.00}
      """
    Then the status is 200
    And the body is empty
    When a client without a token sends
      """
      POST {hook}
      """
    And a client sends
      """
      GET {hook}
      """
    Then the status is 200
    And the body has
      | name                            | hook                           |
      | count                           | 2                              |
      | reached                         | true                           |
      | /requests/0/at                  | 2026-01-02T03:04:05Z           |
      | /requests/0/path                | /a%2Fb//c?sig=x%2By%3D&&flag   |
      | /requests/0/headers/x-key       | one, two                       |
      | /requests/0/headers/content-type | application/x-anything        |
      | /requests/1/body                |                                |
      | /requests/1/path                |                                |
    When request 1 arrives at the sink "hook"
    Then the body is the text "{"url":"http:\/\/h", "n":1.00}"

  Scenario: A request to a sink that was not made is refused
    When a client sends
      """
      POST /_emulator/v1/sinks/other
      """
    Then the status is 404
    And "/error/message" contains "PUT /_emulator/v1/sinks/other"
    When a client sends
      """
      PUT /_emulator/v1/sinks/other

      {"status":204}
      """
    Then the status is 201
    And the body has
      | name | other                           |
      | url  | {org}/_emulator/v1/sinks/other  |
    When a client sends
      """
      POST /_emulator/v1/sinks/other
      """
    Then the status is 204
    When a client sends
      """
      PUT /_emulator/v1/sinks/other

      {"status":418}
      """
    Then the status is 200
    When a client sends
      """
      POST /_emulator/v1/sinks/other
      """
    Then the status is 418
    When a client sends
      """
      GET /_emulator/v1/sinks/other
      """
    Then "count" equals 2
    When a client sends
      """
      DELETE /_emulator/v1/sinks/other
      """
    Then the status is 204
    When a client sends
      """
      GET /_emulator/v1/sinks/other
      """
    Then the status is 404

  Scenario Outline: A sink with invalid settings is refused and changes nothing
    When a client sends
      """
      <method> /_emulator/v1/sinks/<path>

      <body>
      """
    Then the status is <status>
    And "/error/message" is a text
    When a client sends
      """
      POST {hook}
      """
    Then the status is 200

    Examples:
      | method | path                 | body                                        | status |
      | PUT    | hook                 | {"status":100}                              | 400    |
      | PUT    | hook                 | {"status":600}                              | 400    |
      | PUT    | hook                 | {"delay":"soon"}                            | 400    |
      | PUT    | hook                 | {"delay":"-PT1S"}                           | 400    |
      | PUT    | hook                 | {"answer":"something"}                      | 400    |
      | PUT    | hook                 | {"answer":"nothing","status":200}           | 400    |
      | PUT    | hook                 | {"answer":"nothing","delay":"PT1S"}         | 400    |
      | PUT    | hook                 | {"answers":[]}                              | 400    |
      | PUT    | hook                 | {"answers":[{"status":503}],"status":503}   | 400    |
      | PUT    | hook                 | {"answers":[{"state":503}]}                 | 400    |
      | PUT    | hook                 | {"status":503                               | 400    |
      | PUT    | a%20b                | {"status":503}                              | 400    |
      | PUT    | hook/path            | {"status":503}                              | 405    |
      | PATCH  | hook                 | {"status":503}                              | 405    |
      | DELETE | nothing              |                                             | 404    |
      | GET    | hook?count=many      |                                             | 400    |
      | GET    | hook?within=5        |                                             | 400    |
      | GET    | hook?within=PT1H     |                                             | 400    |
      | GET    | hook?kind=callback   |                                             | 400    |

  Scenario: Waiting for more requests than arrive ends with the number that arrived
    Given a client has sent
      """
      POST {hook}/only
      """
    When a client sends
      """
      GET {hook}?count=2&within=PT0S
      """
    Then the status is 200
    And the body has
      | count            | 1     |
      | reached          | false |
      | /requests/0/path | /only |

  Scenario: Waiting ends as soon as enough requests have arrived
    When a client sends, without waiting for the answer
      """
      GET {hook}?count=1&within=PT20S
      """
    And a client sends
      """
      POST {hook}/first
      """
    And the answer arrives
    Then the body has
      | reached          | true   |
      | /requests/0/path | /first |

  Scenario: An answer is sent when its delay is over
    Given a client has sent
      """
      PUT {hook}

      {"status":202,"delay":"PT5S"}
      """
    When a client sends, without waiting for the answer
      """
      POST {hook}/slow
      """
    And request 1 arrives at the sink "hook"
    And the organization waits for time
    And the clock advances by "PT5S"
    And the answer arrives
    Then the status is 202

  Scenario: A request that is never answered delays no other request and ends with the sink
    Given a client has sent
      """
      PUT {hook}

      {"answer":"nothing"}
      """
    When a client sends, without waiting for the answer
      """
      POST {hook}/never
      """
    And request 1 arrives at the sink "hook"
    And a client sends
      """
      POST /_emulator/v1/settle
      """
    Then the body has
      | settled          | true |
      | /pending/busy    | 0    |
      | /pending/network | 0    |
      | /pending/time    | 0    |
    When the clock advances by "P1D"
    And a client sends
      """
      DELETE {hook}
      """
    And the answer arrives
    Then the status is 410

  Scenario: A sink is removed with its organization
    When a client sends
      """
      POST /_emulator/v1/reset
      """
    Then the status is 204
    When a client sends
      """
      GET {hook}
      """
    Then the status is 404

  @BG-080 @BG-082 @BG-065 @AU-001
  Scenario: The round trip of a callback
    Given "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"all well"}}]}
      """
    When "sample_Report" is submitted with a callback to "{hook}/done?sig=x%2By"
    And request 1 arrives at the sink "hook"
    Then the request is "POST /done?sig=x%2By"
    And the header "Content-Type" is "application/json; charset=utf-8"
    And "Summary" is absent
    And the body equals
      """
      {"location":"{monitor}","backgroundOperationId":"{operation}","backgroundOperationStateCode":3,"backgroundOperationStatusCode":30}
      """
    And "location" is remembered as "place"
    When a client without a token sends
      """
      GET {place}
      """
    Then the status is 401
    And the header "WWW-Authenticate" matches "/oauth2/authorize"
    When a client sends
      """
      GET {place}
      """
    Then the status is 200
    And "Summary" equals all well

  @BG-085
  Scenario: Each request gets the next of the given answers
    Given a client has sent
      """
      PUT {hook}

      {"answers":[{"status":503},{"status":204}]}
      """
    And the rule "callback_retry" is "webhook"
    When "sample_Report" is submitted with a callback to "{hook}"
    And everything settles
    And a client sends
      """
      GET {hook}
      """
    Then "count" equals 2
    When a client sends
      """
      GET /_emulator/v1/journal?kind=callback
      """
    Then the body has
      | /entries/0/answer/status | 503 |
      | /entries/1/answer/status | 204 |

  @BG-085
  Scenario: A callback waits for a slow receiver in the organization itself
    Given a client has sent
      """
      PUT {hook}

      {"delay":"PT59S"}
      """
    When "sample_Report" is submitted with a callback to "{hook}"
    And request 1 arrives at the sink "hook"
    And everything settles
    And the clock advances by "P1D"
    Then the journal says that callback 1 ended by answer

  @BG-085
  Scenario: An automatic clock goes to where the organization's own answer is due
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-auto","clock":{"mode":"auto","now":"2026-01-02T03:04:05Z"}}
      """
    Then "url" is remembered as "other"
    When a client sends
      """
      PUT {other}/_emulator/v1/sinks/hook

      {"status":204,"delay":"PT59S"}
      """
    And a client sends
      """
      POST {other}/api/data/v9.2/sample_CleanupExportedDataAnnotations
      Prefer: respond-async, odata.callback; url="{other}/_emulator/v1/sinks/hook"
      """
    And a client sends
      """
      POST {other}/_emulator/v1/settle

      {"within":"PT20S"}
      """
    Then the body has
      | settled | true |
    When a client sends
      """
      GET {other}/_emulator/v1/journal?kind=callback
      """
    Then the body has
      | /entries/0/answer/status | 204   |
      | /entries/0/elapsedMs     | 59000 |
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-auto
      """
    Then the status is 204

  @BG-085
  Scenario: A callback meets its deadline where the organization itself never answers
    Given a client has sent
      """
      PUT {hook}

      {"answer":"nothing"}
      """
    When "sample_Report" is submitted with a callback to "{hook}"
    And request 1 arrives at the sink "hook"
    And everything settles
    And the clock advances by "PT60S"
    Then the journal says that callback 1 ended by deadline

  @BG-085
  Scenario: A callback that hangs in the organization itself ends with its sink
    Given a client has sent
      """
      PUT {hook}

      {"answer":"nothing"}
      """
    When "sample_Report" is submitted with a callback to "{hook}"
    And request 1 arrives at the sink "hook"
    And everything settles
    And a client sends
      """
      DELETE {hook}
      """
    Then the status is 204
    And the journal says that callback 1 ended by answer
