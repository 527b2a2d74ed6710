Feature: Users and their tokens
  The control door gives tokens to users; the user of any other token is a rule.

  @AU-010
  Scenario Outline: A token that no user was given
    Given the rule "unknown_token" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Authorization: Bearer unknown
      """
    Then the status is <status>

    Examples:
      | rule          | status |
      | administrator | 200    |
      | refuse        | 401    |

  @AU-001 @AU-005 @AU-010 @alone
  Scenario Outline: By rule unknown tokens are refused with the challenge on every path
    Given the rule "unknown_token" is "refuse"
    When a client sends
      """
      <method> <path>
      """
    Then the status is 401
    And the header "WWW-Authenticate" is "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, resource_id={org}/"
    Given the user "Ada" with {"roles": ["System Administrator"]}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then "UserId" equals {ada}

    Examples:
      | method | path                                                           |
      | GET    | /api/data/v9.2/WhoAmI                                          |
      | GET    | /api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088  |
      | POST   | /XRMServices/2011/Organization.svc/web                         |

  @AU-008 @PV-027
  Scenario: A disabled user is refused over the Web API, the SDK and at the status monitor
    Given the user "Ada" with {"roles": ["Basic User"], "disabled": true}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then the status is 403
    And "/error/code" equals 0x80040225
    And the exchange matches snapshot "security/disabled-user"
    When the SDK executes WhoAmI without parameters
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220955"
    When a client sends
      """
      GET /api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088
      """
    Then the status is 403

  @AU-007 @alone
  Scenario: A deleted user is no member of the organization
    Given the user "Ada" with {"roles": ["Basic User"]}
    And a client has sent
      """
      DELETE /api/data/v9.2/systemusers({ada})
      """
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then the status is 403
    And "/error/code" equals 0x80072560
    And "/error/message" equals The user is not a member of the organization.

  @AU-00D @AU-010
  Scenario: An application user and a business unit
    When a client sends
      """
      PUT /_emulator/v1/users/Nightly%20export

      {"roles": ["System Administrator"], "businessUnit": "Sales/North", "applicationId": "a9910000-0000-4000-8000-000000000001", "tokens": ["one", "two"]}
      """
    Then the status is 201
    And "name" equals Nightly export
    And "systemuserid" is remembered as "application"
    And "businessunitid" is remembered as "unit"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Authorization: Bearer two
      """
    Then "UserId" equals {application}
    And "BusinessUnitId" equals {unit}
    When a client sends
      """
      GET /api/data/v9.2/systemusers({application})?$select=fullname,applicationid,isdisabled&$expand=businessunitid($select=name;$expand=parentbusinessunitid($select=name))
      """
    Then "fullname" equals Nightly export
    And "applicationid" equals a9910000-0000-4000-8000-000000000001
    And "isdisabled" equals false
    When a client sends
      """
      PUT /_emulator/v1/users/Nightly%20export

      {"roles": ["Basic User"]}
      """
    Then the status is 200
    Given the rule "unknown_token" is "refuse"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Authorization: Bearer two
      """
    Then the status is 401

  @emulator
  Scenario Outline: A user that cannot be made is refused by what is wrong
    When a client sends
      """
      PUT /_emulator/v1/users/Ada

      <user>
      """
    Then the status is 400
    And "/error/message" contains "<text>"

    Examples:
      | user                                       | text                                             |
      | {"roles": ["Nothing"]}                     | there is no role 'Nothing'                       |
      | {"privileges": {"prvNothing": "Global"}}   | there is no privilege 'prvNothing'               |
      | {"privileges": {"prvReadAccount": "All"}}  | 'All' is no depth of 'prvReadAccount'            |
      | {"tokens": [" "]}                          | a token is not empty                             |
      | {"role": "Basic User"}                     | unknown field `role`                             |
