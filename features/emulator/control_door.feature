@emulator
Feature: The control door
  A test controls the clock, the scripts, the rules and the journal of its organization.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |

  Scenario: The control door answers when it is ready
    When a client without a token sends
      """
      GET /_emulator/v1/health
      """
    Then the status is 200
    And "status" equals ready
    And "name" is a text
    And "version" is a text

  Scenario: Organizations are made and removed
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-b","clock":{"mode":"manual","now":"2030-01-01T00:00:00Z"},"seed":7}
      """
    Then the status is 201
    And the body has
      | name       | {organization}-b     |
      | seed       | 7                    |
      | /clock/mode | manual              |
      | /clock/now  | 2030-01-01T00:00:00Z |
    And "id" is a guid
    And "url" is remembered as "other"
    When a client sends
      """
      GET {first}/_emulator/v1/organizations
      """
    Then the status is 200
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-b"}
      """
    Then the status is 409
    And "/error/code" is a text
    And "/error/message" is a text
    When a client sends
      """
      POST {other}/api/data/v9.2/sample_Report
      """
    Then the status is 404
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-b
      """
    Then the status is 204
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-b
      """
    Then the status is 404

  @SO-060
  Scenario Outline: An organization is found by its name in the host, and only by its whole name: <host>
    # A run that has failed leaves the organization open.
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-named
      """
    And a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-named"}
      """
    Then the status is 201
    And "id" is remembered as "named"
    When a client sends
      """
      GET {first}/api/data/v9.2/WhoAmI
      """
    Then "OrganizationId" is remembered as "own"
    When a client sends
      """
      GET {first}/api/data/v9.2/WhoAmI
      Host: <host>
      """
    Then the status is 200
    And "OrganizationId" equals <organization>
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-named
      """
    Then the status is 204

    Examples:
      | host                           | organization |
      | {organization}-named.localhost | {named}      |
      | {organization}-named.local:80  | {named}      |
      | {organization}-named           | {own}        |
      | {organization}-names.localhost | {own}        |
      | localhost                      | {own}        |

  Scenario: Organizations are made on the first listener only
    When a client sends
      """
      GET /_emulator/v1/organizations
      """
    Then the status is 404

  Scenario Outline: An invalid request to the control door is refused
    When a client sends
      """
      <method> /_emulator/v1/<path>

      <body>
      """
    Then the status is <status>
    And "/error/code" matches "^[a-z_]+$"
    And "/error/message" is a text

    Examples:
      | method | path                                                          | body                                  | status |
      | POST   | clock/advance                                                 | {}                                    | 400    |
      | POST   | clock/advance                                                 | {"by":"two seconds"}                  | 400    |
      | POST   | clock/advance                                                 | {"by":"-PT2S"}                        | 400    |
      | POST   | clock/advance                                                 | {"to":"2020-01-01T00:00:00Z"}         | 400    |
      | POST   | clock/advance                                                 | {"by":"PT2S","until":"idle"}          | 400    |
      | POST   | clock/advance                                                 | {"until":"tomorrow"}                  | 400    |
      | POST   | settle                                                        | {"within":5}                          | 400    |
      | PUT    | custom-apis/sample_Nothing/behavior                           | {}                                    | 404    |
      | PUT    | custom-apis/sample_Report/behavior                            | {"begin":"released"}                  | 400    |
      | PUT    | custom-apis/sample_Report/behavior                            | {"start":"sometime"}                  | 400    |
      | PUT    | custom-apis/sample_Report/behavior                            | {"outcomes":[{"return":{},"fail":{}}]} | 400   |
      | POST   | operations/110eaa68-db17-4115-ad74-d185823fc088/release       | {}                                    | 404    |
      | POST   | operations/not-a-guid/release                                 | {}                                    | 400    |
      | PATCH  | rules                                                         | {"no_such_rule":1}                    | 400    |
      | PATCH  | rules                                                         | {"max_retries":99}                    | 400    |
      | PATCH  | rules                                                         | {"retry_policy":"sometimes"}          | 400    |
      | PATCH  | rules                                                         | {"max_retries":                       | 400    |
      | GET    | nothing                                                       | {}                                    | 404    |
      | DELETE | clock                                                         | {}                                    | 405    |

  Scenario: An organization with invalid settings is refused
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-c","color":"red"}
      """
    Then the status is 400
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-c","clock":{"mode":"sundial"}}
      """
    Then the status is 400
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}/c"}
      """
    Then the status is 400
    And "/error/message" matches "is not a name"

  Scenario: A real clock cannot be moved
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-real","clock":{"mode":"real"}}
      """
    Then the status is 201
    And "url" is remembered as "other"
    When a client sends
      """
      POST {other}/_emulator/v1/clock/advance

      {"by":"PT1S"}
      """
    Then the status is 409
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-real
      """
    Then the status is 204

  Scenario: A manual clock moves only on request
    Then the clock shows "2026-01-02T03:04:05Z"
    When the clock advances by "PT5S"
    Then the clock shows "2026-01-02T03:04:10Z"
    When the clock advances to "2027-01-01T00:00:00Z"
    Then the clock shows "2027-01-01T00:00:00Z"

  Scenario: The clock says what is due next
    Given "sample_Report" fails
    And "sample_Report" is submitted
    When everything settles
    And a client sends
      """
      GET /_emulator/v1/clock
      """
    Then the status is 200
    And the body has
      | mode | manual               |
      | now  | 2026-01-02T03:04:05Z |
      | next | 2026-01-02T03:04:07Z |

  Scenario: Advancing goes through everything that is due on the way
    Given "sample_Report" fails
    And "sample_Report" is submitted
    When the clock advances by "PT14S"
    Then the operation is Failed
    And the clock shows "2026-01-02T03:04:19Z"

  @BG-07B
  Scenario Outline: An operation whose row is deleted is not pending
    Given "sample_Report" <waits>
    And "sample_Report" is submitted
    And everything settles
    When a client sends
      """
      DELETE /api/data/v9.2/backgroundoperations({operation})
      """
    And a client sends
      """
      POST /_emulator/v1/settle

      {"within":"PT5S"}
      """
    Then the body has
      | /settled         | true |
      | /pending/release | 0    |
      | /pending/time    | 0    |

    Examples:
      | waits              |
      | waits to be started |
      | runs until released |

  Scenario: Settling says what is pending
    Given "sample_Report" runs until released
    And "sample_Report" is submitted
    When a client sends
      """
      POST /_emulator/v1/settle
      """
    Then the status is 200
    And the body has
      | settled          | true |
      | /pending/busy    | 0    |
      | /pending/network | 0    |
      | /pending/release | 1    |

  Scenario: An operation is held at its start and at its end
    Given "sample_Report" behaves as
      """
      {"start":"released","finish":"released"}
      """
    And "sample_Report" is submitted
    When everything settles
    Then the operation is Waiting For Resources
    When the operation is released
    Then the operation is In Progress
    When the operation is released
    Then the operation is Succeeded
    When a client sends
      """
      POST /_emulator/v1/operations/{operation}/release
      """
    Then the status is 409

  Scenario: An operation progresses after so many polls
    Given "sample_Report" behaves as
      """
      {"start":{"polls":2},"finish":{"polls":1}}
      """
    And "sample_Report" is submitted
    When the status monitor is polled
    Then "backgroundOperationStatusCode" equals 0
    When the status monitor is polled
    Then "backgroundOperationStatusCode" equals 0
    When everything settles
    And the status monitor is polled
    Then "backgroundOperationStatusCode" equals 20
    When everything settles
    And the status monitor is polled
    Then "backgroundOperationStatusCode" equals 30

  Scenario: An operation progresses after a time
    Given "sample_Report" behaves as
      """
      {"start":{"after":"PT5S"},"finish":{"after":"PT5S"}}
      """
    And "sample_Report" is submitted
    When the clock advances by "PT4S"
    Then the operation is Waiting For Resources
    When the clock advances by "PT1S"
    Then the operation is In Progress
    When the clock advances by "PT5S"
    Then the operation is Succeeded

  Scenario: A script can be read and removed
    Given "sample_Report" fails
    When a client sends
      """
      GET /_emulator/v1/custom-apis/sample_Report/behavior
      """
    Then the status is 200
    And "/outcomes/0/fail/message" equals It went wrong.
    When a client sends
      """
      DELETE /_emulator/v1/custom-apis/sample_Report/behavior
      """
    Then the status is 204
    When "sample_Report" is submitted
    And everything settles
    Then the operation is Succeeded

  Scenario: The journal keeps callbacks with their headers, body, answer and timing
    Given a sink "callback" outside the organization that answers 204
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    When everything settles
    And a client sends
      """
      GET /_emulator/v1/journal?kind=callback
      """
    Then the status is 200
    And "entries" has 1 item
    And the body has
      | /entries/0/kind                                           | callback             |
      | /entries/0/operation                                      | {operation}          |
      | /entries/0/url                                            | {callback}/hook          |
      | /entries/0/attempt                                        | 1                    |
      | /entries/0/at                                             | 2026-01-02T03:04:05Z |
      | /entries/0/request/method                                 | POST                 |
      | /entries/0/request/body/backgroundOperationStatusCode     | 30                   |
      | /entries/0/answer/status                                  | 204                  |
      | /entries/0/error                                          | null                 |
      | /entries/0/endedBy                                        | answer               |

  Scenario: The journal keeps requests without their tokens
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Authorization: Bearer very-secret
      """
    And a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then the status is 200
    And the body has
      | /entries/1/method | GET                    |
      | /entries/1/target | /api/data/v9.2/WhoAmI  |
      | /entries/1/status | 200                    |
    And the body does not contain "very-secret"
    When a client sends
      """
      DELETE /_emulator/v1/journal
      """
    Then the status is 204
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "entries" has 0 items

  Scenario: Reset replaces the organization by a new one
    Given the rule "max_retries" is "0"
    And "sample_Report" is submitted
    And the clock advances by "PT1H"
    When a client sends
      """
      POST /_emulator/v1/reset
      """
    Then the status is 204
    When the status monitor is polled
    Then the status is 404
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      """
    Then the status is 404
    When a client sends
      """
      GET /_emulator/v1/rules
      """
    Then "max_retries" equals 3
    And the clock shows "2026-01-02T03:04:05Z"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$top=1
      """
    Then "value" has 1 item

  Scenario: A refused rule leaves all rules unchanged
    When a client sends
      """
      PATCH /_emulator/v1/rules

      {"max_retries":1,"no_such_rule":1}
      """
    Then the status is 400
    And "/error/message" contains "no_such_rule"
    When a client sends
      """
      GET /_emulator/v1/rules
      """
    Then "max_retries" equals 3

  Scenario Outline: The refusal of an unknown rule lists the known ones
    When a client sends
      """
      PATCH /_emulator/v1/rules

      {"<name>":"<value>"}
      """
    Then the status is 400
    And "/error/message" equals <message>

    Examples:
      | name           | value     | message                                                                                                    |
      | max_retry      | 1         | there is no rule 'max_retry': did you mean max_retries or callback_retry?                                  |
      | no_such_rule   | 1         | there is no rule 'no_such_rule'                                                                            |
      | max_retries    | 4         | rule 'max_retries' does not take '4': expected a whole number from 0 to 3                                  |
      | retry_policy   | sometimes | rule 'retry_policy' does not take 'sometimes': expected all \| transient_only \| none                      |
      | backoff_base   | 2 seconds | rule 'backoff_base' does not take '2 seconds': expected an ISO 8601 duration of weeks, days, hours, minutes and seconds such as PT2S or P1DT12H |

  Scenario: Rules are shown with the values they were given
    When a client sends
      """
      PATCH /_emulator/v1/rules

      {"backoff_base":"PT90S","retry_after":7,"max_retries":"2","retry_policy":"none"}
      """
    Then the status is 200
    When a client sends
      """
      GET /_emulator/v1/rules
      """
    Then the body has
      | backoff_base   | PT1M30S |
      | retry_after    | 7       |
      | max_retries    | 2       |
      | retry_policy   | none    |
      | backoff_factor | 2       |

  Scenario: The catalogue of rules names defaults and alternatives
    When a client sends
      """
      GET /_emulator/v1/rules/catalogue
      """
    Then the status is 200
    And "/rules/0/name" equals max_retries
    And "/rules/0/default" matches "^3$"
    And "/rules/0/alternatives/0" equals a whole number from 0 to 3
    And every alternative of every rule is set by a scenario

  Scenario: The control door is never part of the emulated surface
    When a client sends
      """
      GET /api/data/v9.2/_emulator/v1/health
      """
    Then the status is 404

  Scenario: An organization without settings has a real clock
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-d"}
      """
    Then the status is 201
    And "/clock/mode" equals real
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-d
      """
    Then the status is 204

  Scenario: With a real clock due work runs by itself, soon after its instant
    Given a client has sent
      """
      PUT /_emulator/v1/sinks/hook

      {}
      """
    And "url" is remembered as "hook"
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-now","clock":{"mode":"real"}}
      """
    Then the status is 201
    And "url" is remembered as "other"
    When a client sends
      """
      PATCH {other}/_emulator/v1/rules

      {"execution_limit":"PT0.05S","max_retries":1,"backoff_base":"PT0.05S","cancel_settles_after":"PT0.05S"}
      """
    Then the status is 200
    When a client sends
      """
      PUT {other}/_emulator/v1/custom-apis/sample_CleanupExportedDataAnnotations/behavior

      {"outcomes":["never"]}
      """
    Then the status is 204
    When a client sends
      """
      POST {other}/api/data/v9.2/sample_CleanupExportedDataAnnotations
      Prefer: respond-async, odata.callback; url="{hook}"
      """
    Then the header "Location" is remembered as "monitor"
    When request 1 arrives at the sink "hook"
    And a client sends
      """
      GET {monitor}
      """
    Then "backgroundOperationStatusCode" equals 31
    And "backgroundOperationErrorCode" equals -2146954991
    When a client sends
      """
      PUT {other}/_emulator/v1/custom-apis/sample_CleanupExportedDataAnnotations/behavior

      {"start":"released"}
      """
    Then the status is 204
    When a client sends
      """
      POST {other}/api/data/v9.2/sample_CleanupExportedDataAnnotations
      Prefer: respond-async, odata.callback; url="{hook}"
      """
    Then the header "Location" is remembered as "monitor"
    When a client sends
      """
      DELETE {monitor}
      """
    Then the status is 200
    When request 2 arrives at the sink "hook"
    And a client sends
      """
      GET {monitor}
      """
    Then "backgroundOperationStatusCode" equals 32
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-now
      """
    Then the status is 204

  Scenario: An automatic clock advances when nothing else can happen
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-auto","clock":{"mode":"auto","now":"2026-01-02T03:04:05Z"}}
      """
    Then the status is 201
    And "url" is remembered as "other"
    When a client sends
      """
      PUT {other}/_emulator/v1/custom-apis/sample_CleanupExportedDataAnnotations/behavior

      {"outcomes":[{"fail":{"code":"0x80040265","message":"x"}}]}
      """
    Then the status is 204
    When a client sends
      """
      POST {other}/api/data/v9.2/sample_CleanupExportedDataAnnotations
      Prefer: respond-async
      """
    Then the header "Location" is remembered as "monitor"
    When a client sends
      """
      POST {other}/_emulator/v1/settle

      {"within":"PT20S"}
      """
    And a client sends
      """
      GET {monitor}
      """
    Then "backgroundOperationStatusCode" equals 31
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-auto
      """
    Then the status is 204
