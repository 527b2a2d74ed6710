@no-samples
Feature: Large numbers in answers
  Clients whose numbers are IEEE 754 doubles ask for texts: Accept: application/json;IEEE754Compatible=true.

  Background:
    Given these rows of "accounts"
      | as    | name  | revenue | numberofemployees |
      | alpha | Alpha | 1500.5  | 10                |

  @WA-1A0 @WA-1A1
  Scenario: Numbers of 64 bits and decimal numbers are texts, and the content type says so
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})?$select=revenue,numberofemployees,versionnumber
      Accept: application/json;IEEE754Compatible=true
      """
    Then the status is 200
    And the header "Content-Type" is "application/json; odata.metadata=minimal; IEEE754Compatible=true"
    And "revenue" equals "1500.50"
    And "versionnumber" is a text
    And "numberofemployees" equals 10

  @WA-1A0 @WA-1A1
  Scenario Outline: Without the parameter they are numbers: <accept>
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})?$select=revenue,versionnumber
      Accept: <accept>
      """
    Then the status is 200
    And the header "Content-Type" is "application/json; odata.metadata=minimal"
    And "revenue" equals 1500.5
    And "versionnumber" is a number

    Examples:
      | accept                                                    |
      | application/json                                          |
      | application/json;IEEE754Compatible=false                  |
      | application/json;odata.metadata=minimal;charset=utf-8     |

  @WA-1A0 @WA-1A1
  Scenario: The number of rows is a text, too
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=revenue&$count=true
      Accept: text/plain;q=0.1, application/json; odata.metadata=minimal; ieee754compatible=TRUE
      """
    Then the status is 200
    And the header "Content-Type" is "application/json; odata.metadata=minimal; IEEE754Compatible=true"
    And "@odata.count" equals "1"
    And "/value/0/revenue" equals "1500.50"

  @WA-1A0 @WA-1A1
  Scenario: A row that was sent with texts comes back with them
    When a client sends
      """
      POST /api/data/v9.2/accounts?$select=revenue
      Prefer: return=representation
      Accept: application/json;IEEE754Compatible=true
      Content-Type: application/json;IEEE754Compatible=true

      {"name":"Beta","revenue":"12345678901.25"}
      """
    Then the status is 201
    And the header "Content-Type" is "application/json; odata.metadata=minimal; IEEE754Compatible=true"
    And "revenue" equals "12345678901.25"

  @WA-1A0 @WA-1A1
  Scenario: The part of a batch has the form that its own header asks for
    When a client sends a batch of
      """
      GET /api/data/v9.2/accounts({alpha})?$select=revenue
      Accept: application/json;IEEE754Compatible=true
      ---
      GET /api/data/v9.2/accounts({alpha})?$select=revenue
      Accept: application/json
      """
    Then the status is 200
    When the client reads part "1"
    Then the header "Content-Type" is "application/json; odata.metadata=minimal; IEEE754Compatible=true; odata.streaming=true"
    And "revenue" equals "1500.50"
    When the client reads part "2"
    Then the header "Content-Type" is "application/json; odata.metadata=minimal; odata.streaming=true"
    And "revenue" equals 1500.5

  @WA-1A0
  Scenario: The results of a custom API
    Given the custom API "sample_Total"
      | kind     | name  | type    |
      | property | Total | Decimal |
      | property | Count | Integer |
    And "sample_Total" behaves as
      """
      {"outcomes":[{"return":{"Total":1.5,"Count":2}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Total
      Accept: application/json;IEEE754Compatible=true

      {}
      """
    Then the status is 200
    And "Total" equals "1.5"
    And "Count" equals 2

  @WA-1AB
  Scenario: The status monitor
    Given the custom API "sample_Total"
      | kind     | name  | type    |
      | property | Total | Decimal |
    And "sample_Total" behaves as
      """
      {"outcomes":[{"return":{"Total":1.5}}]}
      """
    And "sample_Total" is submitted
    When everything settles
    And a client sends
      """
      GET {monitor}
      Accept: application/json;IEEE754Compatible=true
      """
    Then the status is 200
    And the header "Content-Type" matches "IEEE754Compatible=true$"
    And "Total" equals "1.5"
    And "backgroundOperationStatusCode" equals 30
    When the status monitor is polled
    Then "Total" equals 1.5

  @WA-1A0
  Scenario Outline: By rule the parameter has an effect or none, and the journal says so: <rule>
    Given the rule "large_numbers_as_texts" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})?$select=revenue
      Accept: application/json;IEEE754Compatible=true
      """
    Then the status is 200
    And the header "Content-Type" matches "<content>"
    And "revenue" equals <revenue>
    When a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "/entries/1/ignored/0" <ignored>

    Examples:
      | rule   | content                  | revenue   | ignored                                                            |
      | accept | IEEE754Compatible=true$  | "1500.50" | is absent                                                          |
      | ignore | odata.metadata=minimal$  | 1500.5    | equals the parameter 'IEEE754Compatible' of the header 'accept'    |
