Feature: Images over the SDK
  An image is an array of bytes, which a column set has to name.

  Background:
    Given the table "new_pen"
      | column   | type  | members           |
      | new_Logo | Image | "MaxSizeInKB": 30 |

  @FI-003 @FI-004
  Scenario: An image is created with its row, read by name, changed and cleared
    When the SDK executes Create with
      | Target          | Entity | new_pen(11111111-0000-4000-8000-000000000001) |
      | Target.new_name | String | One                  |
      | Target.new_logo | Bytes  | R0lGODlhAQABAAAAACw= |
    Then the status is 200
    When the SDK retrieves "new_logo,new_logo_timestamp" of "new_pen(11111111-0000-4000-8000-000000000001)"
    Then the status is 200
    And the body does not contain "new_logo_url"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/new_logo" equals R0lGODlhAQABAAAAACw=
    When the SDK retrieves "*" of "new_pen(11111111-0000-4000-8000-000000000001)"
    Then the status is 200
    And the body does not contain "R0lGODlhAQABAAAAACw="
    And the body does not contain "<b:key>new_logo</b:key>"
    When the SDK executes Update with
      | Target          | Entity | new_pen(11111111-0000-4000-8000-000000000001) |
      | Target.new_logo | Bytes  | Qk0eAAAA             |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/new_pens(11111111-0000-4000-8000-000000000001)?$select=new_logo
      """
    Then "new_logo" equals Qk0eAAAA
    When the SDK executes Update with
      | Target          | Entity | new_pen(11111111-0000-4000-8000-000000000001) |
      | Target.new_logo | null   |       |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/new_pens(11111111-0000-4000-8000-000000000001)?$select=new_logo,new_logoid
      """
    Then "new_logo" is null
    And "new_logoid" is null

  @FI-005
  Scenario Outline: What is no image is refused: <what>
    When the SDK executes Create with
      | Target          | Entity | new_pen |
      | Target.new_logo | <type> | <value> |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"

    Examples:
      | what         | type   | value    | code        |
      | other bytes  | Bytes  | SGVsbG8= | -2147015341 |
      | a text       | String | R0lGODlh | -2147220989 |

  @FI-008
  Scenario: Rows are found by whether they have an image, and not sorted by it
    Given these rows of "new_pens"
      | new_name | new_logo             |
      | One      | R0lGODlhAQABAAAAACw= |
      | Two      |                      |
    When the SDK asks for "new_name" of "new_pen" where "new_logo" is NotNull
    Then the status is 200
    And the body does not contain "Two"
    When the SDK asks for "new_name" of "new_pen" where "new_logo" is Equal of string R0lG
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "an image has no value to compare"
