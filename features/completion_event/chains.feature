@emulator
Feature: Operations that follow from each other
  A step of the completion event may start the next operation, and that one's end the next. Their depth begins anew
  each time, so that something else has to come to an end.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |

  @BG-0A0 @PL-0D6
  Scenario: A loop is refused, and what is refused leaves nothing behind
    Given the rule "chain_limit" is "3"
    And these processing steps
      | name | on                            | stage | mode | does |
      | Next | OnBackgroundOperationComplete | 40    | 1    | [{"create":{"table":"contact","row":{"lastname":"lost in the last"}}},{"submit":{"message":"sample_Report"}}] |
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=backgroundoperationstatuscode
      """
    Then the rows are
      | backgroundoperationstatuscode |
      | 30                            |
      | 30                            |
      | 30                            |
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode,message&$orderby=statuscode
      """
    Then "/value" has 3 items
    And the body has
      | /value/0/statuscode | 30          |
      | /value/1/statuscode | 30          |
      | /value/2/statuscode | 31          |
      | /value/2/errorcode  | -2147204734 |
    And "/value/2/message" contains "3 background operations led to it"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=lastname eq 'lost in the last'
      """
    Then "/value" has 2 items

  @BG-0A0
  Scenario: What a client submits begins a chain of its own
    Given the rule "chain_limit" is "1"
    And "sample_Report" is submitted
    And everything settles
    When "sample_Report" is submitted as "second"
    And everything settles
    Then the operation is Succeeded
