Feature: Operations that follow from each other
  A step of the completion event may submit another operation, whose completion runs the step again. The depth of
  each operation begins at 1, so that another limit has to end the chain.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |

  # The job that is refused has written its contact before, which stays.
  @BG-0A0 @PL-0D6 @PL-131
  Scenario: A loop is refused and submits no operation
    Given the rule "chain_limit" is "3"
    And these processing steps
      | name | on                            | stage         | mode         | does                                                                                                          |
      | Next | OnBackgroundOperationComplete | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"before the next"}}},{"submit":{"message":"sample_Report"}}] |
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
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode,message&$orderby=statuscode desc
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
      GET /api/data/v9.2/contacts?$select=lastname&$filter=lastname eq 'before the next'
      """
    Then "/value" has 3 items

  @BG-0A0
  Scenario: An operation that a client submits begins a new chain
    Given the rule "chain_limit" is "1"
    And "sample_Report" is submitted
    And everything settles
    When "sample_Report" is submitted as "second"
    And everything settles
    Then the operation is Succeeded
