@no-samples
Feature: Queues, topics and hubs
  A message for a service of Azure goes into the journal and no further: the same JSON that a webhook gets, and only
  from system jobs.

  @WH-029 @WH-020
  Scenario Outline: A message has the context as its body
    Given these rows of "serviceendpoints"
      | as       | name | contract   | authtype | namespaceaddress          | messageformat | saskeyname | saskey | path | solutionnamespace |
      | endpoint | Sink | <contract> | 2        | sb://contoso.example.com/ | 2             | Root       | s3cret | work | contoso           |
    And these processing steps
      | on             | as   | stage         | mode         | to       |
      | Create account | step | PostOperation | asynchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=asyncoperationid,statuscode
      """
    Then "/value/0/statuscode" equals 30
    And "/value/0/asyncoperationid" is remembered as "job"
    When a client sends
      """
      GET /_emulator/v1/journal?kind=azure_message
      """
    Then "entries" has 1 item
    And the body has
      | /entries/0/contract                                     | <label>                   |
      | /entries/0/namespace                                    | sb://contoso.example.com/ |
      | /entries/0/path                                         | work                      |
      | /entries/0/endpoint                                     | {endpoint}                |
      | /entries/0/step                                         | {step}                    |
      | /entries/0/job                                          | {job}                     |
      | /entries/0/at                                           | 2026-01-02T03:04:05Z      |
      | /entries/0/body/MessageName                             | Create                    |
      | /entries/0/body/Mode                                    | 1                         |
      | /entries/0/body/OperationId                             | {job}                     |
      | /entries/0/body/InputParameters/0/value/Attributes/0/value | Contoso                |
    And the body does not contain "s3cret"

    Examples:
      | contract | label     |
      | 2        | Queue     |
      | 5        | Topic     |
      | 7        | Event Hub |

  @WH-029 @BG-0A0
  Scenario: The completion event is put into a queue
    Given these rows of "serviceendpoints"
      | as       | name | contract | authtype | namespaceaddress          | messageformat | sastoken | path | solutionnamespace |
      | endpoint | Sink | 2        | 3        | sb://contoso.example.com/ | 2             | s3cret   | work | contoso           |
    And the custom API "sample_Report"
    And these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    When "sample_Report" is submitted
    And everything settles
    And a client sends
      """
      GET /_emulator/v1/journal?kind=azure_message
      """
    Then "entries" has 1 item
    And the body has
      | /entries/0/body/MessageName                | OnBackgroundOperationComplete |
      | /entries/0/body/InputParameters/2/value    | {operation}                   |

  @WH-029
  Scenario: A large message is sent whole
    Given these rows of "serviceendpoints"
      | as       | name | contract | authtype | namespaceaddress          | messageformat | saskeyname | saskey | path | solutionnamespace |
      | endpoint | Sink | 2        | 2        | sb://contoso.example.com/ | 2             | Root       | s3cret | work | contoso           |
    And these rows of "annotations"
      | as   | subject | notetext |
      | note | Report  | Before   |
    And these processing steps
      | on                | stage         | mode         | to       |
      | Update annotation | PostOperation | asynchronous | endpoint |
    And a text of 100000 characters is remembered as "long text"
    When a client sends
      """
      PATCH /api/data/v9.2/annotations({note})

      {"notetext":"{long text}"}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    And a client sends
      """
      GET /_emulator/v1/journal?kind=azure_message
      """
    Then "entries" has 1 item
    And "/entries/0/body/PrimaryEntityId" equals {note}

  @WH-029
  Scenario Outline: A service that is not emulated is refused by name
    When a client sends
      """
      POST /api/data/v9.2/serviceendpoints

      {"name":"Sink","contract":<contract>,"authtype":2,"namespaceaddress":"sb://contoso.example.com","messageformat":2,
       "path":"work","solutionnamespace":"contoso"}
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" contains "not emulated"
    And "/error/message" contains "<label>"
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints
      """
    Then "value" has 0 items

    Examples:
      | contract | label              |
      | 1        | OneWay             |
      | 3        | Rest               |
      | 4        | TwoWay             |
      | 6        | Queue (Persistent) |
      | 9        | Event Grid         |
      | 10       | Managed Data Lake  |
