@emulator @handlers @no-samples
Feature: Handlers and the unit of work
  A handler's request with the token of its call joins the unit of work of its step: it reads uncommitted rows and is
  rolled back with it. In a system job there is no unit to join, and each request is committed by itself. A handler's
  request with another token is a request like any other.

  Background:
    Given these rows of "pluginassemblies"
      | as       | name    | version | culture | publickeytoken   | content |
      | assembly | Contoso | 1.0.0.0 | neutral | 927f986a04c54a2f | TVo=    |
    And these rows of "plugintypes"
      | as   | typename        | friendlyname | pluginassemblyid@odata.bind   |
      | type | Contoso.Handler | Handler      | /pluginassemblies({assembly}) |

  @PL-0D5
  Scenario Outline: A refusal rolls back requests made with the handler's token
    Given these processing steps
      | on             | stage   | plugintypeid@odata.bind | does    |
      | Create account | <stage> | /plugintypes({type})    | <token> |
    And the plug-in type "Contoso.Handler" is handled by "contact.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/code" equals 0x80040265
    And "/error/message" equals Not this one.
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has <left> items

    Examples:
      | stage         | token    | left |
      | PreOperation  | given    | 0    |
      | PostOperation | given    | 0    |
      | PostOperation | ordinary | 1    |
      | PreValidation | given    | 1    |

  @PL-0D0
  Scenario: With its token a handler reads uncommitted rows, as its step's user
    Given the user "Other" with {"roles": ["System Administrator"]}
    And these processing steps
      | on             | stage         | for   | plugintypeid@odata.bind | does                                                                                        |
      | Create account | PostOperation | other | /plugintypes({type})    | seen                                                                                        |
      | Create account | PreOperation  |       |                         | [{"set":{"description":"{{correlation}}"}}]                                                 |
      | Create contact | PreOperation  |       |                         | [{"set":{"jobtitle":"{{depth}} {{parent.parent.message}}","department":"{{correlation}}"}}] |
    And the plug-in type "Contoso.Handler" is handled by "look.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=description
      """
    Then "/value/0/description" is remembered as "correlation"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,description,jobtitle,department,_createdby_value
      """
    Then "value" has 1 item
    And "/value/0/_createdby_value" equals {other}
    And "/value/0/jobtitle" equals 2 Create
    And "/value/0/department" equals {correlation}
    And "/value/0/description" equals inside 1; outside 0; settle 409; expires 2026-01-02T03:06:05Z; user True; depth 1; secure ; type Contoso.Handler

  Scenario: Before the main operation a handler sets columns of the row
    Given these processing steps
      | on             | stage        | plugintypeid@odata.bind | does                    |
      | Create account | PreOperation | /plugintypes({type})    | {"accountnumber":"A-7"} |
    And the plug-in type "Contoso.Handler" is handled by "complete.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then the status is 201
    And "accountnumber" equals A-7

  Scenario: Concurrent requests of a handler run one after the other
    Given these rows of "plugintypes"
      | as     | typename       | friendlyname | pluginassemblyid@odata.bind   |
      | nested | Contoso.Nested | Nested       | /pluginassemblies({assembly}) |
    And these processing steps
      | on             | stage         | plugintypeid@odata.bind | does                  |
      | Create account | PostOperation | /plugintypes({type})    | crowd                 |
      | Create contact | PreOperation  | /plugintypes({nested})  | {"jobtitle":"nested"} |
    And the plug-in type "Contoso.Handler" is handled by "crowd.py"
    And the plug-in type "Contoso.Nested" is handled by "complete.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=jobtitle eq 'nested'
      """
    Then "value" has 10 items

  Scenario: A token expires when its handler has answered
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind | does |
      | Create account | PostOperation | /plugintypes({type})    | late |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    And a request "POST /api/data/v9.2/contacts" has been answered with 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,description
      """
    Then the rows are
      | lastname | description |
      | Was told | 401: The token belongs to a plug-in's handler that has ended: it has answered, or its time limit has passed. Requests after that need a token of their own. |

  Scenario Outline: An invalid answer fails the request and is rolled back
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind | does   |
      | Create account | PostOperation | /plugintypes({type})    | <what> |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then "/error/code" equals 0x80040224
    And "/error/message" contains "The handler of the plug-in type 'Contoso.Handler' at {handler}"
    And "/error/message" contains "<why>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items

    Examples:
      | what               | why                                                          |
      | words              | is no JSON of the known form: expected value                 |
      | list               | is no JSON of the known form: invalid type: sequence         |
      | nothing            | is no JSON of the known form: EOF                            |
      | unknown member     | unknown field `output`                                       |
      | wrong type         | invalid type: string                                         |
      | outputs of none    | can be given for custom APIs only, and 'Create' is none      |
      | late target        | cannot be changed any more at stage 40                       |
      | fault and outputs  | has a fault and results                                      |
      | fault without code | missing field `code`                                         |
      | shared row         | shares 'row', which is no text, number or truth value        |
      | too large          | its answer has more than 16777216 bytes                      |
      | raise              | did not answer                                               |

  Scenario: A handler whose process is not running
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind |
      | Create account | PostOperation | /plugintypes({type})    |
    And the plug-in type "Contoso.Handler" is handled by "no process"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then "/error/code" equals 0x80040224
    And "/error/message" contains "The handler of the plug-in type 'Contoso.Handler' at {handler} did not answer"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items

  @BG-095
  Scenario: A handler that hangs past the limit
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind | does |
      | Create account | PostOperation | /plugintypes({type})    | hang |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And a request "POST /api/data/v9.2/contacts" has been answered with 204
    And the clock advances by "PT2M"
    And the answer arrives
    Then "/error/code" equals 0x80081111
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
    When everything settles

  @OA-026
  Scenario Outline: A handler's batch may have change sets, each of which is kept whole or not at all
    Given these processing steps
      | on             | stage   | plugintypeid@odata.bind | does                                                                                                   |
      | Create account | <stage> | /plugintypes({type})    | {"sets":[[{"lastname":"A"},{"lastname":"B"}],[{"lastname":"C"},{"lastname":"D","nosuchcolumn":1}]]<end> |
    And the plug-in type "Contoso.Handler" is handled by "change_set.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=description
      """
    Then "value" has <accounts> items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has <contacts> items

    Examples:
      | stage         | end           | status | accounts | contacts |
      | PreOperation  | }             | 204    | 1        | 2        |
      | PreOperation  | ,"fault":true} | 400    | 0        | 0        |
      | PreValidation | }             | 204    | 1        | 2        |
      | PreValidation | ,"fault":true} | 400    | 0        | 2        |

  @OA-026
  Scenario: What a change set has made is seen by the requests after it
    Given these processing steps
      | on             | stage        | plugintypeid@odata.bind | does                                                                                                    |
      | Create account | PreOperation | /plugintypes({type})    | {"sets":[[{"lastname":"A"},{"lastname":"B"}],[{"lastname":"C"},{"lastname":"D","nosuchcolumn":1}]]} |
    And the plug-in type "Contoso.Handler" is handled by "change_set.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts?$select=description
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then "description" equals A, B

  @BG-095 @BA-003
  Scenario: A change set whose handler hangs past the limit
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind | does |
      | Create account | PostOperation | /plugintypes({type})    | hang |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/$batch
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: multipart/mixed; boundary=c

      --c
      Content-Type: application/http
      Content-ID: 1

      POST /api/data/v9.2/annotations HTTP/1.1
      Content-Type: application/json

      {"subject":"Together"}
      --c
      Content-Type: application/http
      Content-ID: 2

      POST /api/data/v9.2/accounts HTTP/1.1
      Content-Length: 18

      {"name":"Contoso"}
      --c--
      --b--
      """
    And a request "POST /api/data/v9.2/contacts" has been answered with 204
    And the clock advances by "PT2M"
    And the answer arrives
    Then the batch is answered with
      | part | status |
      | 1    | 400    |
    When the client reads part "1"
    Then "/error/code" equals 0x80081111
    When a client sends
      """
      GET /api/data/v9.2/annotations?$filter=subject eq 'Together'
      """
    Then "value" has 0 items
    When everything settles

  @BA-003
  Scenario: A handler is in the unit of work of its change set
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind | does  |
      | Create account | PostOperation | /plugintypes({type})    | given |
    And the plug-in type "Contoso.Handler" is handled by "contact.py"
    When a client sends a batch of
      """
      --- change set
      POST annotations

      {"subject":"Together"}
      ---
      POST accounts

      {"name":"Contoso"}
      --- end
      """
    Then the batch is answered with
      | part | status |
      | 1    | 400    |
    When the client reads part "1"
    Then "/error/message" equals Not this one.
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/annotations?$filter=subject eq 'Together'
      """
    Then "value" has 0 items

  @BG-095
  Scenario Outline: Requests and answers of a handler whose token has expired are ignored
    Given these processing steps
      | on             | stage   | mode   | plugintypeid@odata.bind |
      | Create contact | <stage> | <mode> | /plugintypes({type})    |
    And the plug-in type "Contoso.Handler" is handled by "wait.py"
    And a client has sent
      """
      PUT /_emulator/v1/sinks/gate

      {"delay":"PT150S"}
      """
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Contoso"}
      """
    And request 1 arrives at the sink "gate"
    And the clock advances by "PT2M"
    And the answer arrives
    Then the status is <status>
    When the clock advances by "PT30S"
    And a request "POST /api/data/v9.2/accounts" has been answered with 401
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has <contacts> items
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode&$filter=statuscode eq 31
      """
    Then "value" has <failed> items

    Examples:
      | stage         | mode         | status | contacts | failed |
      | PreValidation | synchronous  | 400    | 0        | 0      |
      | PreOperation  | synchronous  | 400    | 0        | 0      |
      | PostOperation | synchronous  | 400    | 0        | 0      |
      | PostOperation | asynchronous | 204    | 1        | 1      |

  @PL-131 @PL-0E3
  Scenario: What the handler of a system job wrote before it failed stays
    Given these processing steps
      | on             | stage         | mode         | plugintypeid@odata.bind | does  |
      | Create account | PostOperation | asynchronous | /plugintypes({type})    | given |
    And the plug-in type "Contoso.Handler" is handled by "contact.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,message
      """
    Then "value" has 1 item
    And "/value/0/statuscode" equals 31
    And "/value/0/message" contains "Not this one."
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname    |
      | Left behind |

  # Each request is committed by itself, so it is seen while the handler works, and no time-out takes it back.
  @BG-095 @PL-130 @PL-131
  Scenario: A handler of a system job that hangs past the limit
    Given these processing steps
      | on             | stage         | mode         | plugintypeid@odata.bind | does |
      | Create account | PostOperation | asynchronous | /plugintypes({type})    | hang |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a request "POST /api/data/v9.2/contacts" has been answered with 204
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    Then the rows are
      | statuscode |
      | 20         |
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname    |
      | Left behind |
    When the clock advances by "PT2M"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode
      """
    Then the rows are
      | statuscode | errorcode   |
      | 31         | -2146954991 |
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname    |
      | Left behind |
    When everything settles

  @PL-0D1
  Scenario: A job that updates the row that caused it is ended by its depth
    Given a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)

      {"statecode":1}
      """
    And these processing steps
      | on                       | stage         | mode         | filteringattributes | plugintypeid@odata.bind |
      | Update contoso_reportjob | PostOperation | asynchronous | contoso_status      | /plugintypes({type})    |
    And the plug-in type "Contoso.Handler" is handled by "progress.py"
    And these rows of "contoso_reportjobs"
      | as  | contoso_name | contoso_reportformat | contoso_includehistorical |
      | job | Report       | csv                  | true                      |
    When a client sends
      """
      PATCH /api/data/v9.2/contoso_reportjobs({job})

      {"contoso_status":1}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_status,contoso_progress
      """
    Then the body has
      | contoso_status   | 2  |
      | contoso_progress | 70 |
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=depth,statuscode,errorcode&$orderby=depth
      """
    Then the rows are
      | depth | statuscode | errorcode   |
      | 1     | 30         | null        |
      | 2     | 30         | null        |
      | 3     | 30         | null        |
      | 4     | 30         | null        |
      | 5     | 30         | null        |
      | 6     | 30         | null        |
      | 7     | 30         | null        |
      | 8     | 31         | -2147204734 |
